/**
 * Transactions that read registers and write unique values to them, over a few keys at a time. Unless it is asked not to, a
 * transaction reads a register before it writes it, which shows in which order the writes came; no model judges it
 * (`lib/checker/transactions`). Last, each client reads the first keys once more.
 *
 *     txn [r 3] [w 3 41] [r 2]   →   [r 3 38] [w 3 41] [r 2 null]
 */
import * as z from 'zod/mini';
import { judgedModels } from '../../../checker/transactions/consistency';
import { timeLimit } from '../../../generator/pace';
import { wellKnownOperations } from '../../../history/operation-table';
import { drawnTransactions, readOfFirstKeys } from '../drawn-transactions';
import { promise, ratioText, share } from '../options';
import { defineWorkload } from '../workload';
import { registersStructure } from './registers-structure';

const { txn } = wellKnownOperations;

export const rwRegister = defineWorkload({
  name: 'rw-register',
  title: 'Transactions on registers',
  summary: 'Transactions read registers and write them; every anomaly of isolation that they show is found.',
  options: z.strictObject({
    keys: z
      ._default(z.int().check(z.minimum(1), z.maximum(100)), 3)
      .check(z.meta({ title: 'Keys at a time', hint: 'Fewer make transactions meet more often' })),
    maxSteps: z
      ._default(z.int().check(z.minimum(1), z.maximum(16)), 3)
      .check(z.meta({ title: 'Steps of a transaction', hint: 'At most, without the reads before writes' })),
    writesPerKey: z
      ._default(z.int().check(z.minimum(1), z.maximum(1000)), 32)
      .check(z.meta({ title: 'Writes to a key', hint: 'Then another key takes its place' })),
    readsFirst: z._default(z.boolean(), true).check(
      z.meta({
        title: 'Read before each write',
        hint: 'Shows the order of the writes; without it some of it stays open',
      }),
    ),
    mix: z.prefault(
      z
        .strictObject({ read: share('reads'), write: share('writes') })
        .check(z.refine(({ write }) => write > 0, { path: ['write'], error: 'must be above 0' })),
      {},
    ),
    consistency: promise(judgedModels),
  }),
  operations: { txn },
  judge: {
    initial: null,
    checkers: ['rw-register', 'stats', 'unhandled-errors', 'fault-coverage', 'log-patterns'],
    isByKey: false,
    isLive: true,
  },
  promises: ({ consistency }) => consistency,
  structure: registersStructure,
  load({ options, seed, pace, timeLimitSeconds }) {
    const { keys, maxSteps, writesPerKey: perKey, readsFirst, mix } = options;
    const shape = { keys, maxSteps, perKey, reads: mix.read, brings: mix.write, f: 'w', readsFirst } as const;
    return timeLimit(timeLimitSeconds, pace(drawnTransactions(seed, shape)));
  },
  last: readOfFirstKeys,
  describe: ({ keys, mix, readsFirst, consistency }) =>
    `transactions of ${mix.read === mix.write ? 'reads and writes' : `reads and writes as ${ratioText(mix.read, mix.write)}`}${readsFirst ? ', each key read before it is written,' : ''} on ${keys === 1 ? 'one register' : `${keys} registers`} at a time, judged as ${consistency.replaceAll('-', ' ')}`,
});
