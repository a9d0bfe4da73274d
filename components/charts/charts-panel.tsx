'use client';
/** How many operations completed a second, and how long they took. */
import { memo, useCallback, useDeferredValue, useMemo } from 'react';
import type { RunState } from '@/lib/protocol/run-state';
import { type ChartFrame, drawLatencies, drawRates, latencies } from '@/lib/timeline/charts';
import { formatDuration } from '@/lib/timeline/ticks';
import type { TimeSpan } from '@/lib/timeline/viewport';
import { OutcomeMark } from '../timeline/outcome-mark';
import { Chart } from './chart';

interface ChartsPanelProps {
  readonly state: RunState;
  readonly span: TimeSpan;
}

const rateHeightPx = 140;
const latencyHeightPx = 200;

export const ChartsPanel = memo(function ChartsPanel(props: ChartsPanelProps) {
  // A live run may renew its state each frame; the charts follow when there is time.
  const state = useDeferredValue(props.state);
  const { counts } = state;
  const summaries = useMemo(() => latencies(state.operations), [state]);
  const input = useCallback(
    (frame: ChartFrame) => ({ frame, operations: state.operations, faults: state.faults, lastNanos: state.lastNanos }),
    [state],
  );
  const drawRate = useCallback((frame: ChartFrame) => drawRates(input(frame)), [input]);
  const drawLatency = useCallback((frame: ChartFrame) => drawLatencies(input(frame)), [input]);
  const latencyWords = summaries
    .map(
      ({ outcome, median, p95 }) =>
        `${outcome}: half within ${formatDuration(median)}, 95 % within ${formatDuration(p95)}`,
    )
    .join('; ');
  return (
    <div className="flex flex-col gap-6">
      <Chart
        title="Completions a second"
        label={`Completions a second: ${counts.ok} ok, ${counts.fail} fail and ${counts.info} info in all`}
        span={props.span}
        height={rateHeightPx}
        draw={drawRate}
      >
        <p className="flex flex-wrap gap-x-4 text-13 text-muted">
          {(['ok', 'fail', 'info'] as const).map((outcome) => (
            <span key={outcome} className="flex items-center gap-1.5">
              <OutcomeMark outcome={outcome} />
              {counts[outcome].toLocaleString('en-GB')} {outcome}
            </span>
          ))}
        </p>
      </Chart>
      <Chart
        title="Latency"
        label={`Latency of each operation, on a logarithmic scale. ${latencyWords}`}
        span={props.span}
        height={latencyHeightPx}
        draw={drawLatency}
      >
        <p className="flex flex-wrap gap-x-4 text-13 text-muted">
          {summaries.map(({ outcome, median, p95 }) => (
            <span key={outcome} className="flex items-center gap-1.5">
              <OutcomeMark outcome={outcome} />
              {outcome} p50 <b className="font-medium text-ink">{formatDuration(median)}</b> p95{' '}
              <b className="font-medium text-ink">{formatDuration(p95)}</b>
            </span>
          ))}
        </p>
      </Chart>
    </div>
  );
});
