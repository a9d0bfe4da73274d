import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { wellKnownOperations } from '@/lib/history/operation-table';
import { EtcdClient } from '../etcd/client';
import { register, ScriptedNode } from './http/scripted-node';
import { IndexFloor } from './index-floor';

const never = new AbortController().signal;
/** The script tells etcd's index as one more than the index of the last change. */
let n1: ScriptedNode;
let clients: IndexFloor[];

beforeEach(async () => {
  n1 = await ScriptedNode.start('n1', register('3', 17));
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await n1.stop();
});

const operations = wellKnownOperations;

function open(timeoutMs = 2000): IndexFloor {
  const options = { readLevel: 'local', timeoutMs, hasConsistentReads: false } as const;
  const client = new IndexFloor(new EtcdClient(n1.node, [n1.node], options), { timeoutMs, operations });
  clients.push(client);
  return client;
}

function op(f: string, value: Json = null): Op {
  return { index: 0, time: 0, process: 0, type: 'invoke', f, value };
}

/** The node answers with the first script for so many requests, then with the second. */
function answers(requests: number, first: ScriptedNode['script'], second: ScriptedNode['script']): void {
  const from = n1.requests.length;
  n1.script = (seen, response) => (n1.requests.length - from <= requests ? first : second)(seen, response);
}

describe('a client with an index floor', () => {
  it('takes what it is told first, and what is not older', async () => {
    const client = open();
    expect(await client.invoke(op('read'), never)).toMatchObject({ type: 'ok', value: 3, revision: { index: 18 } });
    expect(await client.invoke(op('read'), never)).toMatchObject({ type: 'ok', value: 3 });
    n1.script = register('4', 20);
    expect(await client.invoke(op('read'), never)).toMatchObject({ type: 'ok', value: 4 });
    expect(n1.requests).toHaveLength(3);
  });

  it('asks a node that is behind what it read until it has caught up', async () => {
    const client = open();
    await client.invoke(op('read'), never);
    answers(2, register('1', 12), register('4', 19));
    expect(await client.invoke(op('read'), never)).toMatchObject({ type: 'ok', value: 4, revision: { index: 20 } });
    expect(n1.requests).toHaveLength(4);
  });

  it('asks a node that is behind what it wrote until it has caught up', async () => {
    const client = open();
    n1.script = register('2', 30);
    expect(await client.invoke(op('write', 2), never)).toMatchObject({ type: 'ok' });
    answers(1, register('3', 17), register('2', 30));
    expect(await client.invoke(op('read'), never)).toMatchObject({ type: 'ok', value: 2 });
    expect(n1.requests.map(({ method }) => method)).toEqual(['PUT', 'GET', 'GET']);
  });

  it('fails as behind when the time limit ends first', async () => {
    const client = open(1500);
    await client.invoke(op('read'), never);
    n1.script = register('1', 12);
    const startMs = performance.now();
    expect(await client.invoke(op('read'), never)).toEqual({
      type: 'fail',
      error: { error: 'behind', index: 13, floor: 18 },
      node: 'n1',
    });
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(1499);
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it('fails as behind when the node falls silent after an old answer', async () => {
    const client = open(1500);
    await client.invoke(op('read'), never);
    answers(1, register('1', 12), () => undefined);
    expect(await client.invoke(op('read'), never)).toMatchObject({ type: 'fail', error: { error: 'behind' } });
  });

  it('passes on what else goes wrong', async () => {
    const client = open(1500);
    await client.invoke(op('read'), never);
    answers(1, register('1', 12), (_seen, response) => response.writeHead(503).end('{"message":"During election"}'));
    expect(await client.invoke(op('read'), never)).toMatchObject({
      type: 'info',
      error: { message: 'During election' },
    });
    n1.script = () => undefined;
    expect(await client.invoke(op('read'), never)).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(await client.invoke(op('write', 1), never)).toMatchObject({ type: 'info', error: 'timed-out' });
  });

  it('never refuses or repeats a write', async () => {
    const client = open();
    await client.invoke(op('read'), never);
    n1.script = register('2', 12);
    expect(await client.invoke(op('write', 2), never)).toMatchObject({ type: 'ok', value: 2 });
    expect(await client.invoke(op('cas', [2, 3]), never)).toMatchObject({ type: 'ok' });
    expect(n1.requests).toHaveLength(3);
  });

  it('takes an answer that says no index', async () => {
    const client = { invoke: async () => ({ type: 'ok', value: 1 }) as const, close: async () => undefined };
    const bare = new IndexFloor(client, { timeoutMs: 1000, operations });
    expect(await bare.invoke(op('read'), never)).toEqual({ type: 'ok', value: 1 });
  });

  it('ends at once when the run is stopped', async () => {
    const stop = new AbortController();
    const old = { type: 'ok', value: 1, revision: { modifiedIndex: 12 } } as const;
    const answers = [{ ...old, revision: { modifiedIndex: 17 } }, old];
    const client = {
      async invoke() {
        const answer = present(answers.shift(), 'an answer');
        // While it waits to ask again.
        if (answers.length === 0) setImmediate(() => stop.abort());
        return answer;
      },
      close: async () => undefined,
    };
    const floored = new IndexFloor(client, { timeoutMs: 60_000, operations });
    await floored.invoke(op('read'), stop.signal);
    expect(await floored.invoke(op('read'), stop.signal)).toMatchObject({ type: 'fail', error: 'stopped' });
    expect(answers).toEqual([]);
  });

  it('begins a new session without a floor', async () => {
    await open().invoke(op('read'), never);
    n1.script = register('1', 12);
    expect(await open().invoke(op('read'), never)).toMatchObject({ type: 'ok', value: 1 });
  });
});

it('two sessions may still contradict each other', async () => {
  const [first, second] = [open(), open()];
  n1.script = register('2', 30);
  await first.invoke(op('write', 2), never);
  n1.script = register('3', 17);
  expect(await second.invoke(op('read'), never)).toMatchObject({ type: 'ok', value: 3 });
});
