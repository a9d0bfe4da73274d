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
import { type FaultWindow, faultWindows } from '../../nemesis/windows';
import { kindWords } from '../../nemesis/words';
import type { Checker } from '../core/checker';
import { type Sample, sample } from '../core/sample';
import type { Counts } from '../stats/stats';

export interface FaultCoverageDetails {
  readonly windows: Sample<CoveredWindow>;
  /** Windows in which the fault was never whole: it could not be made, or the run ended before. */
  readonly notMade: number;
  /** Windows in which no operation succeeded. */
  readonly withoutSuccess: number;
  /** Windows in which nothing succeeded that may change something; 0 where no operation of the test may. */
  readonly withoutUpdate: number;
}

/** From when the fault was whole until it began to be undone; nanoseconds since the start. */
export interface CoveredWindow {
  readonly start: number;
  /** Absent: until the history ended. */
  readonly end?: number;
  /** By function; operations that completed in the window, without those that began before it and succeeded. */
  readonly byFunction: readonly (Counts & { readonly f: string })[];
}

/** A window more costs as much as it has functions; the counts cover all of them. */
const mostWindows = 60;
const mostFunctions = 10;

export const faultCoverage: Checker<FaultCoverageDetails> = {
  title: 'Faults',
  summary: 'Which operations succeeded while network or processes were broken.',
  check(history, { operations = wellKnownOperations }) {
    const windows = faultWindows(history);
    const made = windows.filter((window) => window.madeAt !== undefined);
    const updates = updatesOf(history, operations);
    const covered = coverWindows(history, made, operations);
    const withoutSuccess = covered.filter(({ byFunction }) => byFunction.every(({ ok }) => ok === 0)).length;
    const withoutUpdate = updates.length === 0 ? 0 : covered.filter(({ hasUpdate }) => !hasUpdate).length;
    const cut = covered.map(({ hasUpdate: _, ...window }) => ({
      ...window,
      byFunction: window.byFunction.slice(0, mostFunctions),
    }));
    const details = {
      windows: sample(cut, mostWindows),
      notMade: windows.length - made.length,
      withoutSuccess,
      withoutUpdate,
    };
    return {
      valid: true,
      sentence: coverageSentence(details, made, updates),
      isNoteworthy: withoutSuccess > 0 || withoutUpdate > 0 || (made.length === 0 && windows.length > 0),
      details,
    };
  },
};

/** The functions that may change something, in the order in which they were first invoked. */
function updatesOf(history: History, operations: OperationTable): readonly string[] {
  const updates = new Set<string>();
  for (const op of history) {
    if (isClientOp(op) && op.type === 'invoke' && !updates.has(op.f) && !isReadOnly(operations, op)) updates.add(op.f);
  }
  return [...updates];
}

/** One pass over the history: windows follow each other, and so do the times of its ops. */
function coverWindows(
  history: History,
  windows: readonly FaultWindow[],
  operations: OperationTable,
): readonly (CoveredWindow & { readonly hasUpdate: boolean })[] {
  const counts = windows.map(() => new Map<string, { ok: number; fail: number; info: number }>());
  const updated = windows.map(() => false);
  const begun = new Map<number, Op>();
  let place = 0;
  for (const op of history) {
    if (!isClientOp(op)) continue;
    if (op.type === 'invoke') {
      begun.set(op.process, op);
      continue;
    }
    const invocation = begun.get(op.process);
    begun.delete(op.process);
    while (place < windows.length && op.time > (endOf(windows[place]) ?? Number.POSITIVE_INFINITY)) place++;
    const window = windows[place];
    if (!window) break;
    const madeAt = window.madeAt ?? Number.POSITIVE_INFINITY;
    if (op.time < madeAt || (op.type === 'ok' && (invocation?.time ?? 0) < madeAt)) continue;
    if (op.type === 'ok' && !updated[place] && !isReadOnly(operations, invocation ?? op)) updated[place] = true;
    const byFunction = counts[place];
    const found = byFunction?.get(op.f) ?? { ok: 0, fail: 0, info: 0 };
    found[op.type]++;
    byFunction?.set(op.f, found);
  }
  return windows.map((window, i) => {
    const end = endOf(window);
    const rows = [...(counts[i] ?? [])].map(([f, row]) => ({ f: clipped(f), ...row }));
    return {
      start: window.madeAt ?? window.start,
      ...(end === undefined ? {} : { end }),
      byFunction: rows.sort((a, b) => (a.f < b.f ? -1 : 1)),
      hasUpdate: updated[i] === true,
    };
  });
}

function endOf(window: FaultWindow | undefined): number | undefined {
  return window?.end ?? window?.healedAt;
}

/** Functions that are named before they are all "update". */
const mostNamed = 3;

/** `No write or cas succeeded during 3 of 4 partitions, and no operation at all during 2.` */
export function coverageSentence(
  { withoutSuccess, withoutUpdate, notMade }: Omit<FaultCoverageDetails, 'windows'>,
  made: readonly FaultWindow[],
  updates: readonly string[],
): string {
  if (made.length === 0) {
    return notMade === 0 ? 'There was no fault.' : `Of ${counted(notMade, 'fault')} none was ever whole.`;
  }
  const [kind] = made.map((window) => window.fault?.kind);
  const isOneKind = kind !== undefined && made.every(({ fault }) => fault?.kind === kind);
  const noun = isOneKind ? kindWords[kind].noun : 'fault';
  const during = (count: number) => {
    if (made.length === 1) return `during the one ${noun}`;
    return `during ${count === made.length ? 'any' : count} of ${made.length} ${noun}s`;
  };
  const update = updates.length <= mostNamed ? listed(updates, 'or') : 'update';
  if (withoutSuccess === made.length) return `No operation succeeded ${during(withoutSuccess)}.`;
  if (withoutUpdate > withoutSuccess) {
    const none = withoutSuccess === 0 ? '' : `, and no operation at all during ${withoutSuccess}`;
    return `No ${update} succeeded ${during(withoutUpdate)}${none}.`;
  }
  if (withoutSuccess > 0) return `No operation succeeded ${during(withoutSuccess)}.`;
  const each = made.length === 1 ? `during the one ${noun}` : `during each of ${made.length} ${noun}s`;
  return `${updates.length === 0 ? 'Operations' : 'Updates'} succeeded ${each}.`;
}
