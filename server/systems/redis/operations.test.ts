import { expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import type { Reply } from './connection';
import { listOperation, queueOperation, registerOperation, setOperation } from './operations';

const op = (f: string, value: Json, key?: Json): Op => ({
  ...{ index: 0, time: 0, process: 0, type: 'invoke', f, value },
  ...(key === undefined ? {} : { key }),
});

it('a register is one key, or one for each key of the workload, and absent it is null', () => {
  expect(registerOperation(op('read', null)).commands).toEqual([['GET', 'clew']]);
  expect(registerOperation(op('read', null, 7))).toMatchObject({ commands: [['GET', 'clew/7']], writes: false });
  expect(registerOperation(op('read', null)).answer([null])).toEqual({ value: null });
  expect(registerOperation(op('read', null)).answer(['3'])).toEqual({ value: 3 });
  expect(registerOperation(op('write', 3))).toMatchObject({ commands: [['SET', 'clew', '3']], writes: true });
});

it('a cas is one script, which tells what it found where that is not what was expected', () => {
  const cas = registerOperation(op('cas', [null, 3]));
  expect(cas.commands[0].slice(2)).toEqual(['1', 'clew', 'null', '3']);
  expect(cas.answer([1])).toEqual({ value: [null, 3] });
  expect(cas.answer(['5'])).toEqual({ error: { kind: 'compare-failed', found: 5 } });
});

it('a queue is a list, drained at one moment', () => {
  expect(queueOperation(op('dequeue', null)).answer([null])).toEqual({ error: { kind: 'empty' } });
  expect(queueOperation(op('dequeue', null)).answer(['4'])).toEqual({ value: 4 });
  const drain = queueOperation(op('drain', null));
  expect(drain.commands.map(([name]) => name)).toEqual(['LRANGE', 'DEL']);
  expect(drain.answer([['4', '5'], 1])).toEqual({ value: [4, 5] });
});

it('a transaction on lists answers each of its reads', () => {
  const transaction = listOperation(
    op('txn', [
      ['append', 3, 41],
      ['r', 3, null],
      ['r', 2, null],
    ]),
  );
  expect(transaction.commands).toEqual([
    ['RPUSH', 'clew/list/3', '41'],
    ['LRANGE', 'clew/list/3', '0', '-1'],
    ['LRANGE', 'clew/list/2', '0', '-1'],
  ]);
  expect(transaction.writes).toBe(true);
  expect(transaction.answer([1, ['41'], []])).toEqual({
    value: [
      ['append', 3, 41],
      ['r', 3, [41]],
      ['r', 2, []],
    ],
  });
  expect(listOperation(op('txn', [['r', 2, null]])).writes).toBe(false);
});

it.each<readonly [string, Op, Reply]>([
  ['a text that is no JSON', op('read', null), 'x{'],
  ['a number', op('read', null), 3],
  ['a list', op('read', null), ['3']],
  ['something else than OK', op('write', 3), 'QUEUED'],
  ['nothing to a cas', op('cas', [1, 2]), null],
])('%s is no answer of a register', (_title, asked, reply) => {
  expect(registerOperation(asked).answer([reply])).toBeUndefined();
});

it.each<readonly [string, Reply]>([
  ['no list', 'x'],
  ['a list with something that is no JSON', ['1', 'x{']],
  ['a list with a hole', ['1', null]],
])('%s is no set', (_title, reply) => {
  expect(setOperation(op('read', null)).answer([reply])).toBeUndefined();
});

it('an operation of another workload is a bug of ours', () => {
  for (const operationOf of [registerOperation, setOperation, queueOperation, listOperation])
    expect(() => operationOf(op('acquire', null))).toThrow('knows no acquire');
});
