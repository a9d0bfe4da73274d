/**
 * Accounts between which money is moved and that are read all at once: whatever is moved, what there is in all stays, and
 * no account falls below 0 unless that is allowed (Jepsen's bank). What there was in all and which accounts there are is told
 * by the workload; of a history without one it is what the first read saw, for a total that differs from another is wrong
 * whichever is right.
 *
 *     transfer {from: 0, to: 1, amount: 5}      read → {0: 95, 1: 105}
 */
import { formatJson } from '../../base/edn';
import { isJsonArray, type Json } from '../../base/json';
import { clipped, counted, listed } from '../../base/words';
import { isClientOp, type Op } from '../../history/op';
import { type Account, count, tableOfAny } from '../core/account';
import type { BankTerms, Checker } from '../core/checker';
import { type Anomaly, maxAnomalies } from '../core/finding';
import { type Sample, sample } from '../core/sample';

type Kind = 'wrong-total' | 'negative-balance' | 'wrong-accounts';

const titles: Readonly<Record<Kind, string>> = {
  'wrong-total': 'Money came or went',
  'negative-balance': 'An account below 0',
  'wrong-accounts': 'Other accounts than there are',
};

/** A read that cannot be. */
interface WrongRead {
  /** History indexes. */
  readonly operation: number;
  readonly completion: number;
  readonly kind: Kind;
  /** A clause: `it read 95 in all, where there are 100`. */
  readonly reason: string;
}

export interface BankDetails {
  readonly reads: number;
  /** Acknowledged. */
  readonly transfers: number;
  /** Absent where it was not told and nobody read it. */
  readonly total?: number;
  /** The least and the most that were read in all. */
  readonly lowest?: number;
  readonly highest?: number;
  readonly wrong: Sample<WrongRead>;
}

export const bank: Checker<BankDetails> = {
  functions: ['read', 'transfer'],
  check(history, { bank: terms = {} }, budget) {
    const teller = new Teller(terms);
    for (const op of budget.over(history)) if (isClientOp(op)) teller.hear(op);
    const { wrong, reads, total } = teller;
    const [first] = wrong;
    const isUntested = reads === 0;
    return {
      valid: isUntested ? 'unknown' : wrong.length === 0,
      ...(isUntested && { isUntested }),
      sentence: first
        ? `${counted(wrong.length, 'read')} of ${reads} cannot be. The first is op ${first.operation}: ${first.reason}.`
        : isUntested
          ? 'Nobody read the accounts, so there is nothing to judge.'
          : `${reads === 1 ? 'The one read' : `Each of ${reads} reads`} came to ${total} in all.`,
      isNoteworthy: isUntested || wrong.length > 0,
      anomalies: wrong.slice(0, maxAnomalies).map(anomalyOf),
      details: teller.details(),
    };
  },
  relocated: (details, place) => ({
    ...details,
    wrong: {
      ...details.wrong,
      shown: details.wrong.shown.map((read) => ({
        ...read,
        operation: place(read.operation),
        completion: place(read.completion),
      })),
    },
  }),
  account: bankAccount,
};

class Teller {
  readonly wrong: WrongRead[] = [];
  reads = 0;
  #transfers = 0;
  readonly #allowsNegative: boolean;
  readonly #isTold: boolean;
  #accounts: ReadonlySet<string> | undefined;
  total: number | undefined;
  #firstRead: number | undefined;
  #lowest: number | undefined;
  #highest: number | undefined;
  /** By process the index of its open invocation. */
  readonly #invoked = new Map<number, number>();

  constructor({ start, allowsNegative = false }: BankTerms) {
    this.#allowsNegative = allowsNegative;
    this.#isTold = start !== undefined;
    if (start === undefined) return;
    this.#accounts = new Set(Object.keys(start));
    this.total = sum(Object.values(start));
  }

  hear(op: Op & { readonly process: number }): void {
    if (op.type === 'invoke') this.#invoked.set(op.process, op.index);
    if (op.f === 'transfer') {
      if (op.type === 'invoke') refuseStrangeTransfer(op);
      if (op.type === 'ok') this.#transfers++;
    } else if (op.type === 'ok') this.#judge(op, this.#invoked.get(op.process) ?? op.index);
  }

