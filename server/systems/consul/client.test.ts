import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { ReadLevelName } from '@/lib/catalog/systems/registry';
import type { Op } from '@/lib/history/op';
import { ScriptedNode } from '../kit/http/scripted-node';
import { ConsulClient } from './client';
import { encodedValue } from './kv';

const never = new AbortController().signal;
let n1: ScriptedNode;
let clients: ConsulClient[];

/** The register as Consul shows it, and what a transaction says that changed it. */
function register(value: Json, modifyIndex: number): ScriptedNode['script'] {
  const entry = { LockIndex: 0, Key: 'clew', Flags: 0, CreateIndex: 3, ModifyIndex: modifyIndex };
  return ({ method }, response) => {
    if (method === 'GET') {
      response.writeHead(200, { 'x-consul-index': String(modifyIndex), 'x-consul-knownleader': 'true' });
      response.end(JSON.stringify([{ ...entry, Value: encodedValue(value) }]));
    } else {
      const KV = { ...entry, Value: null, ModifyIndex: modifyIndex + 1 };
      response.end(JSON.stringify({ Results: [{ KV }], Errors: null }));
    }
  };
}

/** Reads are answered, writes are not answered well. */
function refusing(status: number, body: string): ScriptedNode['script'] {
  const reads = register(3, 17);
  return (seen, response) => {
    if (seen.method === 'GET') reads(seen, response);
    else response.writeHead(status).end(body);
  };
}

beforeEach(async () => {
  n1 = await ScriptedNode.start('n1', register(3, 17));
  clients = [];
});

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(clients.map((client) => client.close()));
  await n1.stop();
});

function open(readLevel: ReadLevelName = 'stale', timeoutMs = 5000): ConsulClient {
  const client = new ConsulClient(n1.node, { readLevel, timeoutMs });
  clients.push(client);
  return client;
}

function op(f: string, value: Json): Op {
  return { index: 0, time: 0, process: 0, type: 'invoke', f, value };
}

const read = op('read', null);
const write = op('write', 2);
const cas = op('cas', [3, 4]);

describe('the client', () => {
  it.each([
    ['stale', '/v1/kv/clew?stale='],
    ['default', '/v1/kv/clew'],
    ['consistent', '/v1/kv/clew?consistent='],
  ] as const)('reads at level %s', async (level, url) => {
    expect(await open(level).invoke(read, never)).toEqual({
      type: 'ok',
      value: 3,
      node: 'n1',
      revision: { modifiedIndex: 17, index: 17 },
    });
    expect(n1.requests).toEqual([{ method: 'GET', url, body: '' }]);
  });

  it('reads null as null', async () => {
    n1.script = register(null, 4);
    expect(await open().invoke(read, never)).toMatchObject({ type: 'ok', value: null });
  });

  it('writes, and learns the index of what it wrote', async () => {
    expect(await open().invoke(write, never)).toEqual({
      type: 'ok',
      value: 2,
      node: 'n1',
      revision: { modifiedIndex: 18 },
    });
    expect(n1.requests).toEqual([
      { method: 'PUT', url: '/v1/txn', body: '[{"KV":{"Verb":"set","Key":"clew","Value":"Mg=="}}]' },
    ]);
  });

  it('compares the value it reads, at the level of the plan, and sets by its index', async () => {
    expect(await open('consistent').invoke(cas, never)).toMatchObject({
      type: 'ok',
      value: [3, 4],
      revision: { modifiedIndex: 18 },
    });
    expect(n1.requests).toEqual([
      { method: 'GET', url: '/v1/kv/clew?consistent=', body: '' },
      { method: 'PUT', url: '/v1/txn', body: '[{"KV":{"Verb":"cas","Key":"clew","Value":"NA==","Index":17}}]' },
    ]);
  });

  it('sends nothing when it reads another value', async () => {
    expect(await open().invoke(op('cas', [1, 4]), never)).toEqual({
      type: 'fail',
      node: 'n1',
      error: { error: 'compare-failed', found: 3, index: 17 },
    });
    expect(n1.requests).toHaveLength(1);
  });

  it('does not call an answer without an index a success', async () => {
    n1.script = (_seen, response) => response.end('true');
    expect(await open().invoke(write, never)).toMatchObject({ type: 'info', error: { error: 'unclassified' } });
    expect(await open().invoke(read, never)).toMatchObject({ type: 'fail', error: { error: 'unclassified' } });
  });

  it('refuses an operation that it does not know', async () => {
    await expect(open().invoke(op('enqueue', 1), never)).rejects.toThrow('knows no enqueue');
  });
});

