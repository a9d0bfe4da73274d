import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { register, ScriptedNode } from '../kit/http/scripted-node';
import { EtcdClient, type EtcdReadLevel } from './client';

const never = new AbortController().signal;
let n1: ScriptedNode;
let n2: ScriptedNode;
let clients: EtcdClient[];

beforeEach(async () => {
  n1 = await ScriptedNode.start('n1', register('3', 17));
  n2 = await ScriptedNode.start('n2', register('4', 18));
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await n1.stop();
  await n2.stop();
});

function open(readLevel: EtcdReadLevel = 'local', timeoutMs = 5000): EtcdClient {
  const client = new EtcdClient(n1.node, [n1.node, n2.node], { readLevel, timeoutMs, hasConsistentReads: false });
  clients.push(client);
  return client;
}

function op(f: string, value: Json): Op {
  return { index: 0, time: 0, process: 0, type: 'invoke', f, value };
}

const read = op('read', null);
const write = op('write', 2);
const cas = op('cas', [1, 4]);

describe('the client', () => {
  it('reads the value with both of its indexes', async () => {
    expect(await open().invoke(read, never)).toEqual({
      type: 'ok',
      value: 3,
      node: 'n1',
      revision: { modifiedIndex: 17, index: 18 },
    });
    expect(n1.requests).toEqual([{ method: 'GET', url: '/v2/keys/clew', body: '' }]);
  });

  it('reads null as null', async () => {
    n1.script = register('null', 4);
    expect(await open().invoke(read, never)).toMatchObject({ type: 'ok', value: null });
  });

  it('asks for a quorum when the plan does', async () => {
    await open('quorum').invoke(read, never);
    expect(n1.requests[0]?.url).toBe('/v2/keys/clew?quorum=true');
  });

  it('writes the value as JSON in a form', async () => {
    expect(await open().invoke(write, never)).toMatchObject({ type: 'ok', value: 2 });
    expect(n1.requests).toEqual([{ method: 'PUT', url: '/v2/keys/clew', body: 'value=2' }]);
  });

  it('compares and sets in one request', async () => {
    expect(await open().invoke(cas, never)).toMatchObject({ type: 'ok', value: [1, 4] });
    expect(n1.requests).toEqual([{ method: 'PUT', url: '/v2/keys/clew', body: 'value=4&prevValue=1' }]);
  });

  it('uses one connection for many operations', async () => {
    const client = open();
    for (let i = 0; i < 5; i++) await client.invoke(write, never);
    expect(n1.connections).toBe(1);
    expect(n1.requests).toHaveLength(5);
  });

  it('does not call an answer without the key a success', async () => {
    n1.script = (_seen, response) => response.end('{}');
    expect(await open().invoke(write, never)).toMatchObject({ type: 'info', error: { error: 'unclassified' } });
    expect(await open().invoke(read, never)).toMatchObject({ type: 'info', error: { error: 'unclassified' } });
  });

  it('refuses an operation that it does not know', async () => {
    await expect(open().invoke(op('enqueue', 1), never)).rejects.toThrow('knows no enqueue');
  });
});

