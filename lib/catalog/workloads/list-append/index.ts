/**
 * Transactions that append unique elements to lists and read them, over a few keys at a time; a key that has had its
 * elements gives way to a new one, so that lists stay short. No model judges it: the lists tell in which order everything
 * came to be (`lib/checker/transactions`). Last, each client reads the first keys once more.
 *
 *     txn [append 3 41] [r 2]   →   [append 3 41] [r 2 [12, 30]]
 */
import * as z from 'zod/mini';
import { isJsonArray, type Json } from '../../../base/json';
import { cycleModels } from '../../../checker/transactions/consistency';
import { timeLimit } from '../../../generator/pace';
import { wellKnownOperations } from '../../../history/operation-table';
import { drawnTransactions, readOfFirstKeys } from '../drawn-transactions';
import { promise, ratioText, share } from '../options';
import { elementsOf, unknownOperation } from '../structure';
import { defineWorkload } from '../workload';

const { txn } = wellKnownOperations;

export const listAppend = defineWorkload({
  name: 'list-append',
  title: 'Transactions on lists',
  summary: 'Transactions append to lists and read them; every anomaly of isolation that they show is found.',
  options: z.strictObject({
    keys: z
      ._default(z.int().check(z.minimum(1), z.maximum(100)), 3)
      .check(z.meta({ title: 'Keys at a time', hint: 'Fewer make transactions meet more often' })),
    maxSteps: z
      ._default(z.int().check(z.minimum(1), z.maximum(16)), 4)
      .check(z.meta({ title: 'Steps of a transaction', hint: 'At most; each is one append or read' })),
    appendsPerKey: z
      ._default(z.int().check(z.minimum(1), z.maximum(1000)), 32)
      .check(z.meta({ title: 'Appends to a key', hint: 'Then another key takes its place' })),
    mix: z.prefault(
      z
        .strictObject({ read: share('reads'), append: share('appends') })
        .check(z.refine(({ append }) => append > 0, { path: ['append'], error: 'must be above 0' })),
      {},
    ),
    consistency: promise(cycleModels),
  }),
  operations: { txn },
  judge: {
    initial: null,
    checkers: ['list-append', 'stats', 'unhandled-errors', 'fault-coverage', 'log-patterns'],
    isByKey: false,
    isLive: true,
  },
  promises: ({ consistency }) => consistency,
  structure: {
    isOneValue: false,
    read: (state, op) => applied(listsOf(state), op.value).answer,
    update(state, op) {
      if (op.f !== 'txn') return unknownOperation(op);
      const { lists, answer } = applied(listsOf(state), op.value);
      return { state: lists, answer };
    },
  },
  load({ options, seed, pace, timeLimitSeconds }) {
    const { keys, maxSteps, appendsPerKey: perKey, mix } = options;
    const shape = { keys, maxSteps, perKey, reads: mix.read, brings: mix.append, f: 'append' } as const;
    return timeLimit(timeLimitSeconds, pace(drawnTransactions(seed, shape)));
  },
  last: readOfFirstKeys,
  describe: ({ keys, mix, consistency }) =>
    `transactions of ${mix.read === mix.append ? 'reads and appends' : `reads and appends as ${ratioText(mix.read, mix.append)}`} on ${keys === 1 ? 'one list' : `${keys} lists`} at a time, judged as ${consistency.replaceAll('-', ' ')}`,
});

/** By the text of a key. */
type Lists = Readonly<Record<string, Json>>;

function listsOf(state: Json): Lists {
  return (state ?? {}) as Lists;
}

function applied(before: Lists, value: Json): { readonly lists: Lists; readonly answer: Json } {
  const lists = { ...before };
  const answer = (value !== null && isJsonArray(value) ? value : []).map((step): Json => {
    const [f, key, element] = step as readonly [Json, Json, Json];
    const list = elementsOf(lists[String(key)] ?? null);
    if (f === 'append') {
      lists[String(key)] = [...list, element];
      return step;
    }
    return [f, key, list];
  });
  return { lists, answer };
}