describe('a cas while its node stands still', () => {
  let value: Json;
  let index: number;
  /** Happens before the request of this number, from 0, is answered. */
  let meanwhile: readonly [number, () => void];
  const set = (next: Json) => {
    value = next;
    index++;
  };

  beforeEach(() => {
    [value, index] = [3, 17];
    n1.script = (seen, response) => {
      if (n1.requests.length - 1 === meanwhile[0]) meanwhile[1]();
      const expected = /"Verb":"cas".*"Index":(\d+)/.exec(seen.body)?.[1];
      if (seen.method === 'GET') return register(value, index)(seen, response);
      if (Number(expected) !== index) return refusing(409, '{"Errors":[{"What":"index is stale"}]}')(seen, response);
      set(4);
      return register(value, index - 1)(seen, response);
    };
  });

  it.each([0, 1])('happens at one moment: another write before request %i is never lost', async (gap) => {
    meanwhile = [gap, () => set(1)];
    expect(await open('default').invoke(cas, never)).toMatchObject({
      type: 'fail',
      error: { error: 'compare-failed' },
    });
    expect(value).toBe(1);
  });

  it('does not take a value for the one it read because it is the same again', async () => {
    meanwhile = [1, () => [set(1), set(3)]];
    expect(await open('default').invoke(cas, never)).toMatchObject({
      type: 'fail',
      error: { error: 'compare-failed' },
    });
    expect(value).toBe(3);
  });
});

describe('an operation in trouble', () => {
  it('fails when the index was overtaken between its two requests', async () => {
    n1.script = refusing(
      409,
      '{"Results":null,"Errors":[{"OpIndex":0,"What":"failed to set key \\"clew\\", index is stale"}]}',
    );
    expect(await open().invoke(cas, never)).toMatchObject({ type: 'fail', error: { error: 'compare-failed' } });
  });

  it('is unknown when Consul has lost its leader, except a read', async () => {
    n1.script = refusing(500, 'No cluster leader');
    expect(await open().invoke(write, never)).toMatchObject({ type: 'info', error: { error: 'no-leader' } });
    expect(await open().invoke(cas, never)).toMatchObject({ type: 'info', error: { error: 'no-leader' } });
    n1.script = (_seen, response) => response.writeHead(500).end('No cluster leader');
    expect(await open('default').invoke(read, never)).toMatchObject({ type: 'fail', error: { error: 'no-leader' } });
  });

  it('has not happened when a cas could not even read', async () => {
    n1.script = (_seen, response) => response.writeHead(500).end('No cluster leader');
    expect(await open('default').invoke(cas, never)).toMatchObject({ type: 'fail', error: { error: 'no-leader' } });
    n1.script = (_seen, response) => response.writeHead(404).end();
    expect(await open('default').invoke(cas, never)).toMatchObject({ type: 'fail', error: { error: 'key-not-found' } });
    expect(n1.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('fails when the connection is refused before anything was sent', async () => {
    n1.refusal = new Error('(SSH) Channel open failure: Connection refused');
    expect(await open().invoke(write, never)).toMatchObject({ type: 'fail', error: 'connection-refused', node: 'n1' });
  });

  it('is unknown when the connection ends after the request was read, and is not sent again', async () => {
    n1.script = () => void n1.drop();
    expect(await open().invoke(write, never)).toMatchObject({ type: 'info', error: 'connection-lost' });
    expect(n1.requests).toHaveLength(1);
  });

  it('times out at its limit: a write is unknown, a read has failed', async () => {
    n1.script = () => undefined;
    const client = open('stale', 800);
    expect(await client.invoke(write, never)).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(await client.invoke(read, never)).toMatchObject({ type: 'fail', error: 'timed-out' });
  });

  it('keeps one limit for both requests of a cas', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const reads = register(3, 17);
    const isWriting = new Promise<void>((resolve) => {
      n1.script = (seen, response) => {
        if (seen.method !== 'GET') return resolve();
        vi.advanceTimersByTime(900);
        reads(seen, response);
      };
    });
    const completion = vi.fn();
    const invoked = open('stale', 1500).invoke(cas, never).then(completion);
    await isWriting;
    vi.advanceTimersByTime(599);
    await new Promise((resolve) => setImmediate(resolve));
    expect(completion).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await invoked;
    expect(completion).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ type: 'info', error: 'timed-out' }));
  });
});
