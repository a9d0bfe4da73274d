/**
 * Writes of single keys, each once, and reads of a group of keys at a time: whether all see the writes come in one order. Who
 * wrote a key reads its group next, and others read the group of a key that was written lately. Its transactions are of
 * registers, so a client of `rw-register` does.
 *
 *     txn [w 4 1]     txn [r 5] [r 4]   →   [r 5 null] [r 4 1]
 */
import * as z from 'zod/mini';
import type { Json } from '../../../base/json';
import { drawInt, fork, type Random, randomFrom } from '../../../base/random';
import type { Thread } from '../../../generator/context';
import { due, type Generator, pending } from '../../../generator/generator';

import { timeLimit } from '../../../generator/pace';
import { wellKnownOperations } from '../../../history/operation-table';
import { readOfFirstKeys } from '../drawn-transactions';
import { registersStructure } from '../rw-register/registers-structure';
import { defineWorkload } from '../workload';

const { txn } = wellKnownOperations;

/** Every key is written once, with it. */
const written = 1;

const options = z.strictObject({
  groupSize: z
    ._default(z.int().check(z.minimum(2), z.maximum(16)), 2)
    .check(z.meta({ title: 'Keys of a group', hint: 'That are read together' })),
});

export const longFork = defineWorkload({
  name: 'long-fork',
  title: 'Long fork',
  summary: 'Each key is written once, and keys are read in groups: do all see the writes come in one order?',
  options,
  operations: { txn },
  judge: {
    initial: null,
    checkers: ['long-fork', 'stats', 'unhandled-errors', 'fault-coverage', 'log-patterns'],
    isByKey: false,
    isLive: false,
  },
  structure: registersStructure,
  load({ options: { groupSize }, seed, pace, timeLimitSeconds }) {
    const start = { random: fork(randomFrom(seed), 'groups'), nextKey: 0, toRead: new Map() };
    return timeLimit(timeLimitSeconds, pace(transactions(start, groupSize)));
  },
  last: readOfFirstKeys,
  describe: ({ groupSize }) => `writes of single keys, and reads of ${groupSize} keys at a time`,
});

interface Drawn {
  readonly random: Random;
  readonly nextKey: number;
  /** By thread the key that it wrote, whose group it reads next. */
  readonly toRead: ReadonlyMap<Thread, number>;
}

function transactions(drawn: Drawn, groupSize: number): Generator {
  const self: Generator = {
    next({ free: [thread] }) {
      if (thread === undefined) return pending(self);
      const { value, next } = drawTransaction(drawn, thread, groupSize);
      return due({ thread, f: 'txn', value }, transactions(next, groupSize));
    },
    update: () => self,
  };
  return self;
}

function drawTransaction(
  { random, nextKey, toRead }: Drawn,
  thread: Thread,
  groupSize: number,
): { readonly value: Json; readonly next: Drawn } {
  const own = toRead.get(thread);
  if (own !== undefined) {
    const { keys, random: after } = shuffledGroup(random, own, groupSize);
    const left = new Map([...toRead].filter(([each]) => each !== thread));
    return { value: keys.map((key) => ['r', key, null]), next: { random: after, nextKey, toRead: left } };
  }
  const coin = drawInt(random, 2);
  const lately = [...toRead.values()];
  if (coin.value === 0 && lately.length > 0) {
    const place = drawInt(coin.next, lately.length);
    const { keys, random: after } = shuffledGroup(place.next, lately[place.value] ?? 0, groupSize);
    return { value: keys.map((key) => ['r', key, null]), next: { random: after, nextKey, toRead } };
  }
  return {
    value: [['w', nextKey, written]],
    next: { random: coin.next, nextKey: nextKey + 1, toRead: new Map([...toRead, [thread, nextKey]]) },
  };
}

function shuffledGroup(from: Random, key: number, groupSize: number) {
  const left = Array.from({ length: groupSize }, (_, i) => key - (key % groupSize) + i);
  const keys: number[] = [];
  let random = from;
  while (left.length > 0) {
    const { value, next } = drawInt(random, left.length);
    random = next;
    keys.push(...left.splice(value, 1));
  }
  return { keys, random };
}
