/**
 * What succeeded while something was broken. A system that answers nothing during a fault breaks no promise, but then
 * the fault tested nothing either: "valid, and no write succeeded during 3 of 4 partitions" is another result than
 * "valid". A note, never a verdict.
 *
 *     fault        ├── being made ─┤ madeAt         end ├── being undone ──┤
 *     counted here                 ├───────────────────┤
 *
 * Operations count where they complete. One that succeeds in the window but began before it was perhaps served before it,
 * and is not counted at all.
 */

import { clipped, counted, listed } from '../../base/words';
import { type History, isClientOp, type Op } from '../../history/op';
import { isReadOnly, type OperationTable, wellKnownOperations } from '../../history/operation-table';
import { type FaultWindow, readFaults } from '../../nemesis/windows';
import { type Account, count, seconds, tableOfAny, texts } from '../core/account';
import type { Budget } from '../core/budget';
import type { Checker } from '../core/checker';
import type { CheckResult } from '../core/finding';
import { type Sample, sample } from '../core/sample';
import type { Counts } from '../stats/stats';

export interface FaultCoverageDetails {
  readonly windows: Sample<CoveredWindow>;
  /** Windows in which the fault was never fully in effect: it could not be made, or the run ended before. */
  readonly notMade: number;
  /** Windows in which no operation succeeded. */
  readonly withoutSuccess: number;
  /** Windows in which nothing succeeded that may change something; 0 where no operation of the test may. */
  readonly withoutUpdate: number;
}

/** From when the fault was fully in effect until it began to be undone; nanoseconds since the start. */
export interface CoveredWindow {
  readonly start: number;
  /** Absent: until the history ended. */
  readonly end?: number;
  /** By function; operations that completed in the window, without those that began before it and succeeded. */
  readonly byFunction: readonly (Counts & { readonly f: string })[];
}

/** A window more costs as much as it has functions; the counts cover all of them. */
const maxWindows = 60;
const maxFunctions = 10;

export const faultCoverage: Checker<FaultCoverageDetails> = {
  title: 'Faults',
  summary: 'Which operations succeeded while network or processes were broken.',
  check(history, { operations = wellKnownOperations, faultNouns = {} }, budget) {
    const { windows, unknown } = readFaults(history);
    if (unknown.length > 0 && windows.length === 0) return cannotTell(unknown);
    const made = windows.filter((window) => window.madeAt !== undefined);
    const updates = updatesOf(history, operations);
    const covered = coverWindows(history, made, operations, budget);
    const withoutSuccess = covered.filter(({ byFunction }) => byFunction.every(({ ok }) => ok === 0)).length;
    const withoutUpdate = updates.length === 0 ? 0 : covered.filter(({ hasUpdate }) => !hasUpdate).length;
    const cut = covered.map(({ hasUpdate: _, ...window }) => ({
      ...window,
      byFunction: window.byFunction.slice(0, maxFunctions),
    }));
    const details = {
      windows: sample(cut, maxWindows),
      notMade: windows.length - made.length,
      withoutSuccess,
      withoutUpdate,
    };
    const sentence = [coverageSentence(details, made, updates, faultNouns), ...unknownSentences(unknown)].join(' ');
    return {
      valid: true,
      // A history that is valid because nothing was done while something was broken proves nothing about that.
      ...(withoutSuccess > 0 || withoutUpdate > 0 ? { weak: [sentence] } : {}),
      sentence,
      anomalies: [],
      isNoteworthy:
        withoutSuccess > 0 || withoutUpdate > 0 || (made.length === 0 && windows.length > 0) || unknown.length > 0,
      details,
    };
  },
  account: coverageAccount,
};

/** A history with ops of a nemesis that are not understood is not one without faults. */
function cannotTell(unknown: readonly string[]): CheckResult<FaultCoverageDetails> {
  return {
    valid: 'unknown',
    sentence: `It cannot be told whether there was a fault: ${nemesisOps(unknown)} not known.`,
    isNoteworthy: true,
    anomalies: [],
    details: { windows: sample([], maxWindows), notMade: 0, withoutSuccess: 0, withoutUpdate: 0 },
  };
}

function unknownSentences(unknown: readonly string[]): readonly string[] {
  return unknown.length === 0 ? [] : [`Beside these, ${nemesisOps(unknown)} not known.`];
}

/** `what the nemesis did by :melt and :freeze is` */
function nemesisOps(unknown: readonly string[]): string {
  const named = unknown.slice(0, maxNamed).map((f) => `:${clipped(f)}`);
  const rest = unknown.length > maxNamed ? [`${unknown.length - maxNamed} others`] : [];
  return `what the nemesis did by ${listed([...named, ...rest], 'and')} is`;
}

