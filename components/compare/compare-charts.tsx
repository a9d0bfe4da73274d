'use client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
/** Rate and latency of all runs on one axis, which begins at the start of each. Their histories are fetched one after another. */
import { letterOf } from '@/lib/protocol/compare-address';
import { shareOfRun } from '@/lib/protocol/experiment';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import type { ChartFrame } from '@/lib/timeline/charts/chart-frame';
import {
  type ComparedLine,
  drawComparedLatencies,
  drawComparedRates,
  lineStyles,
} from '@/lib/timeline/charts/compared-lines';
import { completionsOf } from '@/lib/timeline/charts/completions';
import { Chart } from '../charts/chart';
import { RunFeed } from '../run/feed/run-feed';
import type { ServedSource } from '../run/feed/run-source';

const heightPx = 180;

interface CompareChartsProps {
  readonly runs: readonly RunSummary[];
  /** Of the link through which they are seen; their histories are below it. */
  readonly share?: string | undefined;
}

export function CompareCharts({ runs, share }: CompareChartsProps) {
  const { lines: shown, waiting, failed } = useLines(runs, share);
  const end = Math.max(1e9, ...shown.map(({ endNanos }) => endNanos));
  const span = useMemo(() => ({ start: 0, end }), [end]);
  const drawRate = useCallback((frame: ChartFrame) => drawComparedRates(frame, shown), [shown]);
  const drawLatency = useCallback((frame: ChartFrame) => drawComparedLatencies(frame, shown), [shown]);
  return (
    <section aria-labelledby="curves" className="space-y-4">
      <h2 id="curves" className="font-semibold text-16">
        Rate and latency
      </h2>
      <ul aria-label="Lines" className="flex flex-wrap gap-x-6 gap-y-1 text-13">
        {runs.map((run, place) => (
          <li key={run.id} className="flex items-center gap-2">
            <LineMark place={place} />
            <span className="font-mono">{letterOf(place)}</span> {nameOf(run)}
          </li>
        ))}
      </ul>
      {waiting > 0 && (
        <p role="status" className="text-13 text-muted">
          {waiting === 1 ? 'The history of one run is' : `The histories of ${waiting} runs are`} being fetched.
        </p>
      )}
      {failed.length > 0 && (
        <p role="status" className="border-unknown border-l-2 pl-3 text-13 text-unknown">
          Without a line, for the history could not be fetched: {failed.join(', ')}. Load the page again to try it once
          more.
        </p>
      )}
      <Chart
        title="Succeeded a second"
        label={`How many operations succeeded each second: ${words(runs, shown)}`}
        span={span}
        height={heightPx}
        draw={drawRate}
      />
      <Chart
        title="Latency, p99"
        label="The time within which 99 % of the operations that succeeded had, on a logarithmic scale; the table above has its value for each run"
        span={span}
        height={heightPx}
        draw={drawLatency}
      />
    </section>
  );
}

function words(runs: readonly RunSummary[], lines: readonly ComparedLine[]): string {
  return lines
    .map(({ place, letter, completed }) => {
      const run = runs[place];
      return `${letter}, ${run ? nameOf(run) : ''}: ${completed.ends.length.toLocaleString('en-GB')} in all`;
    })
    .join('; ');
}

function LineMark({ place }: { readonly place: number }) {
  const { ink = 'ink', dash = [] } = lineStyles[place] ?? {};
  return (
    <svg viewBox="0 0 24 8" className="h-2 w-6" aria-hidden="true">
      <path d="M0 4h24" stroke={`var(--color-${ink})`} strokeWidth="2" strokeDasharray={dash.join(' ')} />
    </svg>
  );
}

interface Lines {
  readonly lines: readonly ComparedLine[];
  /** Histories that are to come. */
  readonly waiting: number;
  /** Letters of runs whose history does not come. */
  readonly failed: readonly string[];
}

type Fetched = Pick<ComparedLine, 'completed' | 'endNanos'> | 'failed';

/** Each history is fetched once, whatever comes to it or changes its place. */
function useLines(runs: readonly RunSummary[], share: string | undefined): Lines {
  const [known, setKnown] = useState<ReadonlyMap<string, Fetched>>(new Map());
  const fetched = useRef(new Set<string>());
  const key = runs.map(({ id }) => id).join(',');
  useEffect(() => {
    let feed: RunFeed | undefined;
    let isLeft = false;
    const fetchOne = (id: string) =>
      new Promise<void>((resolve) => {
        const source: ServedSource =
          share === undefined ? { kind: 'run', id } : { kind: 'share', token: shareOfRun(share, id) };
        feed = new RunFeed(source, (view) => {
          if (view.kind === 'loading') return;
          const isWhole = view.kind !== 'ready' || view.state.entryCount >= view.run.entries;
          if (!isWhole) return;
          const line: Fetched =
            view.kind === 'ready'
              ? { completed: completionsOf(view.state).ok, endNanos: view.state.lastNanos }
              : 'failed';
          fetched.current.add(id);
          setKnown((before) => new Map(before).set(id, line));
          resolve();
        });
        void feed.open();
      });
    const fetchAll = async () => {
      for (const id of key.split(',')) {
        if (isLeft) return;
        if (fetched.current.has(id)) continue;
        await fetchOne(id);
        feed?.close();
      }
    };
    void fetchAll();
    return () => {
      isLeft = true;
      feed?.close();
    };
  }, [key, share]);
  return useMemo(() => {
    const each = runs.map(({ id }, place) => ({ place, letter: letterOf(place), line: known.get(id) }));
    return {
      lines: each.flatMap(({ line, ...its }) => (line && line !== 'failed' ? [{ ...its, ...line }] : [])),
      waiting: each.filter(({ line }) => line === undefined).length,
      failed: each.filter(({ line }) => line === 'failed').map(({ letter }) => letter),
    };
  }, [runs, known]);
}
