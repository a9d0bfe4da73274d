/**
 * Decides a history of a register that counts its changes. The versions give the order (see versioned-calls.ts); what takes
 * effect before something else must not begin after it ended; and the versions that no operation claims are matched with
 * the operations that never returned. All of it costs a sort.
 *
 * Law: an order that is found is one, and a refusal is certain. Where a compare-and-set that never returned leaves the
 * matching open, it says nothing.
 */
import type { Budget } from '../../core/budget';
import { never, type Schedule } from '../search/schedule';
import type { Steps } from '../search/steps';
import { none, type VersionedCalls, versionedCallsOf } from './versioned-calls';

export type VersionsDecision =
  /** Calls in an order that is a linearization. */
  | { readonly kind: 'linearizable'; readonly order: readonly number[] }
  /** The call that returned when no order was left, and an order of what stands before. */
  | { readonly kind: 'stuck'; readonly call: number; readonly order: readonly number[] }
  /** No such register, or too much is open; or a limit was met. */
  | { readonly kind: 'undecided' };

type Found = readonly number[] | 'refuted' | 'open';

const undecided: VersionsDecision = { kind: 'undecided' };

/** A look at all operations, in steps of the budget. */
const callsPerStep = 16;

export function decideVersions(schedule: Schedule, steps: Steps, budget: Budget): VersionsDecision {
  const calls = versionedCallsOf(schedule, steps);
  if (!calls) return undecided;
  const stepsPerLook = Math.ceil(schedule.length / callsPerStep);
  const lookUntil = (end: number): Found =>
    budget.spend(undefined, stepsPerLook) === undefined ? orderUntil(calls, end) : 'open';
  const whole = lookUntil(never - 1);
  if (whole === 'open') return undecided;
  if (whole !== 'refuted') return { kind: 'linearizable', order: whole };
  // What has no order has none with more behind it.
  const returns = returnsOf(schedule);
  let [fine, bad] = [-1, returns.length - 1];
  let order: readonly number[] = [];
  while (bad - fine > 1) {
    const middle = (fine + bad) >>> 1;
    const found = lookUntil(schedule.returned[returns[middle] as number] as number);
    if (found === 'open') return undecided;
    if (found === 'refuted') bad = middle;
    else [fine, order] = [middle, found];
  }
  return { kind: 'stuck', call: returns[bad] as number, order };
}

/** The calls that returned, in the order of their returns. */
function returnsOf({ events }: Schedule): readonly number[] {
  const returns: number[] = [];
  for (const event of events) if ((event & 1) === 1) returns.push(event >>> 1);
  return returns;
}

/** An order of the calls that returned by then, and of such others as they need. */
function orderUntil(calls: VersionedCalls, end: number): Found {
  const line = lineUntil(calls, end);
  if (!line || !isInRealTime(line, calls)) return 'refuted';
  const open = filled(line, calls, end);
  if (open !== undefined) return open;
  const order: number[] = [];
  for (let version = 0; version <= line.last; version++) {
    const writer = line.writers[version] as number;
    if (writer !== none) order.push(writer);
    order.push(...(line.readers[version] ?? []));
  }
  return order;
}

interface Line {
  readonly last: number;
  /** By version; 0 has none. */
  readonly writers: Int32Array;
  readonly readers: readonly (readonly number[] | undefined)[];
  /** By version, as far as an operation tells. */
  readonly values: Int32Array;
}

/** What returned by then, by version; undefined where two operations contradict each other in what they say of one. */
function lineUntil({ versions, expects, leaves, ends, initialValue }: VersionedCalls, end: number): Line | undefined {
  let last = 0;
  let changes = 0;
  for (let call = 0; call < versions.length; call++) {
    if (leaves[call] !== none) changes++;
    if ((ends[call] as number) <= end) last = Math.max(last, versions[call] as number);
  }
  // More changes than anybody asked for.
  if (last > changes) return undefined;
  const writers = new Int32Array(last + 1).fill(none);
  const values = new Int32Array(last + 1).fill(none);
  const readers: number[][] = [];
  values[0] = initialValue;
  const isTold = (version: number, value: number) => {
    if (value === none) return true;
    const known = values[version] as number;
    values[version] = value;
    return known === none || known === value;
  };
  for (let call = 0; call < versions.length; call++) {
    if ((ends[call] as number) > end) continue;
    const version = versions[call] as number;
    if (leaves[call] === none) {
      if (!isTold(version, expects[call] as number)) return undefined;
      const alike = readers[version];
      if (alike) alike.push(call);
      else readers[version] = [call];
      continue;
    }
    if (version === 0 || writers[version] !== none) return undefined;
    if (!isTold(version, leaves[call] as number) || !isTold(version - 1, expects[call] as number)) return undefined;
    writers[version] = call;
  }
  return { last, writers, readers, values };
}

