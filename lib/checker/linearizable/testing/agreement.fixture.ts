/**
 * For tests: whether `check` says of seeded histories what brute force says, about the verdict, the completion that
 * cannot be, the operation that it belongs to and, where that is affordable, every world before it.
 */
import { expect } from 'vitest';
import { present } from '../../../base/assert';
import type { History } from '../../../history/op';
import type { Model } from '../../../model/model';
import { models } from '../../../model/registry';
import type { CheckHost } from '../../core/budget';
import { check } from '../check';
import type { Counterexample, Verdict } from '../verdict';
import { bruteFailure, bruteWorlds } from './brute-force.fixture';
import { seededHistory } from './seeded-history.fixture';

export interface Tally {
  valid: number;
  invalid: number;
  crashed: number;
  /** Invalid histories with at least one crashed operation. */
  invalidCrashed: number;
  /** Invalid histories all worlds of which were compared. */
  explained: number;
}

/** The models by the test that takes them; together they are all there are. */
export const agreementGroups = {
  registers: ['register', 'cas-register', 'versioned-register', 'multi-register', 'counter'],
  locks: ['mutex', 'reentrant-mutex', 'fenced-mutex', 'reentrant-fenced-mutex'],
  collections: ['set', 'fifo-queue', 'unordered-queue', 'append-only-list', 'text'],
} as const;

/** Fourteen models with as many each are more than 100,000 histories. */
export const seedsPerModel = 9000;

/** More orders than these are counted by other tests. */
const comparedWorldsLimit = 300;

export function tallyOf(
  modelName: string,
  seeds: number,
  historyOf = (seed: number): History => seededHistory(modelName, seed),
): Tally {
  const model = present(models[modelName], modelName)();
  const tally: Tally = { valid: 0, invalid: 0, crashed: 0, invalidCrashed: 0, explained: 0 };
  for (let seed = 0; seed < seeds; seed++) {
    const history = historyOf(seed);
    const verdict = expectAgreement(history, model, `${modelName}, seed ${seed}`);
    const isCrashed = verdict.crashed > 0;
    if (isCrashed) tally.crashed++;
    if (verdict.valid !== false) {
      tally.valid++;
      continue;
    }
    tally.invalid++;
    if (isCrashed) tally.invalidCrashed++;
    if (verdict.counterexample.worlds.total > comparedWorldsLimit) continue;
    tally.explained++;
    expectWorlds(history, model, verdict.counterexample, `${modelName}, seed ${seed}`);
  }
  return tally;
}

/** The verdict of `check`, once brute force agrees with it. */
export function expectAgreement(history: History, model: Model, name: string): Verdict {
  const counterexample = bruteFailure(history, model);
  const verdict = check(history, model, { timeLimitMs: looksLimit, memoryLimitMb: 1024 }, patientHost());
  // A plain comparison first: `expect` is slow, and this runs a hundred thousand times.
  if (verdict.valid !== (counterexample === undefined)) expect(verdict.valid, name).toBe(counterexample === undefined);
  if (verdict.valid !== false) return verdict;
  const { completion, operation, prefixLength } = verdict.counterexample;
  const returned = history[completion];
  const invoked = history.findLastIndex((op) => op.process === returned?.process && op.index < completion);
  if (completion !== counterexample || operation !== invoked || prefixLength !== completion) {
    expect({ completion, operation, prefixLength }, name).toEqual({
      completion: counterexample,
      operation: invoked,
      prefixLength: counterexample,
    });
  }
  return verdict;
}

function expectWorlds(history: History, model: Model, counterexample: Counterexample, name: string): void {
  const worlds = [...bruteWorlds(history, model, counterexample.completion, counterexample.operation)];
  const { shown, total, isExact } = counterexample.worlds;
  expect({ total, isExact }, name).toEqual({ total: worlds.length, isExact: true });
  const orders = new Set(worlds.map(({ order }) => order.join()));
  for (const { order } of shown) if (!orders.has(order.join())) expect(orders, name).toContain(order.join());
  const byState = new Map<string, number>();
  for (const { state } of worlds) byState.set(JSON.stringify(state), (byState.get(JSON.stringify(state)) ?? 0) + 1);
  expect(new Map(counterexample.finalStates.map((end) => [JSON.stringify(end.state), end.worlds])), name).toEqual(
    byState,
  );
}

/** A clock that goes on whenever somebody looks at it, so that an explanation ends, and the same way every time. */
function patientHost(): CheckHost {
  let looks = 0;
  return { now: () => looks++ };
}

/** A search of a history this short ends long before. */
const looksLimit = 1000;
