import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { type PlanInput, planSchema } from '@/lib/plan/plan';
import { ScriptedNode } from '../../kit/http/scripted-node';
import { ExchangeClient } from './exchange-client';
import { registerExchange } from './register';
import { setExchange } from './set';

const never = new AbortController().signal;
const header =
  '"header":{"cluster_id":"7661329982070316700","member_id":"5782278966986693708","revision":"4","raft_term":"2"}';
/** What etcd 3.4.23 answered, word by word. */
const recorded = {
  empty: `{${header}}`,
  found: `{${header},"kvs":[{"key":"Y2xldw==","create_revision":"2","mod_revision":"3","version":"2","value":"MQ=="}],"count":"1"}`,
  swapped: `{${header},"succeeded":true,"responses":[{"response_put":{"header":{"revision":"4"}}}]}`,
  refused: `{${header},"responses":[{"response_range":{"header":{"revision":"4"},"kvs":[{"key":"Y2xldw==","create_revision":"2","mod_revision":"4","version":"3","value":"NA=="}],"count":"1"}}]}`,
  refusedMissing: `{${header},"responses":[{"response_range":{"header":{"revision":"4"}}}]}`,
  elements: `{${header},"kvs":[{"key":"Y2xldy9lbGVtZW50LzA=","create_revision":"9","mod_revision":"9","version":"1"},{"key":"Y2xldy9lbGVtZW50LzEy","create_revision":"9","mod_revision":"9","version":"1"}],"count":"2"}`,
};

let node: ScriptedNode;
let client: ExchangeClient;
let body: string;
let status: number;

beforeEach(async () => {
  status = 200;
  node = await ScriptedNode.start('n1', (_seen, response) => response.writeHead(status).end(body));
});

afterEach(async () => {
  await client.close();
  await node.stop();
});

function open(exchangeOf = registerExchange, changes: Partial<PlanInput> = {}): void {
  const plan = planSchema.parse({
    name: 'v3',
    cluster: { type: 'lab' },
    system: { name: 'etcd-v3' },
    seed: 1,
    ...changes,
  });
  client = new ExchangeClient(node.node, plan.client, exchangeOf);
}

function invoke(f: string, value: Json, key?: Json) {
  const named = key === undefined ? {} : { key };
  const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value, ...named };
  return client.invoke(op, never);
}

function asked(): Json {
  return JSON.parse(node.requests.at(-1)?.body ?? 'null') as Json;
}

describe('the register', () => {
  it('is null where there is no key', async () => {
    open();
    body = recorded.empty;
    expect(await invoke('read', null)).toEqual({ type: 'ok', value: null, revision: { index: 4 } });
    expect(node.requests[0]?.url).toBe('/v3/kv/range');
    expect(asked()).toEqual({ key: 'Y2xldw==' });
  });

  it('is read with its revision, serializable where the plan says so', async () => {
    open(registerExchange, { client: { readLevel: 'serializable' } });
    body = recorded.found;
    expect(await invoke('read', null)).toEqual({ type: 'ok', value: 1, revision: { index: 4, modifiedIndex: 3 } });
    expect(asked()).toEqual({ key: 'Y2xldw==', serializable: true });
  });

  it('is written', async () => {
    open();
    body = recorded.empty;
    expect(await invoke('write', 3)).toEqual({ type: 'ok', value: 3, revision: { index: 4, modifiedIndex: 4 } });
    expect(asked()).toEqual({ key: 'Y2xldw==', value: 'Mw==' });
  });

  it('is compared and set in one transaction', async () => {
    open();
    body = recorded.swapped;
    expect(await invoke('cas', [1, 4])).toMatchObject({ type: 'ok', value: [1, 4], revision: { modifiedIndex: 4 } });
    expect(asked()).toEqual({
      compare: [{ key: 'Y2xldw==', result: 'EQUAL', target: 'VALUE', value: 'MQ==' }],
      success: [{ request_put: { key: 'Y2xldw==', value: 'NA==' } }],
      failure: [{ request_range: { key: 'Y2xldw==' } }],
    });
  });

  it('refuses a comparison that fails, for certain, and says what it holds', async () => {
    open();
    body = recorded.refused;
    expect(await invoke('cas', [1, 4])).toMatchObject({ type: 'fail', error: { error: 'compare-failed', found: 4 } });
    body = recorded.refusedMissing;
    expect(await invoke('cas', [1, 4])).toMatchObject({
      type: 'fail',
      error: { error: 'compare-failed', found: null },
    });
  });

  it('compares a key that is not there by its version', async () => {
    open();
    body = recorded.swapped;
    expect(await invoke('cas', [null, 4])).toMatchObject({ type: 'ok' });
    expect(asked()).toMatchObject({ compare: [{ target: 'VERSION', version: '0' }] });
  });
});

describe('what is no proper answer', () => {
  it.each(['', 'null', '{}', '{"header":{}}', '{"succeeded":true}', `{${header},"kvs":[{}]}`, `{${header},"kvs":7}`])(
    'leaves an operation unknown: %j',
    async (text) => {
      open();
      body = text;
      expect(await invoke('cas', [1, 4])).toMatchObject({ type: 'info' });
      const isEmptyKey = text.startsWith(`{${header}`) && !text.includes('kvs');
      if (!isEmptyKey) expect(await invoke('read', null)).toMatchObject({ type: 'info' });
    },
  );

  it('a value that is no JSON was written by somebody else', async () => {
    open();
    body = recorded.found.replace('MQ==', 'aGVsbG8=');
    expect(await invoke('read', null)).toMatchObject({ type: 'info' });
  });

  it('a time-out inside etcd leaves a write unknown', async () => {
    open();
    status = 503;
    body = '{"error":"etcdserver: request timed out","message":"etcdserver: request timed out","code":14}';
    expect(await invoke('write', 1)).toMatchObject({ type: 'info', error: { error: 'request-timed-out' } });
    expect(await invoke('read', null)).toMatchObject({ type: 'info' });
  });
});

describe('many registers', () => {
  it('are keys of their own', async () => {
    open();
    body = recorded.found;
    expect(await invoke('read', null, 7)).toMatchObject({ type: 'ok', value: 1 });
    expect(asked()).toEqual({ key: Buffer.from('clew/7').toString('base64') });
    body = recorded.swapped;
    expect(await invoke('cas', [1, 4], 7)).toMatchObject({ type: 'ok', value: [1, 4] });
    expect(asked()).toMatchObject({ compare: [{ value: 'MQ==' }], success: [{ request_put: { value: 'NA==' } }] });
  });
});

describe('a set', () => {
  it('has a key for each element, and is read at one revision', async () => {
    open(setExchange);
    body = recorded.empty;
    expect(await invoke('read', null)).toMatchObject({ type: 'ok', value: [] });
    expect(await invoke('add', 12)).toMatchObject({ type: 'ok', value: 12 });
    expect(asked()).toEqual({ key: Buffer.from('clew/element/12').toString('base64'), value: '' });
    body = recorded.elements;
    expect(await invoke('read', null)).toMatchObject({ type: 'ok', value: [0, 12], revision: { index: 4 } });
    expect(asked()).toEqual({
      key: Buffer.from('clew/element/').toString('base64'),
      range_end: Buffer.from('clew/element0').toString('base64'),
      keys_only: true,
    });
  });
});
