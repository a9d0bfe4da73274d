import { expect, it } from 'vitest';
import type { Json } from '../base/json';
import { compareJson, withItem, withoutItem } from '../base/json-order';
import { Dice } from '../checker/linearizable/testing/random-history.fixture';
import { unorderedQueue } from './unordered-queue';

type Queue = readonly Json[];

/** Every queue that may be there after a dequeue of nobody knows what, written down one by one. */
function afterAny(possible: readonly Queue[]): Queue[] {
  return distinct(possible.flatMap((queue) => queue.map((_, place) => queue.filter((__, other) => other !== place))));
}

function after(possible: readonly Queue[], element: Json): Queue[] {
  return distinct(possible.map((queue) => withoutItem(queue, element)).filter((queue) => queue !== undefined));
}

function distinct(queues: readonly Queue[]): Queue[] {
  return [...new Map(queues.map((queue) => [JSON.stringify(queue), queue])).values()].sort(compareJson);
}

it('what may be gone is the same as every queue that may be left', () => {
  const tally = { accepted: 0, refused: 0, widest: 0 };
  for (let seed = 0; seed < 3000; seed++) {
    const dice = new Dice(`doubts/${seed}`);
    const model = unorderedQueue();
    let state = model.initial;
    let possible: Queue[] = [[]];
    for (let i = 0; i < 20; i++) {
      const value = dice.below(4);
      const kind = dice.below(4);
      const op = kind < 2 ? { f: 'enqueue', value } : { f: 'dequeue', value: kind === 2 ? null : value };
      const step = model.step(state, op);
      if (kind < 2) possible = possible.map((queue) => withItem(queue, value));
      const next = kind < 2 ? possible : kind === 2 ? afterAny(possible) : after(possible, value);
      expect('state' in step, `seed ${seed}, step ${i}`).toBe(next.length > 0);
      if ('inconsistent' in step) {
        tally.refused++;
        continue;
      }
      tally.accepted++;
      state = step.state;
      possible = next;
      tally.widest = Math.max(tally.widest, possible.length);
    }
  }
  expect(tally.accepted).toBeGreaterThan(30_000);
  expect(tally.refused).toBeGreaterThan(3000);
  expect(tally.widest).toBeGreaterThan(10);
});
