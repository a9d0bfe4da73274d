/**
 * A run in numbers, for a table of many runs. Counted once, where the run is judged, and kept in its summary, so that no
 * table reads a history.
 *
 *     latency        of the operations that succeeded, to completion from when each was due; nearest rank
 *     arrivals       of an open load; those that found every client waiting passed
 *     under faults   as `nemesis/served.ts` counts it; while several faults are in effect an operation counts once
 */
import * as z from 'zod/mini';
import { quantile } from '../base/quantile';
import { fieldsOf } from '../history/fields';
import type { OpSequence } from '../history/op';
import { type OperationTable, wellKnownOperations } from '../history/operation-table';
import { completionsOf, neverCompleted } from '../history/pairing';
import { effectSpan, type Served, servedDuring, unitedSpans } from '../nemesis/served';
import { faultWindows } from '../nemesis/windows';
import { arrivalsIn } from '../plan/load';
import type { Plan } from '../plan/plan';

const latencySchema = z.readonly(z.object({ p50: z.number(), p95: z.number(), p99: z.number() }));
export type Latency = z.output<typeof latencySchema>;

const servedSchema = z.readonly(
  z.object({
    /** Begun while a fault was in effect. */
    invoked: z.int(),
    served: z.int(),
    /** Absent in runs of older versions, which counted a refused cas as served, and an answer after the fault too. */
    refused: z.exactOptional(z.int()),
  }),
);
export type ServedMeasure = z.output<typeof servedSchema>;

const underFaultsSchema = z.readonly(
  z.object({
    reads: servedSchema,
    /** Everything that may change something. */
    updates: servedSchema,
  }),
);
export type UnderFaults = z.output<typeof underFaultsSchema>;

const arrivalsSchema = z.readonly(z.object({ scheduled: z.int(), passed: z.int() }));

export const runMeasuresSchema = z.readonly(
  z.object({
    /** Client operations by how they ended; `info` are those that may have happened, and those that never completed. */
    ok: z.int(),
    fail: z.int(),
    info: z.int(),
    /** Nanoseconds; absent where nothing succeeded. */
    latency: z.exactOptional(latencySchema),
    /** Absent where the load was closed. */
    arrivals: z.exactOptional(arrivalsSchema),
    /** Absent where no fault was ever fully in effect. */
    underFaults: z.exactOptional(underFaultsSchema),
  }),
);
export type RunMeasures = z.output<typeof runMeasuresSchema>;

/** Nothing of a history that breaks the laws of `op.ts`; the judgement says which. */
export function measuresOf(
  history: OpSequence,
  operations: OperationTable = wellKnownOperations,
  plan?: Pick<Plan, 'load' | 'seed'>,
): RunMeasures | undefined {
  const completions = completionsOf(history);
  if (!completions.ok) return undefined;
  const count = { ok: 0, fail: 0, info: 0 };
  const latencies = new Float64Array(history.length >> 1);
  const fields = fieldsOf(history);
  for (const [place, completion] of completions.value.entries()) {
    if (completion < neverCompleted) continue;
    const ending = completion === neverCompleted ? 'info' : fields.typeAt(completion);
    if (ending === 'invoke') continue;
    if (ending === 'ok') latencies[count.ok] = fields.timeAt(completion) - fields.dueTimeAt(place);
    count[ending]++;
  }
  const arrivals = plan && arrivalsIn(plan, history);
  return {
    ...count,
    ...(arrivals ? { arrivals } : {}),
    ...(count.ok > 0 ? { latency: latencyOf(latencies.subarray(0, count.ok).sort()) } : {}),
    ...underFaults(history, operations),
  };
}

function underFaults(history: OpSequence, operations: OperationTable): Pick<RunMeasures, 'underFaults'> {
  const spans = unitedSpans(faultWindows(history).flatMap((window) => effectSpan(window) ?? []));
  if (spans.length === 0) return {};
  const during = servedDuring(history, spans, operations);
  return {
    underFaults: {
      reads: summed(during.map(({ reads }) => reads)),
      updates: summed(during.map(({ updates }) => updates)),
    },
  };
}

function summed(counts: readonly Served[]): ServedMeasure {
  const sum = (of: (count: Served) => number) => counts.reduce((total, count) => total + of(count), 0);
  return {
    invoked: sum(({ begun }) => begun),
    served: sum(({ served }) => served),
    refused: sum(({ refused }) => refused),
  };
}

function latencyOf(sorted: Float64Array): Latency {
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) };
}
