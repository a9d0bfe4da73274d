/**
 * A queue into which every client puts unique elements, one after another from 0 on, and from which it takes them; last a
 * drain by each, so that everything which went in must have come out.
 *
 * More come out than go in, which keeps the queue short: the order of elements that went in at once is open until they come
 * out, and every such pair doubles what a check has to keep in mind.
 *
 *     enqueue 0   enqueue 1   dequeue → 0   dequeue → 1   dequeue, empty   …   │ recovery │   drain → [7 8]
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

const { enqueue, dequeue, drain } = wellKnownOperations;

export const queue = defineWorkload({
  name: 'queue',
  title: 'A queue',
  summary: 'Unique elements go in and come out, the oldest first, judged as a fifo-queue; last it is drained.',
  options: z.strictObject({
    mix: z.prefault(
      z
        .strictObject({ enqueue: share('enqueues'), dequeue: share('dequeues', 2) })
        .check(z.refine(({ enqueue }) => enqueue > 0, { path: ['enqueue'], error: 'must be above 0' })),
      {},
    ),
  }),
  operations: { enqueue, dequeue, drain },
  judge: {
    model: 'fifo-queue',
    initial: null,
    checkers: ['queue-order', 'total-queue', 'stats', 'unhandled-errors', 'fault-coverage', 'log-patterns'],
    isByKey: false,
    isLive: true,
  },
  structure: {
    isOneValue: true,
    read: elementsOf,
    update(state, op) {
      const elements = elementsOf(state);
      if (op.f === 'enqueue') return { state: [...elements, op.value] };
      if (op.f === 'drain') return { state: [], answer: elements };
      if (op.f !== 'dequeue') return unknownOperation(op);
      const [oldest, ...rest] = elements;
      return oldest === undefined ? { refused: 'empty' } : { state: rest, answer: oldest };
    },
  },
  load({ options: { mix }, seed, pace, timeLimitSeconds }) {
    const ops = weightedMix(fork(randomFrom(seed), 'mix'), [
      { weight: mix.enqueue, generator: count('enqueue') },
      { weight: mix.dequeue, generator: repeat('dequeue') },
    ]);
    return timeLimit(timeLimitSeconds, pace(ops));
  },
  last: () => eachThread(once(repeat('drain'))),
  describe: ({ mix }) =>
    `${mix.enqueue === mix.dequeue ? '' : `enqueues and dequeues as ${ratioText(mix.enqueue, mix.dequeue)}, `}on one queue`,
});
