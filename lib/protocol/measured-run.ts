/** Counts what `run-measures.ts` keeps of a run. */
import { quantile } from '../base/quantile';
import { fieldsOf } from '../history/fields';
import type { OpSequence } from '../history/op';
import { type OperationTable, wellKnownOperations } from '../history/operation-table';
import { completionsOf, neverCompleted } from '../history/pairing';
import { effectSpan, type Served, servedDuring, unitedSpans } from '../nemesis/served';
import { faultWindows } from '../nemesis/windows';
import { arrivalsIn } from '../plan/load';
import type { Plan } from '../plan/plan';
import type { Latency, RunMeasures, ServedMeasure } from './run-measures';

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
