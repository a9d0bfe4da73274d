/**
 * A run in numbers, for a table of many runs. Counted once, where the run is judged, and kept in its summary, so that no
 * table reads a history.
 *
 *     latency        of the operations that succeeded, from invocation to completion; nearest rank
 *     under faults   of the operations invoked while a fault was fully in effect (from `madeAt` to `end` of its window), how many
 *                    the system served, whenever the answer came
 *
 * Served is what succeeded, and a cas that was refused because of the value it found: somebody looked.
 */
import * as z from 'zod';
import { isJsonArray, type Json } from '../base/json';
import { quantile } from '../base/quantile';
import { type History, isClientOp, type Op } from '../history/op';
import { isReadOnly, type OperationTable, wellKnownOperations } from '../history/operation-table';
import { completionsOf, neverCompleted } from '../history/pairing';
import { faultWindows } from '../nemesis/windows';

const latencySchema = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).readonly();
export type Latency = z.output<typeof latencySchema>;

const servedSchema = z.object({ invoked: z.int(), served: z.int() }).readonly();
export type Served = z.output<typeof servedSchema>;

const underFaultsSchema = z
  .object({
    reads: servedSchema,
    /** Everything that may change something. */
    updates: servedSchema,
  })
  .readonly();
export type UnderFaults = z.output<typeof underFaultsSchema>;

export const runMeasuresSchema = z
  .object({
    /** Client operations by how they ended; `info` are those that may have happened, and those that never completed. */
    ok: z.int(),
    fail: z.int(),
    info: z.int(),
    /** Nanoseconds; absent where nothing succeeded. */
    latency: latencySchema.exactOptional(),
    /** Absent where no fault was ever fully in effect. */
    underFaults: underFaultsSchema.exactOptional(),
  })
  .readonly();
export type RunMeasures = z.output<typeof runMeasuresSchema>;

/** The errors of a cas that found another value, or that another was quicker than; see the error tables of the systems. */
const comparisonFailed: readonly Json[] = ['compare-failed', 'bad-version'];
/** In the answers of etcd's v2 API, which are kept as they are. */
const etcdComparisonFailed = 101;

/** Nothing of a history that breaks the laws of `op.ts`; whoever judges it says which. */
export function measuresOf(
  history: History,
  operations: OperationTable = wellKnownOperations,
): RunMeasures | undefined {
  const completions = completionsOf(history);
  if (!completions.ok) return undefined;
  const count = { ok: 0, fail: 0, info: 0 };
  const latencies = new Float64Array(history.length >> 1);
  const faults = new FaultClock(history);
  const underFaults = { read: { invoked: 0, served: 0 }, update: { invoked: 0, served: 0 } };
  for (let place = 0; place < history.length; place++) {
    const op = history[place] as Op;
    if (!isClientOp(op) || op.type !== 'invoke') continue;
    const at = completions.value[place] as number;
    const completion = at === neverCompleted ? undefined : history[at];
    const ending = completion?.type ?? 'info';
    if (ending === 'invoke') continue;
    if (completion && ending === 'ok') latencies[count.ok] = completion.time - op.time;
    count[ending]++;
    if (!faults.isAnyInEffectAt(op.time)) continue;
    const kind = underFaults[isReadOnly(operations, op) ? 'read' : 'update'];
    kind.invoked++;
    if (ending === 'ok' || (ending === 'fail' && isRefusedComparison(completion?.error))) kind.served++;
  }
  return {
    ...count,
    ...(count.ok > 0 ? { latency: latencyOf(latencies.subarray(0, count.ok).sort()) } : {}),
    ...(faults.hasAny ? { underFaults: { reads: underFaults.read, updates: underFaults.update } } : {}),
  };
}

function isRefusedComparison(error: Json | undefined): boolean {
  if (typeof error !== 'object' || error === null || isJsonArray(error))
    return comparisonFailed.includes(error ?? null);
  return comparisonFailed.includes(error.error ?? null) || error.errorCode === etcdComparisonFailed;
}

function latencyOf(sorted: Float64Array): Latency {
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) };
}

interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Windows that touch or overlap become one. */
function united(windows: readonly TimeWindow[]): readonly TimeWindow[] {
  const all: TimeWindow[] = [];
  for (const window of windows.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last === undefined || window.from > last.to) all.push(window);
    else all[all.length - 1] = { from: last.from, to: Math.max(last.to, window.to) };
  }
  return all;
}

/** Tells for moments that never go back whether a fault was fully in effect then. */
class FaultClock {
  readonly #windows: readonly TimeWindow[];
  #place = 0;

  constructor(history: History) {
    const inEffect = faultWindows(history).flatMap(({ madeAt, end, healedAt }) =>
      madeAt === undefined ? [] : [{ from: madeAt, to: end ?? healedAt ?? Number.POSITIVE_INFINITY }],
    );
    this.#windows = united(inEffect);
  }

  get hasAny(): boolean {
    return this.#windows.length > 0;
  }

  isAnyInEffectAt(time: number): boolean {
    for (; ; this.#place++) {
      const window = this.#windows[this.#place];
      if (!window) return false;
      if (time <= window.to) return time >= window.from;
    }
  }
}
