import { describe, expect, it } from 'vitest';
import { present } from '../../base/assert';
import { keyedHistory, splitByKey } from '../../history/independent';
import type { History } from '../../history/op';
import { pairOperations } from '../../history/operations';
import { parseOpLines } from '../../history/text';
import { casRegister } from '../../model/cas-register';
import type { CheckLimits } from '../core/budget';
import { checkByKey } from './by-key';
import { check } from './check';
import { modelOpOf } from './search/calls';
import type { Verdict } from './verdict';

const limits: CheckLimits = { timeLimitMs: 10_000, memoryLimitMb: 512 };

/** Key 8 is fine, key 7 is not. */
const text = `
0 :invoke :write [8 1]
1 :invoke :write [7 1]
0 :ok :write [8 1]
1 :ok :write [7 1]
2 :invoke :read [8 nil]
1 :invoke :write [7 2]
2 :ok :read [8 1]
1 :ok :write [7 2]
3 :invoke :read [7 nil]
3 :ok :read [7 1]
`;

function historyOf(lines: string): History {
  const parsed = parseOpLines(lines);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const keyed = keyedHistory(parsed.value.ops);
  if (!keyed.ok) throw new Error(keyed.error.message);
  return keyed.value;
}

function partsOf(history: History) {
  const split = splitByKey(history);
  if (!split.ok) throw new Error(split.error.message);
  return split.value;
}

const judge = (part: { readonly history: History }, given: CheckLimits) => check(part.history, casRegister(), given);

describe('a history of many keys', () => {
  const history = historyOf(text);
  const verdict = checkByKey(partsOf(history), limits, { now: () => 0, judge });

  it('is invalid when one key is, and tells of that one', () => {
    expect(verdict).toMatchObject({
      valid: false,
      key: 7,
      keys: { total: 2, valid: 1, invalid: 1, unknown: 0 },
      operations: 5,
    });
  });

  it('names operations by their places in the whole', () => {
    if (verdict.valid !== false) throw new Error('not invalid');
    const { operation, completion, minimal, worlds } = verdict.counterexample;
    expect([history[operation], history[completion]]).toMatchObject([
      { key: 7, value: null },
      { key: 7, value: 1 },
    ]);
    const named = [...(minimal?.operations ?? []), ...(minimal?.context ?? []), ...(worlds.shown[0]?.order ?? [])];
    expect(named.length).toBeGreaterThan(3);
    for (const index of named) expect(history[index]?.key).toBe(7);
    for (const index of named) expect(history[index]?.type).toBe('invoke');
  });

  it('has worlds that a model of the key can step through, up to the refusal', () => {
    if (verdict.valid !== false) throw new Error('not invalid');
    const model = casRegister();
    const operations = new Map(pairOperations(history).map((operation) => [operation.invocation.index, operation]));
    const stepOf = (index: number) => modelOpOf(present(operations.get(index), 'operation'));
    const [world] = verdict.counterexample.worlds.shown;
    let state = model.initial;
    for (const index of world?.order ?? []) {
      const step = model.step(state, stepOf(index));
      if (!('state' in step)) throw new Error(step.inconsistent);
      state = step.state;
    }
    expect(state).toBe(2);
    expect(model.step(state, stepOf(verdict.counterexample.operation))).toEqual({
      inconsistent: "can't read 1 from register 2",
    });
  });

  it('is valid when every key is, and when there is none', () => {
    const fine = checkByKey(partsOf(historyOf(text.replace(/\[7 1\]\n$/, '[7 2]\n'))), limits, {
      now: () => 0,
      judge,
    });
    expect(fine).toMatchObject({ valid: true, keys: { total: 2, valid: 2 } });
    expect(checkByKey([], limits, { now: () => 0, judge })).toMatchObject({ valid: true, keys: { total: 0 } });
  });
});

describe('a key that is too hard', () => {
  const parts = partsOf(historyOf(text));
  const unknown = (given: CheckLimits): Verdict => ({
    ...check([], casRegister(), limits),
    valid: 'unknown',
    cause: 'time',
    progress: { done: 0, total: 1, configurations: given.timeLimitMs },
  });

  it('leaves half of the time to the others, and gets what they leave', () => {
    let now = 0;
    const given: number[] = [];
    const verdict = checkByKey(parts, limits, {
      now: () => now,
      judge(part, granted) {
        given.push(granted.timeLimitMs);
        if (part.key === 8) {
          now += granted.timeLimitMs;
          return unknown(granted);
        }
        now += 1000;
        return judge(part, granted);
      },
    });
    expect(given).toEqual([5000, 2500, 4000]);
    expect(verdict).toMatchObject({ valid: false, key: 7, keys: { unknown: 1, invalid: 1 } });
  });

  it('makes the whole unknown when nothing is invalid', () => {
    const verdict = checkByKey(parts, limits, { now: () => 0, judge: (_, granted) => unknown(granted) });
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'time', key: 8, keys: { total: 2, unknown: 2 } });
  });
});
