/**
 * Correct histories, each changed in one place and in every way that there is: what a completion answered, and how an
 * operation ended. Most of what comes out is wrong by a hair, which is where a checker errs.
 */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../base/json';
import type { History, Op } from '../../../history/op';
import { pairHistory } from '../../../history/operations';
import { casRegister } from '../../../model/cas-register';
import { check } from '../check';
import { bruteFailure } from './brute-force.fixture';
import { largeHistory } from './large-history.fixture';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };
const model = casRegister();
const values = [0, 1, 2];

/** What an operation of this kind can have been completed with; 3 is a value that nobody writes, null an unknown one. */
const answers: Readonly<Record<string, readonly Json[]>> = {
  read: [null, ...values, 3],
  write: [...values, 3],
  cas: values.flatMap((expected) => values.map((next) => [expected, next])),
};

function* mutations(history: History): Generator<History> {
  for (const op of history) {
    if (op.type === 'invoke') continue;
    const others = op.type === 'ok' ? (answers[op.f] ?? []).map((value) => ({ ...op, value })) : [];
    const ends = (['ok', 'fail', 'info'] as const).map((type) => ({ ...op, type }));
    for (const changed of [...others, ...ends]) {
      const mutation = history.map((other): Op => (other === op ? changed : other));
      // An operation that never ends must be the last of its process.
      if (pairHistory(mutation).ok) yield mutation;
    }
  }
}

/** Whether the history is linearizable, once every order that it can have agrees. */
function judged(history: History, name: string): boolean {
  const counterexample = bruteFailure(history, model);
  const verdict = check(history, model, limits);
  const found = verdict.valid === false ? verdict.counterexample.completion : undefined;
  if (verdict.valid === 'unknown' || found !== counterexample) {
    expect({ valid: verdict.valid, completion: found }, name).toBe(counterexample);
  }
  return counterexample === undefined;
}

describe('a history with one thing changed is judged as every order judges it', () => {
  for (const { title, crashed, clients } of [
    { title: 'without crashes', crashed: 0, clients: 3 },
    { title: 'with a few crashes', crashed: 0.2, clients: 4 },
  ]) {
    it(title, () => {
      const tally = { valid: 0, invalid: 0 };
      for (let seed = 0; seed < 40; seed++) {
        const mix = seed % 2 === 0 ? 'thirds' : 'half reads';
        const isLate = seed % 3 === 0;
        const history = largeHistory(`${title}/${seed}`, { operations: 8, clients, values: 3, crashed, mix, isLate });
        expect(judged(history, `seed ${seed}`)).toBe(true);
        for (const mutation of mutations(history)) {
          tally[judged(mutation, `seed ${seed}: ${JSON.stringify(mutation)}`) ? 'valid' : 'invalid']++;
        }
      }
      expect(Math.min(tally.valid, tally.invalid)).toBeGreaterThan(400);
    });
  }
});

describe('histories half of which crashed are judged as every order judges them', () => {
  it('five clients, and reads that nothing certain explains', () => {
    const tally = { valid: 0, invalid: 0 };
    for (let seed = 0; seed < 400; seed++) {
      const shape = { operations: 9 + (seed % 4), clients: 5, values: 3, crashed: 0.5 };
      const history = largeHistory(seed, { ...shape, mix: 'half reads', isLate: seed % 2 === 0 });
      expect(judged(history, `seed ${seed}`)).toBe(true);
      for (const read of history.filter(({ type, f }) => type === 'ok' && f === 'read')) {
        const value = values[(seed + read.index) % values.length] ?? null;
        const changed = history.map((op) => (op === read ? { ...op, value } : op));
        tally[judged(changed, `seed ${seed}, read ${read.index}`) ? 'valid' : 'invalid']++;
      }
    }
    expect(Math.min(tally.valid, tally.invalid)).toBeGreaterThan(200);
  });
});
