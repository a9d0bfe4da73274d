'use client';
/** The log of one node, a line a row: by its time it leads to the timeline, and the timeline's moment to its line. */
import { useEffect, useMemo, useState } from 'react';
import { printableText } from '@/lib/base/plain-text';
import { formatTime } from '@/lib/base/words';
import { lineAt, logLineLevel, timedLines } from '@/lib/report/node-log-line';
import { useRows } from '../../ui/use-rows';
import { LogFilter } from './log-filter';
import { useMatchingLines } from './use-matching-lines';

interface NodeLogLinesProps {
  readonly text: string;
  /** Wall clock of time zero of the test. */
  readonly startedAt: number | undefined;
  /** Nanoseconds since the start: what the page points at. */
  readonly moment: number | undefined;
  readonly onMoment: (time: number) => void;
}

const linePx = 20;
const shownLines = 20;
const inks = { error: 'text-invalid', warn: 'text-unknown' } as const;

export function NodeLogLines({ text, startedAt, moment, onMoment }: NodeLogLinesProps) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [letters, setLetters] = useState('');
  const log = useMemo(() => timedLines(printableText(text.replaceAll('\r\n', '\n'))), [text]);
  const matching = useMatchingLines(log.lines.length, letters, (line) => log.lines[line]);
  const count = matching ? matching.lines.length : log.lines.length;
  const rows = useRows(scroller, count, linePx);
  const current = moment === undefined || startedAt === undefined ? undefined : lineAt(log, startedAt + moment / 1e6);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another moment moves the log
  useEffect(() => {
    if (current !== undefined && !matching) rows.scrollTo(current);
  }, [current, scroller]);

  const nanosOf = (line: number) => {
    const time = log.times[line] ?? Number.NaN;
    return startedAt === undefined || Number.isNaN(time) ? undefined : (time - startedAt) * 1e6;
  };
  const total = log.lines.length.toLocaleString('en-GB');
  return (
    <div className="flex flex-col gap-2">
      <LogFilter
        label="Lines with"
        letters={letters}
        onLetters={setLetters}
        words={matching ? `${count.toLocaleString('en-GB')} of ${total} lines` : `${total} lines`}
      />
      <section
        ref={setScroller}
        aria-label="Node log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        style={{ height: (Math.min(Math.max(1, count), shownLines) + 1) * linePx }}
        className="overflow-auto rounded-6 border border-line bg-raised py-1 font-mono text-12"
      >
        <div className="relative min-w-max" style={{ height: rows.heightPx }}>
          {rows.shown.map((row, place) => {
            const line = matching ? matching.lines.at(row) : row;
            const nanos = nanosOf(line);
            const words = log.lines[line] ?? '';
            const level = logLineLevel(words);
            return (
              <button
                key={row % rows.shown.length}
                type="button"
                tabIndex={-1}
                disabled={nanos === undefined}
                aria-current={line === current ? 'true' : undefined}
                className={`absolute inset-x-0 top-0 grid grid-cols-[6rem_3rem_max-content] gap-x-3 whitespace-pre px-3 text-left leading-5 hover:enabled:bg-surface aria-[current]:bg-accent/15 ${level ? inks[level] : 'text-ink'}`}
                style={{ height: linePx, transform: `translateY(${rows.topPx + place * linePx}px)` }}
                onClick={() => nanos !== undefined && onMoment(Math.max(0, nanos))}
              >
                <span className="text-right text-muted">{nanos === undefined ? '' : formatTime(nanos, 1e9)}</span>
                <span>{level ?? ''}</span>
                <span>{words}</span>
              </button>
            );
          })}
        </div>
      </section>
      <p className="text-13 text-muted">
        Times are those of the node’s own clock since the start of the test, UTC where a line names no zone. A line
        leads to its moment on the timeline.
      </p>
    </div>
  );
}