  #judge(op: Op, operation: number): void {
    this.reads++;
    const balances = balancesOf(op);
    const strange = this.#strangeAccounts(balances);
    const read = sum(Object.values(balances));
    this.#lowest = Math.min(this.#lowest ?? read, read);
    this.#highest = Math.max(this.#highest ?? read, read);
    this.#firstRead ??= operation;
    this.#accounts ??= new Set(Object.keys(balances));
    this.total ??= read;
    const note = (kind: Kind, reason: string) => this.wrong.push({ operation, completion: op.index, kind, reason });
    const below = Object.entries(balances).find(([, balance]) => balance < 0);
    if (strange !== undefined) note('wrong-accounts', strange);
    else if (read !== this.total)
      note(
        'wrong-total',
        `it read ${read} in all, ${this.#isTold ? `where there are ${this.total}` : `and op ${this.#firstRead} read ${this.total}`}`,
      );
    else if (below !== undefined && !this.#allowsNegative)
      note('negative-balance', `it read ${below[1]} in account ${below[0]}`);
  }

  /** An account that is missing may not have been opened yet, where nobody told which there are. */
  #strangeAccounts(balances: Readonly<Record<string, number>>): string | undefined {
    const known = this.#accounts;
    if (known === undefined || !this.#isTold) return undefined;
    const strange = Object.keys(balances).filter((account) => !known.has(account));
    const missing = [...known].filter((account) => !Object.hasOwn(balances, account));
    const said = [
      ...(strange.length > 0 ? [`read ${named(strange)}, which the bank does not have`] : []),
      ...(missing.length > 0 ? [`did not read ${named(missing)}`] : []),
    ];
    return said.length === 0 ? undefined : `it ${said.join(' and ')}`;
  }

  details(): BankDetails {
    const [lowest, highest, total] = [this.#lowest, this.#highest, this.total];
    return {
      reads: this.reads,
      transfers: this.#transfers,
      ...(total !== undefined && { total }),
      ...(lowest !== undefined && { lowest }),
      ...(highest !== undefined && { highest }),
      wrong: sample(this.wrong),
    };
  }
}

function named(accounts: readonly string[]): string {
  return clipped(`${accounts.length === 1 ? 'account' : 'accounts'} ${listed(accounts, 'and')}`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

/** By the text of an account. */
function balancesOf({ index, value }: Op): Readonly<Record<string, number>> {
  if (typeof value === 'object' && value !== null && !isJsonArray(value)) {
    const strange = Object.entries(value).find(([, balance]) => !isWhole(balance));
    if (strange === undefined) return value as Readonly<Record<string, number>>;
    throw new Error(
      `op ${index}: it read ${clipped(formatJson(strange[1]))} in account ${strange[0]}, which is no balance`,
    );
  }
  throw new Error(`op ${index}: a read of a bank gives {account balance, …}, not ${clipped(formatJson(value))}`);
}

function refuseStrangeTransfer({ index, value }: Op): void {
  const { from, to, amount } = typeof value === 'object' && value !== null && !isJsonArray(value) ? value : {};
  if (from !== undefined && to !== undefined && amount !== undefined && isWhole(amount)) return;
  throw new Error(
    `op ${index}: a transfer is {from account, to account, amount whole number}, not ${clipped(formatJson(value))}`,
  );
}

function isWhole(value: Json): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function anomalyOf({ operation, completion, kind, reason }: WrongRead): Anomaly {
  return {
    kind,
    title: titles[kind],
    operations: [operation],
    at: completion,
    evidence: { type: 'cycle', edges: [{ from: operation, to: operation, kind, reason }] },
  };
}

function bankAccount({ reads, transfers, total, lowest, highest, wrong }: BankDetails): Account {
  return {
    facts: [
      count('Reads', reads),
      count('Transfers acknowledged', transfers),
      ...(total === undefined ? [] : [count('In all', total)]),
      ...(lowest === undefined || highest === undefined
        ? []
        : [{ name: 'Read in all', value: lowest === highest ? String(lowest) : `${lowest} to ${highest}` }]),
      count('Reads that cannot be', wrong.total),
    ],
    tables: tableOfAny(
      'Reads that cannot be',
      ['what', 'why'],
      wrong.shown.map(({ operation, kind, reason }) => [
        titles[kind],
        { text: `op ${operation}: ${reason}`, operation },
      ]),
      wrong,
    ),
  };
}
