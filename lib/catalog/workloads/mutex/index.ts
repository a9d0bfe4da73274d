/**
 * One lock that every client acquires, holds for the pause between operations, and releases. A client that did not get it
 * does not release it; one whose acquire is unknown is gone, and the one in its place begins with an acquire.
 *
 *     worker 0   ├ acquire ┤ pause ├ release ┤ pause ├ acquire ────────┤ …
 *     worker 1      ├ acquire ───────────────────┤ pause ├ release ┤ …
 *
 * What is held at the time limit is still released. Last, each client acquires and releases it once more.
 */
import * as z from 'zod/mini';
import { held } from '../../../generator/held';
import { timeLimit } from '../../../generator/pace';
import { once, repeat } from '../../../generator/source';
import { eachThread } from '../../../generator/threads';
import { wellKnownOperations } from '../../../history/operation-table';
import { unknownOperation } from '../structure';
import { defineWorkload } from '../workload';

const { acquire, release } = wellKnownOperations;

export const mutex = defineWorkload({
  name: 'mutex',
  title: 'A lock',
  summary: 'Every client acquires one lock and releases it again, judged as a mutex.',
  options: z.strictObject({}),
  operations: { acquire, release },
  judge: {
    model: 'mutex',
    initial: null,
    checkers: ['stats', 'unhandled-errors', 'fault-coverage', 'log-patterns'],
    isByKey: false,
    isLive: true,
  },
  structure: {
    isOneValue: true,
    read: (isHeld) => isHeld,
    update(isHeld, op) {
      if (op.f === 'acquire') return isHeld === true ? 'waits' : { state: true };
      if (op.f !== 'release') return unknownOperation(op);
      return isHeld === true ? { state: false } : { refused: 'not held' };
    },
  },
  isClosed: true,
  load: ({ pace, timeLimitSeconds }) => pace(held(timeLimit(timeLimitSeconds, repeat('acquire')))),
  last: () => held(eachThread(once(repeat('acquire')))),
  describe: () => 'on one lock',
});
