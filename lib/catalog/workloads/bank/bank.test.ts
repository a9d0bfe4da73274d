import { expect, test } from 'vitest';
import type { Json } from '../../../base/json';
import { unlimitedBudget } from '../../../checker/core/checked.fixture';
import { runChecker } from '../../../checker/registry';
import type { Generator } from '../../../generator/generator';
import { delay } from '../../../generator/pace';
import { simulate } from '../../../generator/simulate';
import { steady } from '../../../generator/simulation.fixture';
import { clients } from '../../../generator/threads';
import type { Op } from '../../../history/op';
import { bank } from '.';

const options = { accounts: 3, total: 20, maxTransfer: 4 };
const input = {
  options,
  concurrency: 3,
  pace: (inner: Generator) => delay(0.01, inner),
  timeLimitSeconds: 10,
  seed: 5,
};
const invoked = () => simulate(clients(bank.load(input)), steady(0.01, 3)).filter(({ type }) => type === 'invoke');

test('reads, and transfers of no more than may be moved between accounts there are, never to the same', () => {
  const transfers = invoked().filter(({ f }) => f === 'transfer');
  expect(transfers.length).toBeGreaterThan(100);
  for (const { value } of transfers) {
    const { from, to, amount } = value as { from: number; to: number; amount: number };
    expect([from, to].every((account) => account >= 0 && account < 3)).toBe(true);
    expect(from).not.toBe(to);
    expect(amount >= 1 && amount <= 4).toBe(true);
  }
  expect(invoked().length).toBeGreaterThan(transfers.length);
});

test('the bank in memory begins with what the options say, keeps all of it, and refuses what an account cannot pay', () => {
  const start = bank.start?.(options) ?? null;
  expect(start).toEqual({ 0: 20, 1: 0, 2: 0 });
  let state: Json = start;
  const ops: Op[] = [];
  const take = (f: string, value: Json) => {
    const op: Op = { index: ops.length, time: ops.length, process: 0, type: 'invoke', f, value };
    ops.push(op);
    const completion = { ...op, index: ops.length, time: ops.length };
    if (f === 'read') return ops.push({ ...completion, type: 'ok', value: bank.structure?.read(state, op) ?? null });
    const update = bank.structure?.update(state, op);
    if (update === undefined || update === 'waits') throw new Error('a bank never waits');
    if ('refused' in update) return ops.push({ ...completion, type: 'fail', error: update.refused });
    state = update.state;
    return ops.push({ ...completion, type: 'ok' });
  };
  for (const { f, value } of invoked().slice(0, 200)) take(f, value);
  expect(ops.some(({ error }) => error === 'insufficient-funds')).toBe(true);
  take('read', null);
  const judged = () => runChecker('bank', ops, bank.terms?.(options) ?? {}, unlimitedBudget());
  expect(judged()).toMatchObject({ valid: true, details: { total: 20 } });
  state = { 0: 20, 1: 1, 2: 0 };
  take('read', null);
  expect(judged()).toMatchObject({ valid: false, anomalies: [{ kind: 'wrong-total' }] });
});