/** The functions that may change something, in the order in which they were first invoked. */
function updatesOf(history: History, operations: OperationTable): readonly string[] {
  const updates = new Set<string>();
  for (const op of history) {
    if (isClientOp(op) && op.type === 'invoke' && !updates.has(op.f) && !isReadOnly(operations, op)) updates.add(op.f);
  }
  return [...updates];
}

/** One pass over the history, with the windows that are open at its ops. */
function coverWindows(
  history: History,
  windows: readonly FaultWindow[],
  operations: OperationTable,
  budget: Budget,
): readonly (CoveredWindow & { readonly hasUpdate: boolean })[] {
  const covering = windows.map((window) => ({
    from: window.madeAt ?? window.start,
    to: endOf(window) ?? Number.POSITIVE_INFINITY,
    counts: new Map<string, { ok: number; fail: number; info: number }>(),
    hasUpdate: false,
  }));
  const coming = covering.toSorted((a, b) => a.from - b.from);
  let open: typeof coming = [];
  const begun = new Map<number, Op>();
  let place = 0;
  for (const op of budget.over(history)) {
    if (!isClientOp(op)) continue;
    if (op.type === 'invoke') {
      begun.set(op.process, op);
      continue;
    }
    const invocation = begun.get(op.process);
    begun.delete(op.process);
    for (let next = coming[place]; next !== undefined && next.from <= op.time; next = coming[++place]) open.push(next);
    if (open.some(({ to }) => to < op.time)) open = open.filter(({ to }) => to >= op.time);
    for (const window of open) {
      if (op.type === 'ok' && (invocation?.time ?? 0) < window.from) continue;
      if (op.type === 'ok' && !window.hasUpdate) window.hasUpdate = !isReadOnly(operations, invocation ?? op);
      const found = window.counts.get(op.f) ?? { ok: 0, fail: 0, info: 0 };
      found[op.type]++;
      window.counts.set(op.f, found);
    }
  }
  return windows.map((window, i) => {
    const end = endOf(window);
    const rows = [...(covering[i]?.counts ?? [])].map(([f, row]) => ({ f: clipped(f), ...row }));
    return {
      start: window.madeAt ?? window.start,
      ...(end === undefined ? {} : { end }),
      byFunction: rows.sort((a, b) => (a.f < b.f ? -1 : 1)),
      hasUpdate: covering[i]?.hasUpdate === true,
    };
  });
}

function endOf(window: FaultWindow): number | undefined {
  return window.end ?? window.healedAt;
}

function coverageAccount({ windows, notMade }: FaultCoverageDetails): Account {
  const columns = ['from', 'to', 'function', 'ok', 'fail', 'info'];
  const rows = windows.shown.flatMap(windowRows);
  return {
    facts: [count('Faults', windows.total), ...(notMade > 0 ? [count('Never whole', notMade)] : [])],
    tables: tableOfAny('While the fault was whole', columns, rows, windows),
  };
}

function windowRows({ start, end, byFunction }: CoveredWindow): readonly (readonly string[])[] {
  const span = [seconds(start), end === undefined ? 'the end' : seconds(end)];
  if (byFunction.length === 0) return [[...span, 'none', ...texts(0, 0, 0)]];
  return byFunction.map(({ f, ok, fail, info }) => [...span, f, ...texts(ok, fail, info)]);
}

/** Functions that are named before they are all "update". */
const maxNamed = 3;

/** `No write or cas succeeded during 3 of 4 partitions, and no operation at all during 2.` */
export function coverageSentence(
  { withoutSuccess, withoutUpdate, notMade }: Omit<FaultCoverageDetails, 'windows'>,
  made: readonly FaultWindow[],
  updates: readonly string[],
  nouns: Readonly<Record<string, string>>,
): string {
  if (made.length === 0) {
    return notMade === 0 ? 'There was no fault.' : `Of ${counted(notMade, 'fault')} none was ever fully in effect.`;
  }
  const kinds = new Set(made.map(({ fault }) => nouns[fault] ?? 'fault'));
  const [first = 'fault'] = kinds;
  const noun = kinds.size === 1 ? first : 'fault';
  const during = (count: number) => {
    if (made.length === 1) return `during the one ${noun}`;
    return `during ${count === made.length ? 'any' : count} of ${made.length} ${noun}s`;
  };
  const update = updates.length <= maxNamed ? listed(updates, 'or') : 'update';
  if (withoutSuccess === made.length) return `No operation succeeded ${during(withoutSuccess)}.`;
  if (withoutUpdate > withoutSuccess) {
    const none = withoutSuccess === 0 ? '' : `, and no operation at all during ${withoutSuccess}`;
    return `No ${update} succeeded ${during(withoutUpdate)}${none}.`;
  }
  if (withoutSuccess > 0) return `No operation succeeded ${during(withoutSuccess)}.`;
  const each = made.length === 1 ? `during the one ${noun}` : `during each of ${made.length} ${noun}s`;
  return `${updates.length === 0 ? 'Operations' : 'Updates'} succeeded ${each}.`;
}
