/**
 * Money that is moved between accounts and read all at once. Of all the money there is nothing may come or go, so a read that
 * is not of one moment, or a transfer that took place by half, shows. A system puts the balances of `start` there when it is
 * set up; a transfer that an account cannot pay is to fail, unless balances below 0 are allowed.
 *
 *     transfer {from 0, to 1, amount 5}     read → {0 95, 1 5}
 */
import * as z from 'zod/mini';
import { isJsonArray, type Json } from '../../../base/json';
import { drawInt, fork, type Random, randomFrom } from '../../../base/random';
import { due, type Generator, pending } from '../../../generator/generator';
import { timeLimit } from '../../../generator/pace';
import { once, repeat } from '../../../generator/source';
import { eachThread } from '../../../generator/threads';
import { wellKnownOperations } from '../../../history/operation-table';
import { ratioText, share } from '../options';
import { unknownOperation } from '../structure';
import { defineWorkload } from '../workload';

const { read, transfer } = wellKnownOperations;

const options = z.strictObject({
  accounts: z._default(z.int().check(z.minimum(2), z.maximum(100)), 8).check(z.meta({ title: 'Accounts' })),
  total: z
    ._default(z.int().check(z.minimum(1), z.maximum(1_000_000)), 100)
    .check(z.meta({ title: 'Money in all', hint: 'The first account has it when the load begins' })),
  maxTransfer: z
    ._default(z.int().check(z.minimum(1), z.maximum(1_000_000)), 5)
    .check(z.meta({ title: 'Largest transfer' })),
  negativeBalances: z
    ._default(z.boolean(), false)
    .check(z.meta({ title: 'Balances below 0', hint: 'Whether an account may pay what it does not have' })),
  mix: z.prefault(
    z
      .strictObject({ read: share('reads'), transfer: share('transfers') })
      .check(z.refine(({ read, transfer }) => read + transfer > 0, 'at least one part must be above 0')),
    {},
  ),
});

type Options = z.output<typeof options>;

export const bank = defineWorkload({
  name: 'bank',
  title: 'A bank',
  summary: 'Money is moved between accounts and read all at once; none of it may come or go.',
  options,
  operations: { read, transfer },
  judge: {
    initial: null,
    checkers: ['bank', 'stats', 'unhandled-errors', 'fault-coverage', 'log-patterns'],
    isByKey: false,
    isLive: false,
  },
  start: startOf,
  terms: (own) => ({ bank: { start: startOf(own), allowsNegative: own.negativeBalances } }),
  structure: {
    isOneValue: true,
    read: (state) => state,
    update(state, op) {
      if (op.f !== 'transfer') return unknownOperation(op);
      const asked = transferOf(op.value);
      const balances = state as Balances;
      const [from, to] = [balances[asked.from], balances[asked.to]];
      if (from === undefined || to === undefined) return { refused: 'no such account' };
      if (from < asked.amount) return { refused: 'insufficient-funds' };
      return { state: { ...balances, [asked.from]: from - asked.amount, [asked.to]: to + asked.amount } };
    },
  },
  load({ options: own, seed, pace, timeLimitSeconds }) {
    return timeLimit(timeLimitSeconds, pace(operations(fork(randomFrom(seed), 'transfers'), own)));
  },
  last: () => eachThread(once(repeat('read'))),
  describe: ({ accounts, total, mix, negativeBalances }) =>
    `${mix.read === mix.transfer ? 'reads and transfers' : `reads and transfers as ${ratioText(mix.read, mix.transfer)}`} of ${total} in all on ${accounts} accounts${negativeBalances ? ', which may fall below 0' : ''}`,
});

/** By the text of an account. */
type Balances = Readonly<Record<string, number>>;

function startOf({ accounts, total }: Options): Balances {
  return Object.fromEntries(Array.from({ length: accounts }, (_, account) => [account, account === 0 ? total : 0]));
}

function transferOf(value: Json): { readonly from: number; readonly to: number; readonly amount: number } {
  if (typeof value !== 'object' || value === null || isJsonArray(value)) throw new Error('a transfer is an object');
  return value as unknown as { from: number; to: number; amount: number };
}

/** A transfer is always to another account. */
function operations(random: Random, own: Options): Generator {
  const self: Generator = {
    next({ free: [thread] }) {
      if (thread === undefined) return pending(self);
      const kind = drawInt(random, own.mix.read + own.mix.transfer);
      if (kind.value < own.mix.read) return due({ thread, f: 'read', value: null }, operations(kind.next, own));
      const from = drawInt(kind.next, own.accounts);
      const step = drawInt(from.next, own.accounts - 1);
      const amount = drawInt(step.next, own.maxTransfer);
      const to = (from.value + 1 + step.value) % own.accounts;
      const value = { from: from.value, to, amount: 1 + amount.value };
      return due({ thread, f: 'transfer', value }, operations(amount.next, own));
    },
    update: () => self,
  };
  return self;
}
