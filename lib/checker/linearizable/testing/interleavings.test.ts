/** Every history that a few drawn clients can leave behind is judged as trying every order judges it. */
import { describe, expect, it } from 'vitest';
import { isJsonArray } from '../../../base/json';
import { casRegister } from '../../../model/cas-register';
import { fifoQueue } from '../../../model/fifo-queue';
import type { Model } from '../../../model/model';
import { mutex } from '../../../model/mutex';
import { register } from '../../../model/register';
import { check } from '../check';
import { bruteFailure } from './brute-force.fixture';
import { interleavings } from './client-programs.fixture';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

/** A queue that is never full here, but has an end: what optional enqueues can lead to is searched to the end, too. */
const roomyQueue: Model = {
  ...fifoQueue(),
  step(state, op) {
    const isFull = op.f === 'enqueue' && state !== null && isJsonArray(state) && state.length === 3;
    return isFull ? { inconsistent: 'the queue is full' } : fifoQueue().step(state, op);
  },
};

/** How many interleavings there are, and how many of them are linearizable: never all, never none. */
function expectAgreement(model: Model, histories: number, drawn: string): void {
  const tally = { histories: 0, valid: 0 };
  for (const history of interleavings(drawn)) {
    const counterexample = bruteFailure(history, model);
    const verdict = check(history, model, limits);
    const found = verdict.valid === false ? verdict.counterexample.completion : undefined;
    if (verdict.valid === 'unknown' || found !== counterexample) {
      expect({ valid: verdict.valid, completion: found }, JSON.stringify(history)).toBe(counterexample);
    }
    tally.histories++;
    if (counterexample === undefined) tally.valid++;
  }
  expect(tally.histories).toBe(histories);
  expect(tally.valid).toBeGreaterThan(0);
  expect(tally.valid).toBeLessThan(histories);
}

describe('every interleaving of what a few clients do', { timeout: 240_000 }, () => {
  it('two writers who read afterwards, and a reader', () => {
    expectAgreement(
      register(),
      3150,
      `write 1 · read 2
       write 2 · read 2
       read 1`,
    );
  });

  it('two clients with three operations each', () => {
    expectAgreement(
      register(),
      924,
      `write 1 · read 2 · write 3
       write 2 · read 3 · read 3`,
    );
  });

  it('a write that crashed and is seen twice', () => {
    expectAgreement(
      register(),
      3150,
      `write 1 info · read 1
       write 2 · read 1
       read 2`,
    );
  });

  it('a chain of compare and set', () => {
    expectAgreement(
      casRegister(),
      924,
      `write 1 · cas [2,3] · read 3
       cas [1,2] · write 1 · read 1`,
    );
  });

  it('compare and set that failed, crashed and came back', () => {
    expectAgreement(
      casRegister(),
      3150,
      `write 1 · cas [1,2] fail
       cas [1,2] info · read 2
       read 1`,
    );
  });

  it('a write that is hidden by a crashed one of the value that was there before', () => {
    expectAgreement(
      casRegister(),
      34650,
      `write 4 · write 3
       write 4 info · cas [4,1]
       read 1 · read 1`,
    );
  });

  it('two clients who want one lock', () => {
    expectAgreement(
      mutex(),
      3150,
      `acquire · release
       acquire · release
       acquire`,
    );
  });

  it('a lock whose release crashed', () => {
    expectAgreement(
      mutex(),
      210,
      `acquire · release info · acquire
       acquire · release`,
    );
  });

  it('a queue filled by two and emptied by one', () => {
    expectAgreement(
      roomyQueue,
      3150,
      `enqueue 1 · dequeue 2
       enqueue 2 · dequeue 1
       enqueue 2 info`,
    );
  });

  it('a queue whose order two clients see', () => {
    expectAgreement(
      roomyQueue,
      924,
      `enqueue 1 · enqueue 2 · dequeue 3
       enqueue 3 · dequeue 1 · dequeue 2`,
    );
  });
});
