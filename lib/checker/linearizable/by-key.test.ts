import { describe, expect, it } from 'vitest';
import { present } from '../../base/assert';
import { keyedHistory, splitByKey } from '../../history/independent';
import type { History } from '../../history/op';
import { pairOperations } from '../../history/operations';
import { parseOpLines } from '../../history/text';
import { casRegister } from '../../model/cas-register';
import { Budget, type CheckLimits, timelessHost } from '../core/budget';
import { unlimitedBudget } from '../core/checked.fixture';
import { decideByKey, type KeysHost } from './by-key';
import { type Decision, decideWithin } from './check';
import { modelOpOf } from './search/calls';

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

const decide: KeysHost['decide'] = (part, given) =>
  decideWithin(part.history, casRegister(), new Budget(given, timelessHost));

describe('a history of many keys', () => {
  const history = historyOf(text);
  const verdict = decideByKey(partsOf(history), limits, { now: () => 0, decide });

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
    const { operation, completion, minimal, worlds, refuters } = verdict.explain(unlimitedBudget());
    expect(verdict.counterexample).toMatchObject({ operation, completion, refuters });
    expect([history[operation], history[completion]]).toMatchObject([
      { key: 7, value: null },
      { key: 7, value: 1 },
    ]);
    const named = [
      ...(refuters ?? []),
      ...(minimal?.operations ?? []),
      ...(minimal?.context ?? []),
      ...(worlds.shown[0]?.order ?? []),
    ];
    expect(named.length).toBeGreaterThan(3);
    for (const index of named) expect(history[index]?.key).toBe(7);
    for (const index of named) expect(history[index]?.type).toBe('invoke');
  });

  it('has worlds that a model of the key can step through, up to the refusal', () => {
    if (verdict.valid !== false) throw new Error('not invalid');
    const model = casRegister();
    const operations = new Map(pairOperations(history).map((operation) => [operation.invocation.index, operation]));
    const stepOf = (index: number) => modelOpOf(present(operations.get(index), 'operation'));
    const [world] = verdict.explain(unlimitedBudget()).worlds.shown;
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
    const fine = decideByKey(partsOf(historyOf(text.replace(/\[7 1\]\n$/, '[7 2]\n'))), limits, {
      now: () => 0,
      decide,
    });
    expect(fine).toMatchObject({ valid: true, keys: { total: 2, valid: 2 } });
    expect(decideByKey([], limits, { now: () => 0, decide })).toMatchObject({ valid: true, keys: { total: 0 } });
  });
});

describe('keys of which some are hard', () => {
  const fine = partsOf(historyOf(text.replace(/\[7 1\]\n$/, '[7 2]\n')))[0];
  const wrong = partsOf(historyOf(text))[1];
  const parts = (kinds: string) =>
    [...kinds].map((kind, key) => ({ ...present(kind === 'x' ? wrong : fine, 'a part'), key: `${key}${kind}` }));
  const undecided = (progress: number): Decision => ({
    ...decideWithin([], casRegister(), unlimitedBudget()),
    valid: 'unknown',
    cause: 'time',
    progress: { done: 0, total: 1, configurations: progress },
  });

  /** A letter a key: `x` is invalid, `.` valid, both in a millisecond; a digit needs so many seconds. */
  function judged(kinds: string, timeLimitMs: number) {
    let now = 0;
    const turns: string[] = [];
    const early: Decision[] = [];
    const verdict = decideByKey(
      parts(kinds),
      { ...limits, timeLimitMs },
      {
        now: () => now,
        decide(part, granted) {
          const kind = String(part.key).at(-1) ?? '';
          const neededMs = /\d/.test(kind) ? Number(kind) * 1000 : 1;
          const isDone = neededMs <= granted.timeLimitMs;
          now += Math.min(neededMs, granted.timeLimitMs);
          turns.push(kind);
          return isDone ? decide(part, granted) : undecided(granted.timeLimitMs);
        },
        onRefuted: (refuted) => early.push(refuted),
      },
    );
    return { verdict, turns: turns.join(''), early, seconds: Math.round(now / 1000) };
  }

  it('leave the easy ones decided, and share what is left', () => {
    const { verdict, turns, seconds } = judged('9..2.', 25_000);
    expect(verdict).toMatchObject({ valid: true, keys: { total: 5, valid: 5 } });
    expect([turns, seconds]).toEqual(['9..2.92', 13]);
  });

  it('are tried again as long as that decides any', () => {
    const { verdict, turns, seconds } = judged('973', 20_000);
    expect(verdict).toMatchObject({ valid: 'unknown', key: '09', keys: { valid: 1, unknown: 2 } });
    expect([turns, seconds]).toEqual(['973973', 17]);
  });

  it('are not searched any further once a key is invalid, which is said at once', () => {
    const { verdict, turns, early, seconds } = judged('9x.x9.', 60_000);
    expect(verdict).toMatchObject({ valid: false, key: '1x', keys: { valid: 2, invalid: 2, unknown: 2 } });
    expect([turns, seconds]).toEqual(['9x.x9.', 2]);
    expect(early).toMatchObject([{ valid: false, key: '1x', keys: { valid: 0, invalid: 1, unknown: 5 } }]);
  });

  it('have all the time where there is one', () => {
    const { verdict, turns, seconds } = judged('9', 10_000);
    expect(verdict).toMatchObject({ valid: true });
    expect([turns, seconds]).toEqual(['9', 9]);
  });

  it('make the whole unknown when nothing is invalid', () => {
    const { verdict } = judged('99', 2000);
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'time', key: '09', keys: { total: 2, unknown: 2 } });
  });
});
