import { describe, expect, it } from 'vitest';
import { present } from '../../base/assert';
import type { History, Op } from '../../history/op';
import { parseOpLines } from '../../history/text';
import type { Model } from '../../model/model';
import { models } from '../../model/registry';
import { check } from './check';
import { LiveCheck } from './live';
import type { LivePatience } from './live-configurations';
import type { LiveVerdict } from './live-verdict';
import { bruteFailure } from './testing/brute-force.fixture';
import { largeHistory } from './testing/large-history.fixture';
import { pausedHistory } from './testing/paused-leader.fixture';
import { Dice } from './testing/random-history.fixture';
import { seededHistory } from './testing/seeded-history.fixture';
import { withLatestStaleRead, withUnwrittenRead } from './testing/wrong-read.fixture';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 4096 };
const host = { now: () => 0 };

interface Judged {
  readonly verdict: LiveVerdict;
  /** Index of the op after which it was said. */
  readonly at: number;
}

/** Judges after every few ops, and once more at the end. */
function follow(history: History, model: Model, every: number, patience?: LivePatience): Judged {
  const grown: Op[] = [];
  const live = new LiveCheck(grown, model, limits, host, patience);
  for (const op of history) {
    grown.push(op);
    const isOver = op.index === history.length - 1;
    if (op.index % every !== 0 && !isOver) continue;
    const verdict = live.judge({ isOver });
    if (verdict.kind !== 'linearizable') return { verdict, at: op.index };
  }
  return { verdict: live.judge({ isOver: true }), at: history.length };
}

function drawn(text: string): History {
  const lines = text.trim().replaceAll(/(\d+) +(invoke|ok|fail|info) +(\w+)/g, '$1\t:$2\t:$3');
  const parsed = parseOpLines(lines);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.ops;
}

function modelOf(name: string): Model {
  return present(models[name], name)();
}

describe('a live check', () => {
  it('is silent where a write that is open or crashed may have brought the value back', () => {
    const history = drawn(`
      0 invoke write 4
      1 invoke write 4
      2 invoke cas [4 1]
      1 ok write 4
      1 invoke write 3
      0 info write 4
      3 invoke read nil
      3 ok read 1
      1 ok write 3
      3 invoke read nil
      3 ok read 1
      2 ok cas [4 1]`);
    expect(follow(history, modelOf('cas-register'), 1).verdict).toEqual({ kind: 'linearizable', ops: history.length });
  });

  it('says violated at the completion that cannot be, while operations are open', () => {
    const history = drawn(`
      0 invoke write 1
      0 ok write 1
      1 invoke write 3
      2 invoke read nil
      2 ok read 2`);
    const { verdict, at } = follow(history, modelOf('register'), 1);
    expect({ verdict, at }).toEqual({ verdict: { kind: 'violated', operation: 3, completion: 4 }, at: 4 });
  });

  it('waits while an open operation may explain what was read', () => {
    const history = drawn(`
      0 invoke write 1
      1 invoke write 2
      2 invoke read nil
      2 ok read 2
      1 fail write 2
      0 ok write 1`);
    const { verdict, at } = follow(history, modelOf('register'), 1);
    expect({ verdict, at }).toEqual({ verdict: { kind: 'violated', operation: 2, completion: 3 }, at: 4 });
  });

  it('does not guess what an open dequeue will bring', () => {
    const history = drawn(`
      0 invoke enqueue 1
      0 ok enqueue 1
      1 invoke dequeue nil
      2 invoke dequeue nil
      2 ok dequeue 1`);
    expect(follow(history, modelOf('fifo-queue'), 1).verdict.kind).toBe('linearizable');
  });

  it('refuses an op that breaks the laws of a history', () => {
    const [first] = drawn('0 invoke read nil');
    const grown = [present(first, 'op')];
    const live = new LiveCheck(grown, modelOf('register'), limits, host);
    expect(live.judge().kind).toBe('linearizable');
    grown.push({ ...present(first, 'op'), index: 1 });
    expect(() => live.judge()).toThrow('process 0 invokes read (op 1)');
  });
});

