/**
 * A set to which every client adds unique elements, one after another from 0 on, and which it reads as a whole now and
 * then; last a read by each client.
 *
 * No model judges it: what is asked is what became of each element, by `set-full` all along and by `set` at the end. A
 * read that misses a known element for a while is reported, and only one that is missing for good breaks the promise.
 */
import * as z from 'zod/mini';
import { fork, randomFrom } from '../../../base/random';
import { timeLimit } from '../../../generator/pace';
import { count, once, repeat, weightedMix } from '../../../generator/source';
import { eachThread } from '../../../generator/threads';
import { wellKnownOperations } from '../../../history/operation-table';
import { ratioText, share } from '../options';
import { elementsOf, unknownOperation } from '../structure';
import { defineWorkload } from '../workload';

const { add, read } = wellKnownOperations;

export const set = defineWorkload({
  name: 'set',
  title: 'A set',
  summary: 'Adds of unique elements and reads of them all; no acknowledged element may be lost.',
  options: z.strictObject({
    mix: z.prefault(
      z
        .strictObject({ read: share('reads'), add: share('adds') })
        .check(z.refine(({ add }) => add > 0, { path: ['add'], error: 'must be above 0' })),
      {},
    ),
  }),
  operations: { add, read },
  judge: {
    initial: null,
    checkers: ['set-full', 'set', 'stats', 'unhandled-errors', 'fault-coverage', 'log-patterns'],
    isByKey: false,
    isLive: false,
  },
  structure: {
    isOneValue: true,
    read: elementsOf,
    update: (state, op) => (op.f === 'add' ? { state: [...elementsOf(state), op.value] } : unknownOperation(op)),
  },
  load({ options: { mix }, seed, pace, timeLimitSeconds }) {
    const ops = weightedMix(fork(randomFrom(seed), 'mix'), [
      { weight: mix.read, generator: repeat('read') },
      { weight: mix.add, generator: count('add') },
    ]);
    return timeLimit(timeLimitSeconds, pace(ops));
  },
  last: () => eachThread(once(repeat('read'))),
  describe: ({ mix }) =>
    `${mix.read === mix.add ? '' : `reads and adds as ${ratioText(mix.read, mix.add)}, `}on one set`,
});
