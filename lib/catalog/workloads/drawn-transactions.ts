/**
 * Transactions over a few keys at a time; a key that has had its elements gives way to a new one, so that what is read stays short
 * and what went wrong on one key does not go on.
 *
 *     append   [append 3 41] [r 2]
 *     w        [r 3] [w 3 41] [r 2]      who reads a register before it writes shows in which order the writes came
 */
import type { Json } from '../../base/json';
import { drawInt, fork, type Random, randomFrom } from '../../base/random';
import { due, type Generator, pending } from '../../generator/generator';
import { once, repeat } from '../../generator/source';
import { eachThread } from '../../generator/threads';

/** That each client reads last. */
const lastKeys = 8;

export interface TransactionShape {
  readonly keys: number;
  /** Without the reads that are put before writes. */
  readonly maxSteps: number;
  /** Elements that are brought to a key. */
  readonly perKey: number;
  /** How often steps read and bring elements, in parts of the sum. */
  readonly reads: number;
  readonly brings: number;
  readonly f: 'append' | 'w';
  /** Whether each key is read before the same transaction brings something to it. */
  readonly readsFirst?: boolean;
}

interface ActiveKey {
  readonly key: number;
  readonly brought: number;
}

interface Drawn {
  readonly random: Random;
  readonly keys: readonly ActiveKey[];
  readonly nextKey: number;
  readonly nextElement: number;
}

export function drawnTransactions(seed: number, shape: TransactionShape): Generator {
  const keys = Array.from({ length: shape.keys }, (_, key): ActiveKey => ({ key, brought: 0 }));
  const random = fork(randomFrom(seed), 'transactions');
  return transactionsFrom({ random, keys, nextKey: shape.keys, nextElement: 0 }, shape);
}

/** Each client reads the first keys once more. */
export function readOfFirstKeys(): Generator {
  const steps = Array.from({ length: lastKeys }, (_, key) => ['r', key, null]);
  return eachThread(once(repeat('txn', steps)));
}

function transactionsFrom(drawn: Drawn, shape: TransactionShape): Generator {
  const self: Generator = {
    next({ free: [thread] }) {
      if (thread === undefined) return pending(self);
      const { value, next } = drawTransaction(drawn, shape);
      return due({ thread, f: 'txn', value }, transactionsFrom(next, shape));
    },
    update: () => self,
  };
  return self;
}

function drawTransaction(
  from: Drawn,
  { maxSteps, perKey, reads, brings, f, readsFirst = false }: TransactionShape,
): { readonly value: Json; readonly next: Drawn } {
  let { random, keys, nextKey, nextElement } = from;
  const draw = (bound: number) => {
    const { value, next } = drawInt(random, bound);
    random = next;
    return value;
  };
  const touched = new Set<number>();
  const value: Json[] = [];
  for (let steps = 1 + draw(maxSteps); steps > 0; steps--) {
    const place = draw(keys.length);
    const active = keys[place] ?? { key: 0, brought: 0 };
    const isRead = draw(reads + brings) < reads;
    if (isRead || (readsFirst && !touched.has(active.key))) value.push(['r', active.key, null]);
    touched.add(active.key);
    if (isRead) continue;
    const brought = active.brought + 1;
    keys = keys.with(place, brought < perKey ? { ...active, brought } : { key: nextKey++, brought: 0 });
    value.push([f, active.key, nextElement++]);
  }
  return { value, next: { random, keys, nextKey, nextElement } };
}