/** Some wait for nothing, and some are followed by the sources of reads, from their beginning or from somewhere else on. */
function patience(seed: number): LivePatience {
  const isFrugal = seed % 4 > 0;
  return {
    ...(seed % 3 === 0 && { ops: 2 }),
    ...(isFrugal && { stepsPerOp: 0, savedSteps: ((seed % 4) - 1) * 12 }),
  };
}

describe('a live check beside the check at the end', () => {
  for (const name of Object.keys(models)) {
    it(`says the same of 600 seeded histories of a ${name}`, () => {
      for (let seed = 0; seed < 600; seed++) {
        const history = seededHistory(name, seed);
        const counterexample = bruteFailure(history, modelOf(name));
        for (const every of [1, 4]) {
          const { verdict, at } = follow(history, modelOf(name), every, patience(seed));
          expect(verdict.kind, `seed ${seed}`).toBe(counterexample === undefined ? 'linearizable' : 'violated');
          if (verdict.kind !== 'violated' || counterexample === undefined) continue;
          // An operation that fails later explains nothing, but that is not known before.
          expect(verdict.completion, `seed ${seed}`).toBeGreaterThanOrEqual(counterexample);
          expect(verdict.completion, `seed ${seed}`).toBeLessThanOrEqual(at);
        }
      }
    });
  }

  it('says the same of histories in which operations hang far beyond its patience', () => {
    for (let seed = 0; seed < 15; seed++) {
      const dice = new Dice(`hanging/${seed}`);
      const shape = {
        operations: 300,
        clients: 2 + dice.below(40),
        values: 3,
        crashed: 0.02,
        mix: 'half reads' as const,
      };
      const correct = largeHistory(`hanging/${seed}`, shape);
      const wrong = withUnwrittenRead(correct, 0.4 + 0.5 * (dice.below(10) / 10), 99);
      const model = modelOf('cas-register');
      expect(follow(correct, model, 7, { ops: 5 }).verdict.kind, `seed ${seed}`).toBe('linearizable');
      const verdict = check(present(wrong, 'a wrong read').history, model, limits);
      if (verdict.valid !== false) throw new Error(`seed ${seed}: must be invalid`);
      const { operation, completion } = verdict.counterexample;
      const followed = follow(present(wrong, 'a wrong read').history, model, 1, { ops: 5 });
      expect(followed.verdict, `seed ${seed}`).toEqual({ kind: 'violated', operation, completion });
      expect(followed.at, `seed ${seed}`).toBe(completion);
    }
  });

  it('says the same of registers whose leader is paused, when a read is stale', () => {
    const model = modelOf('cas-register');
    for (const values of [5, 1000]) {
      for (let seed = 0; seed < 4; seed++) {
        const shape = { operations: 3000, clients: 40, pauses: 4, values, cas: seed % 2 === 0 ? 0 : 0.3 };
        const correct = pausedHistory(`live/${seed}`, shape);
        expect(follow(correct, model, 10).verdict.kind, `seed ${seed}`).toBe('linearizable');
        const { history } = present(withLatestStaleRead(correct, 0.6), 'a stale read');
        const verdict = check(history, model, limits);
        const followed = follow(history, model, 1).verdict;
        if (verdict.valid !== false) {
          expect(followed.kind, `seed ${seed}`).toBe('linearizable');
          continue;
        }
        const { operation, completion } = verdict.counterexample;
        expect(followed, `seed ${seed}`).toEqual({ kind: 'violated', operation, completion });
      }
    }
  });

  it('says violated when a write that was read is known to have failed', () => {
    const history = drawn(`
      0 invoke write 1
      1 invoke read nil
      1 ok read 1
      1 invoke cas [1 2]
      1 ok cas [1 2]
      0 fail write 1`);
    const { verdict, at } = follow(history, modelOf('cas-register'), 1);
    expect({ verdict, at }).toEqual({ verdict: { kind: 'violated', operation: 1, completion: 2 }, at: 5 });
  });
});
