'use client';
/** How many operations completed a second, how long they took, and what succeeded under each fault. */
import { memo, useCallback, useDeferredValue, useMemo } from 'react';
import { formatDuration } from '@/lib/base/words';
import type { RunState } from '@/lib/protocol/run-state';
import type { ChartFrame } from '@/lib/timeline/charts/chart-frame';
import { drawLatencies, drawRates, latencies } from '@/lib/timeline/charts/charts';
import { completionsOf, functionsOf, type Outcome, outcomes } from '@/lib/timeline/charts/completions';
import { faultSuccess } from '@/lib/timeline/charts/fault-success';
import type { TimeSpan } from '@/lib/timeline/view/viewport';
import { OutcomeMark } from '../timeline/outcome-mark';
import { Segmented } from '../ui/segmented';
import { Chart } from './chart';
import { FaultTable } from './fault-table';

interface ChartsPanelProps {
  readonly state: RunState;
  readonly nodes: readonly string[];
  /** What is to be known of the latencies of this run. */
  readonly latencyNote: string | undefined;
  readonly span: TimeSpan;
  readonly onSpan: (span: TimeSpan) => void;
  /** `read:fail`: whose curves are drawn; undefined for all operations that are ok. */
  readonly chart: string | undefined;
  readonly onChart: (chart: string | undefined) => void;
}

const rateHeightPx = 140;
const latencyHeightPx = 220;
const everything = 'all';

export const ChartsPanel = memo(function ChartsPanel(props: ChartsPanelProps) {
  // A live run may renew its state each frame; the charts follow when there is time.
  const state = useDeferredValue(props.state);
  const span = useDeferredValue(props.span);
  const functions = useMemo(() => functionsOf(state), [state]);
  const [chosen, lines] = chosenIn(props.chart, functions);
  const choose = (f: string, outcome: Outcome) =>
    props.onChart(f === everything && outcome === 'ok' ? undefined : `${f}:${outcome}`);
  const completions = useMemo(() => completionsOf(state, chosen === everything ? undefined : chosen), [state, chosen]);
  // The columns are the same object while the run grows: `state` is what tells that there is more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const summaries = useMemo(() => latencies(completions), [state, completions]);
  const success = useMemo(() => faultSuccess(state), [state]);
  const input = useCallback(
    (frame: ChartFrame) => ({ frame, completions, faults: state.faults, lastNanos: state.lastNanos }),
    [state, completions],
  );
  const counts = outcomes.map((outcome) => ({ outcome, count: completions[outcome].ends.length }));
  const drawRate = useCallback((frame: ChartFrame) => drawRates(input(frame)), [input]);
  const drawLatency = useCallback((frame: ChartFrame) => drawLatencies({ ...input(frame), of: lines }), [input, lines]);
  if (counts.every(({ count }) => count === 0) && chosen === everything) {
    const words = state.outcome
      ? 'No operation completed, so there is nothing to draw.'
      : 'No operation has completed yet.';
    return <p className="text-14 text-muted">{words}</p>;
  }
  const whose = chosen === everything ? 'all operations' : `each ${chosen}`;
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Segmented
          label="Operations"
          choices={[everything, ...functions]}
          value={chosen}
          onChoose={(f) => choose(f, lines)}
        />
        <Segmented
          label="Quantiles of"
          choices={outcomes}
          value={lines}
          onChoose={(outcome) => choose(chosen, outcome)}
        />
      </div>
      <Chart
        title="Completions a second"
        label={`Completions a second of ${whose}: ${counts.map(({ outcome, count }) => `${count.toLocaleString('en-GB')} ${outcome}`).join(', ')}`}
        span={span}
        height={rateHeightPx}
        draw={drawRate}
      >
        <p className="flex flex-wrap gap-x-4 text-13 text-muted">
          {counts.map(({ outcome, count }) => (
            <span key={outcome} className="flex items-center gap-1.5">
              <OutcomeMark outcome={outcome} />
              {count.toLocaleString('en-GB')} {outcome}
            </span>
          ))}
        </p>
      </Chart>
      <Chart
        title="Latency"
        label={`Latency of ${whose}, on a logarithmic scale, with the 50th, 95th and 99th percentile of those that ended ${lines}. ${summaryWords(summaries)}`}
        span={span}
        height={latencyHeightPx}
        draw={drawLatency}
      >
        <p className="flex flex-wrap gap-x-4 text-13 text-muted">
          {summaries.map(({ outcome, quantiles: [median = 0, p95 = 0, p99 = 0] }) => (
            <span key={outcome} className="flex items-center gap-1.5">
              <OutcomeMark outcome={outcome} />
              {outcome} p50 <Value nanos={median} /> p95 <Value nanos={p95} /> p99 <Value nanos={p99} />
            </span>
          ))}
        </p>
      </Chart>
      {props.latencyNote && <p className="text-13 text-muted">{props.latencyNote}</p>}
      <FaultTable success={success} nodes={props.nodes} onSpan={props.onSpan} />
    </div>
  );
});

/** What an address names and this run does not have is passed over. */
function chosenIn(chart: string | undefined, functions: readonly string[]): readonly [f: string, lines: Outcome] {
  const at = chart?.lastIndexOf(':') ?? -1;
  const [f, lines] = [chart?.slice(0, Math.max(0, at)), chart?.slice(at + 1)];
  return [functions.find((name) => name === f) ?? everything, outcomes.find((name) => name === lines) ?? 'ok'];
}

function Value({ nanos }: { readonly nanos: number }) {
  return <b className="font-medium text-ink">{formatDuration(nanos)}</b>;
}

function summaryWords(summaries: ReturnType<typeof latencies>): string {
  return summaries
    .map(({ outcome, quantiles: [median = 0, p95 = 0] }) => {
      return `${outcome}: half within ${formatDuration(median)}, 95 % within ${formatDuration(p95)}`;
    })
    .join('; ');
}
