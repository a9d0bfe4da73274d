import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { planSchema } from '@/lib/plan/plan';
import { ScriptedNode } from '../../kit/http/scripted-node';
import { lists, registers, TransactionClient } from './transaction-client';

const never = new AbortController().signal;
const header = '"header":{"revision":"9"}';
/** As etcd 3.4 answers: the list [4] in a key of revision 5, beside a key that is absent. */
const read = `{${header},"succeeded":true,"responses":[{"response_range":{${header},"kvs":[{"key":"Y2xldy9saXN0LzE=","create_revision":"2","mod_revision":"5","version":"2","value":"WzRd"}],"count":"1"}},{"response_range":{${header}}}]}`;
const written =
  '{"header":{"revision":"10"},"succeeded":true,"responses":[{"response_put":{"header":{"revision":"10"}}}]}';
const refused = '{"header":{"revision":"9"}}';

let node: ScriptedNode;
let client: TransactionClient;
let ofRegisters: TransactionClient;
let answers: (readonly [status: number, body: string])[];

beforeEach(async () => {
  node = await ScriptedNode.start('n1', (_seen, response) => {
    const [status, body] = answers.shift() ?? [500, ''];
    response.writeHead(status).end(body);
  });
  const plan = planSchema.parse({
    ...{ name: 'lists', cluster: { type: 'lab' }, system: { name: 'etcd-v3' }, seed: 1 },
    client: { readLevel: 'serializable' },
  });
  client = new TransactionClient(node.node, plan.client, lists);
  ofRegisters = new TransactionClient(node.node, plan.client, registers);
});

afterEach(async () => {
  await client.close();
  await ofRegisters.close();
  await node.stop();
});

function invoke(value: Json) {
  const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f: 'txn', value };
  return client.invoke(op, never);
}

const asked = () => node.requests.map(({ body }) => JSON.parse(body) as Json);
const steps: Json = [
  ['r', 1, null],
  ['append', 2, 7],
  ['r', 2, null],
];
const key = (name: string) => Buffer.from(`clew/list/${name}`).toString('base64');

it('a transaction of reads is one request, at the level of the plan', async () => {
  answers = [[200, read]];
  expect(
    await invoke([
      ['r', 1, null],
      ['r', 2, null],
    ]),
  ).toEqual({
    ...{
      type: 'ok',
      value: [
        ['r', 1, [4]],
        ['r', 2, []],
      ],
      revision: { index: 9 },
    },
  });
  const range = (name: string) => ({ request_range: { key: key(name), serializable: true } });
  expect(asked()).toEqual([{ success: [range('1'), range('2')] }]);
});

it('one that appends writes if nothing that it read has changed', async () => {
  answers = [
    [200, read],
    [200, written],
  ];
  expect(await invoke(steps)).toEqual({
    ...{
      type: 'ok',
      value: [
        ['r', 1, [4]],
        ['append', 2, 7],
        ['r', 2, [7]],
      ],
    },
    revision: { index: 10, modifiedIndex: 10 },
  });
  const guard = (name: string, revision: string) => {
    return { key: key(name), target: 'MOD', result: 'EQUAL', mod_revision: revision };
  };
  expect(asked()).toEqual([
    { success: [{ request_range: { key: key('1') } }, { request_range: { key: key('2') } }] },
    { compare: [guard('1', '5'), guard('2', '0')], success: [{ request_put: { key: key('2'), value: 'Wzdd' } }] },
  ]);
});

it('a register is read as what was written to it last, in the transaction or before, and as nothing at first', async () => {
  const value: Json = [
    ['r', 1, null],
    ['r', 2, null],
    ['w', 2, 7],
    ['r', 2, null],
  ];
  const found = read.replace('WzRd', Buffer.from('4').toString('base64'));
  answers = [
    [200, found],
    [200, written],
  ];
  const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f: 'txn', value };
  expect(await ofRegisters.invoke(op, never)).toMatchObject({
    type: 'ok',
    value: [
      ['r', 1, 4],
      ['r', 2, null],
      ['w', 2, 7],
      ['r', 2, 7],
    ],
  });
  const name = (register: string) => Buffer.from(`clew/txn-register/${register}`).toString('base64');
  const guard = (register: string, revision: string) => {
    return { key: name(register), target: 'MOD', result: 'EQUAL', mod_revision: revision };
  };
  expect(asked()[1]).toEqual({
    compare: [guard('1', '5'), guard('2', '0')],
    success: [{ request_put: { key: name('2'), value: Buffer.from('7').toString('base64') } }],
  });
});

const timedOut = '{"error":"etcdserver: request timed out","message":"etcdserver: request timed out","code":14}';
it.each([
  [
    'fails where its read failed, whatever the error',
    [[503, timedOut]],
    { type: 'fail', error: { error: 'request-timed-out' } },
  ],
  ['fails where its read is none', [[200, '{}']], { type: 'fail', error: { error: 'unknown' } }],
  [
    'fails where something has changed',
    [
      [200, read],
      [200, refused],
    ],
    { type: 'fail', error: 'compare-failed' },
  ],
  [
    'is unknown where its write is',
    [
      [200, read],
      [503, timedOut],
    ],
    { type: 'info', error: { error: 'request-timed-out' } },
  ],
  [
    'is unknown where the answer to its write is none',
    [
      [200, read],
      [200, 'yes'],
    ],
    { type: 'info' },
  ],
] as const)('one that appends %s', async (_what, scripted, expected) => {
  answers = [...scripted];
  expect(await invoke(steps)).toMatchObject(expected);
});