describe('an operation in trouble', () => {
  it('fails when the connection is refused before anything was sent', async () => {
    n1.refusal = new Error('(SSH) Channel open failure: Connection refused');
    const client = open();
    expect(await client.invoke(write, never)).toMatchObject({ type: 'fail', error: 'connection-refused' });
    expect(await client.invoke(cas, never)).toMatchObject({ type: 'fail', error: 'connection-refused' });
    n1.refusal = undefined;
    expect(await client.invoke(write, never)).toMatchObject({ type: 'ok' });
    expect(n1.requests).toHaveLength(1);
  });

  it('is unknown when the connection ends after the request was read, and is not sent again', async () => {
    n1.script = () => void n1.drop();
    const client = open();
    expect(await client.invoke(write, never)).toMatchObject({ type: 'info', error: 'connection-lost' });
    expect(n1.requests).toHaveLength(1);
    expect(await client.invoke(read, never)).toMatchObject({ type: 'info', error: 'connection-lost' });
    expect(n1.requests).toHaveLength(2);
  });

  it('is unknown when the connection is lost and the next one is refused', async () => {
    n1.script = () => {
      n1.refusal = new Error('Connection refused');
      void n1.drop();
    };
    expect(await open().invoke(write, never)).toMatchObject({ type: 'info', error: 'connection-lost' });
  });

  it('is unknown when the connection ends in the middle of the answer', async () => {
    n1.script = (_seen, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"action"', () => void n1.drop());
    };
    expect(await open().invoke(write, never)).toMatchObject({ type: 'info', error: 'connection-lost' });
  });

  it('opens another connection after an idle one was closed', async () => {
    const client = open();
    await client.invoke(write, never);
    await n1.drop();
    await expect.poll(() => client.invoke(read, never)).toMatchObject({ type: 'ok' });
    expect(n1.connections).toBe(2);
  });

  it('is refused, not lost, when an idle connection was closed and no other can be opened', async () => {
    const client = open();
    await client.invoke(write, never);
    await n1.drop();
    n1.refusal = new Error('Connection refused');
    await expect.poll(() => client.invoke(write, never)).toMatchObject({ error: 'connection-refused' });
    expect(n1.requests).toHaveLength(1);
  });

  it('is unknown at its time limit', async () => {
    n1.script = () => undefined;
    const client = open('local', 80);
    const startMs = performance.now();
    expect(await client.invoke(write, never)).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(79);
    expect(await client.invoke(read, never)).toMatchObject({ type: 'info', error: 'timed-out' });
    n1.script = register('1', 20);
    expect(await client.invoke(read, never)).toMatchObject({ type: 'ok', value: 1 });
  });

  it('times out while a connection neither opens nor is refused, and is not sent later', async () => {
    const opening = n1.holdConnections();
    const client = open('local', 50);
    expect(await client.invoke(write, never)).toMatchObject({ type: 'info', error: 'timed-out' });
    opening();
    expect(await client.invoke(read, never)).toMatchObject({ type: 'ok' });
    expect(n1.requests.map((seen) => seen.method)).toEqual(['GET']);
  });

  it('ends at once when the run is stopped', async () => {
    const stop = new AbortController();
    n1.script = () => stop.abort();
    expect(await open().invoke(write, stop.signal)).toMatchObject({ type: 'info', error: 'stopped' });
    expect(await open().invoke(read, stop.signal)).toMatchObject({ type: 'info', error: 'stopped' });
    expect(n1.requests).toHaveLength(1);
  });
});

describe('a read from the leader', () => {
  const believes = (leader: string, value: string): ScriptedNode['script'] => {
    const answer = register(value, 30);
    return (seen, response) => {
      if (seen.url === '/v2/members/leader') response.end(JSON.stringify({ id: '7f', name: leader }));
      else answer(seen, response);
    };
  };

  it('is answered by the own node when that believes it leads', async () => {
    n1.script = believes('n1', '3');
    expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'ok', value: 3, node: 'n1' });
    expect(n2.requests).toEqual([]);
  });

  it('is answered by the node that the own one takes for the leader, from its local state', async () => {
    n1.script = believes('n2', '3');
    n2.script = believes('n2', '4');
    expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'ok', value: 4, node: 'n2' });
    expect(n2.requests.map((seen) => seen.url)).toEqual(['/v2/members/leader', '/v2/keys/clew']);
  });

  it('ends as a redirect loop when two nodes each name the other', async () => {
    n1.script = believes('n2', '3');
    n2.script = believes('n1', '4');
    expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'info', error: 'redirect-loop' });
    expect(n1.requests.length + n2.requests.length).toBe(11);
  });

  it('is not answered during an election', async () => {
    n1.script = (_seen, response) => response.writeHead(503).end('{"message":"During election"}');
    expect(await open('leader').invoke(read, never)).toMatchObject({
      type: 'info',
      error: { status: 503, message: 'During election' },
    });
  });

  it('is not answered when an unknown leader is named', async () => {
    n1.script = believes('n9', '3');
    expect(await open('leader').invoke(read, never)).toMatchObject({ type: 'info' });
  });

  it('leaves writes at the own node', async () => {
    n1.script = believes('n2', '3');
    expect(await open('leader').invoke(write, never)).toMatchObject({ type: 'ok', node: 'n1' });
    expect(n2.requests).toEqual([]);
  });
});
