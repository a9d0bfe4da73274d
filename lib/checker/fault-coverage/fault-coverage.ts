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
import { type History, isClientOp } from '../../history/op';
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
  /** Windows in which nothing but reads succeeded, those included; 0 where the test has nothing but reads. */
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
  check(history) {
    const windows = faultWindows(history);
    const made = windows.filter((window) => window.madeAt !== undefined);
    const updates = updatesOf(history);
    const covered = coverWindows(history, made);
    const withoutSuccess = covered.filter(({ byFunction }) => byFunction.every(({ ok }) => ok === 0)).length;
    const withoutUpdate =
      updates.length === 0
        ? 0
        : covered.filter(({ byFunction }) => byFunction.every(({ f, ok }) => f === 'read' || ok === 0)).length;
    const cut = covered.map((window) => ({ ...window, byFunction: window.byFunction.slice(0, mostFunctions) }));
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
function updatesOf(history: History): readonly string[] {
  const updates = new Set<string>();
  for (const op of history) if (isClientOp(op) && op.type === 'invoke' && op.f !== 'read') updates.add(op.f);
  return [...updates];
}

/** One pass over the history: windows follow each other, and so do the times of its ops. */
function coverWindows(history: History, windows: readonly FaultWindow[]): readonly CoveredWindow[] {
  const counts = windows.map(() => new Map<string, { ok: number; fail: number; info: number }>());
  const begun = new Map<number, number>();
  let place = 0;
  for (const op of history) {
    if (!isClientOp(op)) continue;
    if (op.type === 'invoke') {
      begun.set(op.process, op.time);
      continue;
    }
    const began = begun.get(op.process) ?? 0;
    begun.delete(op.process);
    while (place < windows.length && op.time > (endOf(windows[place]) ?? Number.POSITIVE_INFINITY)) place++;
    const window = windows[place];
    if (!window) break;
    const madeAt = window.madeAt ?? Number.POSITIVE_INFINITY;
    if (op.time < madeAt || (op.type === 'ok' && began < madeAt)) continue;
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
