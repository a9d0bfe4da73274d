/**
 * How many operations of each function ended how, and whether that is enough to mean anything. Nothing is known of a system
 * where nothing succeeded; where a function mostly failed, or little was done at all, what the other checkers say is true
 * and weak. Jepsen's stats, by its own description, asks for one success of each function.
 */

import { capitalised, clipped, counted, listed } from '../../base/words';
import { fieldsOf } from '../../history/fields';
import type { OpSequence, OpType } from '../../history/op';
import { isRefusal, type OperationTable, wellKnownOperations } from '../../history/operation-table';
import { type Account, table, texts } from '../core/account';
import type { Budget } from '../core/budget';
import type { Checker } from '../core/checker';
import { type Sample, sample } from '../core/sample';

export interface Counts {
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  /** Of those that failed: the system looked, and said no. Older versions did not count them. */
  readonly refused?: number;
}

export interface StatsDetails {
  /** Completions; what was still open when the history ended is none. */
  readonly all: Counts;
  /** Sorted by function. */
  readonly byFunction: Sample<FunctionCounts>;
}

type FunctionCounts = Counts & { readonly f: string };

export const stats: Checker<StatsDetails> = {
  check(history, { operations = wellKnownOperations }, budget) {
    const byFunction = countByFunction(history, operations, budget);
    const all = [...byFunction.values()].reduce(sumOf, none);
    const rows = [...byFunction]
      .map(([f, counts]) => ({ f: clipped(f), ...counts }))
      .sort((a, b) => (a.f < b.f ? -1 : 1));
    const total = all.ok + all.fail + all.info;
    const weak = all.ok === 0 ? [] : [...failedReasons(rows), ...scarceReasons(all.ok)];
    return {
      valid: all.ok > 0 ? true : 'unknown',
      ...(weak.length > 0 ? { weak } : {}),
      sentence: all.ok === 0 ? untestedSentence(total) : (weak[0] ?? countSentence(total, all)),
      isNoteworthy: all.ok === 0 || weak.length > 0,
      anomalies: [],
      details: { all, byFunction: sample(rows) },
    };
  },
  account: statsAccount,
};

const none = { ok: 0, fail: 0, info: 0, refused: 0 };

function sumOf(a: Required<Counts>, b: Required<Counts>): Required<Counts> {
  return { ok: a.ok + b.ok, fail: a.fail + b.fail, info: a.info + b.info, refused: a.refused + b.refused };
}

function countByFunction(
  history: OpSequence,
  operations: OperationTable,
  budget: Budget,
): ReadonlyMap<string, Required<Counts>> {
  const byFunction = new Map<string, Record<Exclude<OpType, 'invoke'> | 'refused', number>>();
  const fields = fieldsOf(history);
  for (const place of budget.places(history)) {
    const type = fields.typeAt(place);
    if (type === 'invoke' || fields.processAt(place) === 'nemesis') continue;
    const f = fields.functionAt(place);
    let counts = byFunction.get(f);
    if (!counts) {
      counts = { ...none };
      byFunction.set(f, counts);
    }
    counts[type]++;
    if (isRefusal(operations, f, { type, error: fields.errorAt(place) })) counts.refused++;
  }
  return byFunction;
}

function statsAccount({ all, byFunction }: StatsDetails): Account {
  const hasRefused = all.refused !== undefined;
  const columns = ['function', 'ok', ...(hasRefused ? ['refused'] : []), 'fail', 'info'];
  const rows = [...byFunction.shown, { f: 'all', ...all }].map(({ f, ok, fail, info, refused = 0 }) => [
    f,
    ...texts(ok, ...(hasRefused ? [refused] : []), fail - refused, info),
  ]);
  return { facts: [], tables: [table('By function', columns, rows, byFunction)] };
}

/** In one sentence; the rest is in the details. */
const maxNamed = 5;
/** Fewer successes are an accident, whatever order they fit. */
const minSuccesses = 10;

function countSentence(total: number, { ok, fail, info }: Counts): string {
  return `${counted(total, 'operation')} completed: ${ok} ok, ${fail} fail, ${info} info.`;
}

function untestedSentence(total: number): string {
  if (total === 0) return 'No operation completed, so nothing is known.';
  return total === 1
    ? 'The one operation did not succeed, so nothing is known.'
    : `None of ${counted(total, 'operation')} succeeded, so nothing is known.`;
}

/** `No cas (0 of 17) succeeded, so nothing is known of it.`, `Only 2 of 17 acquire succeeded.` */
function failedReasons(rows: readonly Required<FunctionCounts>[]): readonly string[] {
  const never = rows.filter(({ ok }) => ok === 0);
  const seldom = rows.filter(({ ok, fail, info, refused }) => ok > 0 && ok < fail - refused + info);
  const told = (few: readonly string[], ending: string) => {
    const more = few.length - maxNamed;
    return `${listed([...few.slice(0, maxNamed), ...(more > 0 ? [`${more} more`] : [])], 'and')} ${ending}`;
  };
  const none = never.map(({ f, fail, info }) => `no ${f} (0 of ${fail + info})`);
  const few = seldom.map(({ f, ok, fail, info, refused }) => `${ok} of ${ok + fail - refused + info} ${f}`);
  return [
    ...(none.length > 0
      ? [capitalised(told(none, `succeeded, so nothing is known of ${none.length === 1 ? 'it' : 'them'}.`))]
      : []),
    ...(few.length > 0 ? [`Only ${told(few, 'succeeded.')}`] : []),
  ];
}

function scarceReasons(ok: number): readonly string[] {
  return ok < minSuccesses ? [`Only ${counted(ok, 'operation')} succeeded.`] : [];
}