/** Whether nothing begins after what stands behind it has ended. */
function isInRealTime({ last, writers, readers }: Line, { begins, ends }: VersionedCalls): boolean {
  let latestBegin = -1;
  for (let version = 0; version <= last; version++) {
    const writer = writers[version] as number;
    if (writer !== none) {
      if ((ends[writer] as number) < latestBegin) return false;
      latestBegin = Math.max(latestBegin, begins[writer] as number);
    }
    let latestRead = latestBegin;
    for (const reader of readers[version] ?? []) {
      if ((ends[reader] as number) < latestBegin) return false;
      latestRead = Math.max(latestRead, begins[reader] as number);
    }
    latestBegin = latestRead;
  }
  return true;
}

/**
 * Gives each version without a writer one that had not returned. One that will return with that version serves nothing else; the
 * others may stand wherever they began early enough. The latest version takes the latest of those that it can, which
 * leaves the earlier ones the most (they need early ones); versions whose value nobody knows take what is left.
 */
function filled(line: Line, calls: VersionedCalls, end: number): 'refuted' | 'open' | undefined {
  const { last, writers, values } = line;
  const { versions, expects, leaves, begins, ends } = calls;
  const missing: number[] = [];
  for (let version = 1; version <= last; version++) if (writers[version] === none) missing.push(version);
  if (missing.length === 0) return undefined;
  const deadlines = deadlinesOf(line, calls);
  const fits = (call: number, version: number) => {
    const isEarly = (begins[call] as number) < (deadlines[version] as number);
    const isOfValue = values[version] === none || values[version] === leaves[call];
    const isAsExpected = expects[call] === none || expects[call] === values[version - 1];
    return isEarly && isOfValue && isAsExpected;
  };
  const late: number[] = [];
  const takeLatest = (open: number[], version: number): number | undefined => {
    // What began too late for this version did so for those of its value before it.
    while (open.length > 0 && (begins[open.at(-1) as number] as number) >= (deadlines[version] as number)) {
      late.push(open.pop() as number);
    }
    const place = open.findLastIndex((call) => fits(call, version));
    return place < 0 ? undefined : open.splice(place, 1)[0];
  };
  const byValue = new Map<number, number[]>();
  let hasOpenCas = false;
  for (let call = 0; call < versions.length; call++) {
    if ((ends[call] as number) <= end || leaves[call] === none) continue;
    const version = versions[call] as number;
    if (version === none) {
      hasOpenCas ||= expects[call] !== none;
      const alike = byValue.get(leaves[call] as number);
      if (alike) alike.push(call);
      else byValue.set(leaves[call] as number, [call]);
    } else if (version > 0 && version <= last && writers[version] === none) {
      if (fits(call, version)) {
        writers[version] = call;
        values[version] = leaves[call] as number;
      } else {
        hasOpenCas ||= expects[call] !== none;
      }
    }
  }
  const failure = hasOpenCas ? 'open' : 'refuted';
  const wild: number[] = [];
  for (const version of missing.reverse()) {
    if (writers[version] !== none) continue;
    if (values[version] === none) {
      wild.push(version);
      continue;
    }
    const call = takeLatest(byValue.get(values[version] as number) ?? [], version);
    if (call === undefined) return failure;
    writers[version] = call;
  }
  const left = [...byValue.values(), late].flat().sort((a, b) => a - b);
  for (const version of wild) {
    const call = takeLatest(left, version);
    if (call === undefined) return failure;
    writers[version] = call;
    values[version] = leaves[call] as number;
  }
  return undefined;
}

/** By version, when the first ends of all that stands behind its writer. */
function deadlinesOf({ last, writers, readers }: Line, { ends }: VersionedCalls): Int32Array {
  const deadlines = new Int32Array(last + 1);
  let earliest = never;
  for (let version = last; version >= 0; version--) {
    for (const reader of readers[version] ?? []) earliest = Math.min(earliest, ends[reader] as number);
    deadlines[version] = earliest;
    const writer = writers[version] as number;
    if (writer !== none) earliest = Math.min(earliest, ends[writer] as number);
  }
  return deadlines;
}
