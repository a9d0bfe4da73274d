/**
 * How many operations of each function ended how. A function that never succeeded was not tested: whatever the other
 * checkers say, nothing is known of it, so the answer is `unknown`. Jepsen's stats, by its own description.
 */

import { clipped, counted, listed } from '../../base/words';
import { type History, isClientOp, type OpType } from '../../history/op';
import { type Account, table, texts } from '../core/account';
import type { Budget } from '../core/budget';
import type { Checker } from '../core/checker';
import { type Sample, sample } from '../core/sample';

export interface Counts {
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

export interface StatsDetails {
  /** Completions; what was still open when the history ended is none. */
  readonly all: Counts;
  /** Sorted by function. */
  readonly byFunction: Sample<Counts & { readonly f: string }>;
}

export const stats: Checker<StatsDetails> = {
  title: 'Statistics',
  summary: 'Each function that was invoked must have succeeded at least once.',
  check(history, _context, budget) {
    const byFunction = countByFunction(history, budget);
    const all = [...byFunction.values()].reduce(sumOf, none);
    const rows = [...byFunction]
      .map(([f, counts]) => ({ f: clipped(f), ...counts }))
      .sort((a, b) => (a.f < b.f ? -1 : 1));
    const untested = rows.filter(({ ok }) => ok === 0);
    const total = all.ok + all.fail + all.info;
    return {
      valid: untested.length === 0 ? true : 'unknown',
      sentence:
        untested.length > 0
          ? untestedSentence(untested)
          : total === 0
            ? 'No operation completed.'
            : `${counted(total, 'operation')} completed: ${all.ok} ok, ${all.fail} fail, ${all.info} info.`,
      isNoteworthy: untested.length > 0,
      anomalies: [],
      details: { all, byFunction: sample(rows) },
    };
  },
  account: statsAccount,
};

const none: Counts = { ok: 0, fail: 0, info: 0 };

function sumOf(a: Counts, b: Counts): Counts {
  return { ok: a.ok + b.ok, fail: a.fail + b.fail, info: a.info + b.info };
}

function countByFunction(history: History, budget: Budget): Map<string, Counts> {
  const byFunction = new Map<string, Record<Exclude<OpType, 'invoke'>, number>>();
  for (const op of budget.over(history)) {
    if (!isClientOp(op) || op.type === 'invoke') continue;
    let counts = byFunction.get(op.f);
    if (!counts) {
      counts = { ...none };
      byFunction.set(op.f, counts);
    }
    counts[op.type]++;
  }
  return byFunction;
}

function statsAccount({ all, byFunction }: StatsDetails): Account {
  const rows = [...byFunction.shown, { f: 'all', ...all }].map(({ f, ok, fail, info }) => [
    f,
    ...texts(ok, fail, info),
  ]);
  return { facts: [], tables: [table('By function', ['function', 'ok', 'fail', 'info'], rows, byFunction)] };
}

/** In one sentence; the rest is in the details. */
const mostNamed = 5;

function untestedSentence(untested: readonly (Counts & { readonly f: string })[]): string {
  const named = untested.slice(0, mostNamed).map(({ f, fail, info }) => `no ${f} (0 of ${fail + info})`);
  const more = untested.length - named.length;
  const all = listed(more === 0 ? named : [...named, `${more} more`], 'and');
  return `${all.charAt(0).toUpperCase()}${all.slice(1)} succeeded, so nothing is known of ${untested.length === 1 ? 'it' : 'them'}.`;
}
