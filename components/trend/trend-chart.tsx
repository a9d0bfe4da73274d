'use client';
/**
 * The runs from old to new, a column each, on one axis: the version, the verdict, what was served under faults, and how long
 * the slowest hundredth took. Each column leads to its run; the arrow keys go from one to the next.
 */
import { Fragment, type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import type { TrendRun } from '@/lib/protocol/trend';
import { latencyWords, percentWords } from '@/lib/report/experiment-words';
import { availabilityOf, versionSpans } from '@/lib/report/trend-words';
import { useWidth } from '../timeline/use-width';
import { outcomeInk, outcomeTitles, VerdictShape } from '../ui/verdict-mark';
import { wallMoment } from '../ui/wall-clock';

/** Columns are not narrower than a mark, and not so wide that few runs lie apart. */
const [narrowest, widest] = [12, 48];
/** More are in the table: no screen has room for them side by side. */
const maxColumns = 400;

/** From the top; the plots that have values follow each other, and the dates end them. */
const verdictY = 22;
const firstPlotY = 54;
const [plotHeight, plotGap] = [72, 20];
const dateHeight = 18;
const markSize = 12;
/** Between two dates. */
const dateRoom = 64;

/** A row of values, one a run. */
interface Plot {
  readonly title: string;
  /** What its ends say. */
  readonly top: string;
  readonly bottom: string;
  readonly y: number;
  readonly values: readonly (number | undefined)[];
  /** Where a value stands. */
  readonly at: (value: number) => number;
}

function plotsOf(runs: readonly TrendRun[]): readonly Plot[] {
  const served = runs.map(availabilityOf);
  const slowest = runs.map(({ latency }) => latency?.p99);
  const slowestOfAll = Math.max(0, ...slowest.flatMap((nanos) => nanos ?? []));
  const drafts = [
    { title: 'Served', top: '100 %', bottom: '0 %', values: served, most: 1 },
    { title: 'p99', top: latencyWords(slowestOfAll), bottom: '0', values: slowest, most: slowestOfAll },
  ];
  return drafts
    .filter(({ values }) => values.some((value) => value !== undefined))
    .map(({ most, ...plot }, place) => {
      const y = firstPlotY + place * (plotHeight + plotGap);
      return { ...plot, y, at: (value: number) => y + plotHeight * (1 - (most === 0 ? 0.5 : value / most)) };
    });
}

interface TrendChartProps {
  /** Newest first. */
  readonly runs: readonly TrendRun[];
  /** The run that a person came from. */
  readonly marked: string | undefined;
}

export function TrendChart({ runs, marked }: TrendChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const room = useWidth(frame);
  const shown = runs.slice(0, maxColumns).toReversed();
  const step = Math.min(widest, Math.max(narrowest, Math.floor(room / shown.length)));
  const width = step * shown.length;

  // The newest stand at the right; the run that a person came from is in view.
  const isDrawn = room > 0;
  const place = marked === undefined ? -1 : shown.findIndex(({ id }) => id === marked);
  const inView = place < 0 ? width : (place + 0.5) * step - room / 2;
  useLayoutEffect(() => {
    if (frame.current && isDrawn) frame.current.scrollLeft = inView;
  }, [inView, isDrawn]);

  const middle = (place: number) => (place + 0.5) * step;
  const plots = plotsOf(shown);
  const height = firstPlotY + plots.length * (plotHeight + plotGap) + dateHeight;

  return (
    <section aria-label="Runs over time" className="min-w-0">
      <h2 className="font-semibold text-16">Over time</h2>
      {plots.length > 0 && (
        <p className="mb-2 text-13 text-muted">
          Served: the share of operations begun under faults that were served. p99: what the slowest hundredth took.
        </p>
      )}
      <div className="grid grid-cols-[5.5rem_minmax(0,1fr)]">
        <div className="relative text-12 text-muted" style={{ height }} aria-hidden="true">
          <Label y={verdictY + 2}>Verdict</Label>
          {plots.map(({ title, top, bottom, y }) => (
            <Fragment key={title}>
              <Label y={y - 14}>{title}</Label>
              <Label y={y + 2}>{top}</Label>
              <Label y={y + plotHeight - 14}>{bottom}</Label>
            </Fragment>
          ))}
        </div>
        <div ref={frame} className="overflow-x-auto overflow-y-hidden">
          {isDrawn && (
            <svg width={width} height={height}>
              <title>From the oldest run to the newest</title>
              {plots.map(({ title, y, values, at }) => (
                <g key={title}>
                  <path d={`M0 ${y + 0.5}H${width}M0 ${y + plotHeight + 0.5}H${width}`} className="stroke-line" />
                  <Line values={values} x={middle} y={at} />
                </g>
              ))}
              <Versions runs={shown} step={step} height={height - dateHeight} />
              <Dates runs={shown} step={step} y={height - 4} />
              {shown.map((run, place) => (
                <Column
                  key={run.id ?? run.createdAt}
                  run={run}
                  x={place * step}
                  step={step}
                  isMarked={run.id !== undefined && run.id === marked}
                  isEntry={place === shown.length - 1}
                  height={height - dateHeight}
                  at={plots.flatMap(({ values, at }) => {
                    const value = values[place];
                    return value === undefined ? [] : [at(value)];
                  })}
                />
              ))}
            </svg>
          )}
        </div>
      </div>
    </section>
  );
}

function Label({ y, children }: { readonly y: number; readonly children: ReactNode }) {
  return (
    <span className="absolute left-0 max-w-22 leading-tight" style={{ top: y }}>
      {children}
    </span>
  );
}

interface AxisProps {
  readonly runs: readonly TrendRun[];
  readonly step: number;
}

/** As many as there is room for, from the newest back. */
function Dates({ runs, step, y }: AxisProps & { readonly y: number }) {
  const every = Math.ceil(dateRoom / step);
  return runs.map(({ id, createdAt }, place) =>
    (runs.length - 1 - place) % every === 0 ? (
      <text
        key={id ?? createdAt}
        x={(place + 0.5) * step}
        y={y}
        textAnchor={place === runs.length - 1 ? 'end' : place === 0 ? 'start' : 'middle'}
        className="fill-muted text-12"
      >
        {day.format(createdAt)}
      </text>
    ) : null,
  );
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** A line where the version changes, and its name where it fits. */
function Versions({ runs, step, height }: AxisProps & { readonly height: number }) {
  const letterPx = 7;
  return versionSpans(runs).map(({ version = 'no version', from, count }) => {
    const letters = Math.floor((count * step - 6) / letterPx);
    const text = version.length <= letters ? version : letters > 3 ? `${version.slice(0, letters - 1)}…` : '';
    return (
      <g key={from}>
        <title>{version}</title>
        <path d={`M${from * step + 0.5} 0V${height}`} className="stroke-line" />
        <text x={from * step + 5} y={12} className="fill-ink font-mono text-12">
          {text}
        </text>
      </g>
    );
  });
}

interface LineProps {
  readonly values: readonly (number | undefined)[];
  readonly x: (place: number) => number;
  readonly y: (value: number) => number;
}

/** Broken where a run has no value. */
function Line({ values, x, y }: LineProps) {
  const path = values
    .map((value, place) =>
      value === undefined ? '' : `${values[place - 1] === undefined ? 'M' : 'L'}${x(place)} ${y(value)}`,
    )
    .join('');
  return <path d={path} className="fill-none stroke-accent/60" strokeWidth="1.5" />;
}

interface ColumnProps {
  readonly run: TrendRun;
  readonly x: number;
  readonly step: number;
  readonly isMarked: boolean;
  /** Where Tab comes to. */
  readonly isEntry: boolean;
  readonly height: number;
  /** Where its points are. */
  readonly at: readonly number[];
}

function Column({ run, x, step, isMarked, isEntry, height, at }: ColumnProps) {
  const words = wordsOf(run);
  const content = (
    <>
      <title>{words}</title>
      <rect
        {...{ x, y: verdictY, width: step, height: height - verdictY }}
        className={`${isMarked ? 'fill-accent/16' : 'fill-transparent'} group-hover:fill-accent/12`}
      />
      <svg
        {...{ x: x + (step - markSize) / 2, y: verdictY + 4, width: markSize, height: markSize }}
        viewBox="0 0 16 16"
        className={outcomeInk[run.outcome]}
        aria-hidden="true"
      >
        <VerdictShape outcome={run.outcome} />
      </svg>
      {at.map((y) => (
        <circle key={y} cx={x + step / 2} cy={y} r="2.5" className="fill-accent" />
      ))}
    </>
  );
  if (run.id === undefined) return <g className="group">{content}</g>;
  return (
    <a href={`/runs/${run.id}`} aria-label={words} tabIndex={isEntry ? 0 : -1} onKeyDown={walk} className="group">
      {content}
    </a>
  );
}

function wordsOf(run: TrendRun): string {
  const { outcome, createdAt, version, headline, latency } = run;
  const served = availabilityOf(run);
  return [
    outcomeTitles[outcome],
    headline,
    wallMoment(createdAt),
    version,
    served === undefined ? undefined : `${percentWords(served)} served under faults`,
    latency && `p99 ${latencyWords(latency.p99)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** From one column to the next. */
function walk(event: KeyboardEvent<HTMLAnchorElement>): void {
  const columns = [...(event.currentTarget.closest('svg')?.querySelectorAll<HTMLAnchorElement>(':scope > a') ?? [])];
  const place = columns.indexOf(event.currentTarget);
  const targets: Readonly<Record<string, number>> = {
    ...{ ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: columns.length - 1 },
  };
  const target = columns[targets[event.key] ?? -1];
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
