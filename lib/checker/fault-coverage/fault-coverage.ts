/**
 * What the system served while something was broken, as `nemesis/served.ts` counts it. A system that answers nothing during a
 * fault breaks no promise, but then the fault tested nothing either: "valid, and no write succeeded during 3 of 4
 * partitions" is another result than "valid". A reason to call a verdict weak, never a verdict.
 */

import { clipped, counted, listed } from '../../base/words';
import { fieldsOf } from '../../history/fields';
import type { OpSequence } from '../../history/op';
import { isReadOnly, type OperationTable, wellKnownOperations } from '../../history/operation-table';
import { effectSpan, type Served, type ServedDuring, servedDuring } from '../../nemesis/served';
import { type FaultWindow, readFaults } from '../../nemesis/windows';
import { type Account, count, seconds, tableOfAny, texts } from '../core/account';
import type { Checker } from '../core/checker';
import type { CheckResult } from '../core/finding';
import { type Sample, sample } from '../core/sample';

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
  /** Sorted by function. */
  readonly byFunction: readonly ((Served | CompletedV1) & { readonly f: string })[];
}

/** What older versions counted: the operations that completed in the window, without early successes. */
interface CompletedV1 {
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

/** A window more costs as much as it has functions; the counts cover all of them. */
const maxWindows = 60;
const maxFunctions = 10;

export const faultCoverage: Checker<FaultCoverageDetails> = {
  check(history, { operations = wellKnownOperations, faultNouns = {}, hasEveryFault = false }, budget) {
    const { windows, unknown } = readFaults(history);
    if (unknown.length > 0 && windows.length === 0) {
      return untold(`It cannot be told whether there was a fault: ${nemesisOps(unknown)} not known.`);
    }
    if (!hasEveryFault && !hasNemesis(history)) {
      return {
        ...untold('The history has no op of a nemesis, so it cannot be told whether there was a fault.'),
        isMoot: true,
      };
    }
    const made = windows.filter((window) => window.madeAt !== undefined);
    const updates = updatesOf(history, operations);
    const covered = servedDuring(
      history,
      made.flatMap((window) => effectSpan(window) ?? []),
      operations,
      budget.places(history),
    );
    const withoutSuccess = covered.filter(({ byFunction }) => !hasAnySuccess(byFunction)).length;
    const withoutUpdate = updates.length === 0 ? 0 : covered.filter(({ updates: { served } }) => served === 0).length;
    const cut = covered.slice(0, maxWindows).map((served, i) => coveredWindow(made[i], served));
    const details = {
      windows: { shown: cut, total: covered.length },
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

function hasNemesis(history: OpSequence): boolean {
  const fields = fieldsOf(history);
  for (let place = 0; place < fields.length; place++) if (fields.processAt(place) === 'nemesis') return true;
  return false;
}

/** A history of ops of a nemesis that are not understood, or without any, is not one without faults. */
function untold(sentence: string): CheckResult<FaultCoverageDetails> {
  return {
    valid: 'unknown',
    sentence,
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
function updatesOf(history: OpSequence, operations: OperationTable): readonly string[] {
  const fields = fieldsOf(history);
  const updates = new Set<string>();
  for (let place = 0; place < fields.length; place++) {
    const f = fields.functionAt(place);
    if (updates.has(f) || fields.typeAt(place) !== 'invoke' || fields.processAt(place) === 'nemesis') continue;
    if (!isReadOnly(operations, { f, value: fields.valueAt(place) })) updates.add(f);
  }
  return [...updates];
}

function hasAnySuccess(byFunction: ServedDuring['byFunction']): boolean {
  return [...byFunction.values()].some(({ served }) => served > 0);
}

function coveredWindow(window: FaultWindow | undefined, { byFunction }: ServedDuring): CoveredWindow {
  const end = window?.end ?? window?.healedAt;
  const rows = [...byFunction].map(([f, row]) => ({ f: clipped(f), ...row }));
  return {
    start: window?.madeAt ?? 0,
    ...(end === undefined ? {} : { end }),
    byFunction: rows.sort((a, b) => (a.f < b.f ? -1 : 1)).slice(0, maxFunctions),
  };
}

function coverageAccount({ windows, notMade }: FaultCoverageDetails): Account {
  const isOfV1 = windows.shown.some(({ byFunction }) => byFunction.some((row) => 'ok' in row));
  const columns = ['from', 'to', 'function', ...(isOfV1 ? ['ok', 'fail', 'info'] : ['begun', 'served', 'refused'])];
  const rows = windows.shown.flatMap(windowRows);
  return {
    facts: [count('Faults', windows.total), ...(notMade > 0 ? [count('Never whole', notMade)] : [])],
    tables: tableOfAny('While the fault was whole', columns, rows, windows),
  };
}

function windowRows({ start, end, byFunction }: CoveredWindow): readonly (readonly string[])[] {
  const span = [seconds(start), end === undefined ? 'the end' : seconds(end)];
  if (byFunction.length === 0) return [[...span, 'none', ...texts(0, 0, 0)]];
  return byFunction.map((row) => [
    ...span,
    row.f,
    ...('ok' in row ? texts(row.ok, row.fail, row.info) : texts(row.begun, row.served, row.refused)),
  ]);
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
