import { describe, expect, it } from 'vitest';
import { present } from '../../../base/assert';
import type { History, Op } from '../../../history/op';
import { pairOperations } from '../../../history/operations';
import { parseOpLines } from '../../../history/text';
import { casRegister } from '../../../model/cas-register';
import type { Model } from '../../../model/model';
import { check } from '../check';
import { isContradictory } from '../testing/brute-optional.fixture';
import { correctHistory, Dice, withOtherRead } from '../testing/random-history.fixture';
import type { Counterexample } from '../verdict';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };
const model = casRegister();

function failureOf(history: History, of: Model = model): Counterexample | undefined {
  const verdict = check(history, of, limits);
  return verdict.valid === false ? verdict.counterexample : undefined;
}

/** `0 invoke write 1`, one op a line. */
function drawn(text: string): History {
  const lines = text.trim().replaceAll(/(\d+) +(invoke|ok|fail|info) +(\w+)/g, '$1\t:$2\t:$3');
  const parsed = parseOpLines(lines);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.ops;
}

function minimalOf(text: string) {
  return present(present(failureOf(drawn(text)), 'a failure').minimal, 'a minimal counterexample');
}

describe('the smallest contradiction', () => {
  it('is one operation when no operation could have left what it saw', () => {
    const minimal = minimalOf(`
      0 invoke write 1
      0 ok write 1
      1 invoke read nil
      1 ok read 9`);
    expect(minimal).toEqual({ operations: [2], context: [] });
  });

  it('is a stale read and the write that it missed, and the context says where the old value came from', () => {
    const minimal = minimalOf(`
      0 invoke write 1
      0 ok write 1
      2 invoke read nil
      2 ok read 1
      0 invoke write 2
      0 ok write 2
      1 invoke read nil
      1 ok read 1`);
    expect(minimal).toEqual({ operations: [4, 6], context: [0] });
  });

  it('counts how often a crashed write can have happened', () => {
    const minimal = minimalOf(`
      0 invoke write 1
      0 info write :timed-out
      1 invoke read nil
      1 ok read 1
      1 invoke write 2
      1 ok write 2
      1 invoke read nil
      1 ok read 1`);
    expect(minimal).toEqual({ operations: [2, 4, 6], context: [0] });
  });

  it('keeps a write that is left out possible, so that reading it contradicts nothing', () => {
    const minimal = minimalOf(`
      0 invoke write 1
      0 ok write 1
      1 invoke read nil
      1 ok read 1
      0 invoke write 2
      0 ok write 2
      1 invoke read nil
      1 ok read 2
      2 invoke read nil
      2 ok read 1
      2 invoke read nil
      2 ok read 7`);
    expect(minimal.operations).toHaveLength(2);
    expect(minimal.operations).toContain(8);
  });
});

describe('the smallest contradiction against every set of operations', () => {
  it('is of the fewest operations on seeded histories of at most 8', () => {
    const sizes = new Map<number, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const history = smallHistory(`minimal/${seed}`);
      const counterexample = failureOf(history);
      if (!counterexample) continue;
      const { operations, context } = present(counterexample.minimal, `seed ${seed}`);
      expect(isContradictory(history, model, counterexample.completion, new Set(operations)), `seed ${seed}`).toBe(
        true,
      );
      const done = history
        .filter(({ type, index }) => type === 'ok' && index <= counterexample.completion)
        .map((op) => present(invocationOf(history, op), 'invocation').index);
      for (const others of subsets(done, operations.length - 1)) {
        expect(
          isContradictory(history, model, counterexample.completion, new Set(others)),
          `seed ${seed}: ${others}`,
        ).toBe(false);
      }
      expect(context.filter((index) => operations.includes(index))).toEqual([]);
      sizes.set(operations.length, (sizes.get(operations.length) ?? 0) + 1);
    }
    expect([...sizes.values()].reduce((sum, count) => sum + count)).toBeGreaterThan(600);
    expect(Math.max(...sizes.keys())).toBeGreaterThan(2);
  });

  it('contradicts by itself, with its context and without', () => {
    for (let seed = 0; seed < 300; seed++) {
      const dice = new Dice(`alone/${seed}`);
      const shape = { operations: 60, workers: 4, values: 4, crashChance: 0.05, hasCas: true };
      const history = withOtherRead(correctHistory(dice, shape), dice, () => dice.below(5)) ?? [];
      const counterexample = failureOf(history);
      if (!counterexample) continue;
      const { operations, context } = present(counterexample.minimal, `seed ${seed}`);
      expect(check(only(history, operations), model, limits).valid, `seed ${seed}`).toBe(false);
      expect(check(only(history, [...operations, ...context]), model, limits).valid, `seed ${seed}`).toBe(false);
    }
  });

  function smallHistory(seed: string): History {
    const dice = new Dice(seed);
    const shape = {
      operations: 4 + dice.below(5),
      workers: 2 + dice.below(3),
      values: 3,
      crashChance: dice.happens(0.3) ? 0.3 : 0.1,
      hasCas: true,
    };
    let history = correctHistory(dice, shape);
    for (let changes = 1 + dice.below(3); changes > 0; changes--) {
      history = withOtherRead(history, dice, () => dice.below(3)) ?? history;
    }
    return history;
  }
});

/** The history of some operations alone. */
function only(history: History, invocations: readonly number[]): History {
  const kept = new Set(invocations);
  const ops = pairOperations(history)
    .filter(({ invocation }) => kept.has(invocation.index))
    .flatMap(({ invocation, completion }) => (completion ? [invocation, completion] : [invocation]));
  return ops.sort((a, b) => a.index - b.index).map((op, index) => ({ ...op, index }));
}

function invocationOf(history: History, completion: Op): Op | undefined {
  return history.findLast(({ index, process }) => index < completion.index && process === completion.process);
}

function* subsets(items: readonly number[], most: number): Generator<readonly number[]> {
  for (let bits = 0; bits < 2 ** items.length; bits++) {
    const chosen = items.filter((_, bit) => (bits & (1 << bit)) !== 0);
    if (chosen.length <= most) yield chosen;
  }
}
