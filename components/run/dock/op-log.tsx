'use client';
/**
 * The log of a run: when, who, what, and what came of it. It follows the run until a person scrolls away from its end. A
 * line leads to its operation or its moment on the timeline, and a selected operation to its line.
 */
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { formatTime } from '@/lib/base/words';
import { logLineOf, type RunState } from '@/lib/protocol/run-state';
import { type LogOutcome, type LogRow, logRow, rowText } from '@/lib/report/log-row';
import { Button, buttonClass } from '../../ui/button';
import { useRows } from '../../ui/use-rows';
import { wallTime } from '../../ui/wall-clock';
import { LogFilter } from './log-filter';
import { useMatchingLines } from './use-matching-lines';

interface OpLogProps {
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly selected: number | undefined;
  /** How often the line of the selected operation was asked for. */
  readonly requests: number;
  readonly violation: number | undefined;
  readonly letters: string;
  readonly onLetters: (letters: string) => void;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
  /** Nanoseconds since the start. */
  readonly onMoment: (time: number) => void;
  /** Of the whole log as a file, where a server has it. */
  readonly address: string | undefined;
}

const linePx = 20;
/** The log grows to this many lines, then it scrolls. */
const shownLines = 18;
/** Of a line that is brought into view. */
const linesAround = 8;
/** This near to the end counts as at the end. */
const endPx = 2 * linePx;

export const OpLog = memo(function OpLog(props: OpLogProps) {
  const { state, nodes, selected, requests, violation, letters, onLetters, onSelect, onMoment, address } = props;
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const lastTop = useRef(0);
  // What was pressed in the log itself is in view already.
  const pressed = useRef<number>(undefined);
  // A run that is over has no news at its end: its log opens at what went wrong, or at its beginning.
  const [isFollowing, setFollowing] = useState(state.outcome === undefined);
  const textOf = useCallback(
    (line: number) => {
      const row = logRow(state, nodes, line);
      return row && rowText(row);
    },
    [state, nodes],
  );
  const matching = useMatchingLines(state.log.length, letters, textOf);
  const count = matching ? matching.lines.length : state.log.length;
  const rows = useRows(scroller, count, linePx, isFollowing);
  const lineOfRow = (row: number) => (matching ? matching.lines.at(row) : row);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what has come makes the list longer
  useLayoutEffect(() => {
    if (isFollowing && scroller) scroller.scrollTop = scroller.scrollHeight;
  }, [isFollowing, count, scroller]);

  // An operation selected elsewhere is brought into view, also when the log opens after that.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection may move the log
  useEffect(() => {
    const isPressed = selected === pressed.current;
    pressed.current = undefined;
    const wanted = selected ?? (isFollowing ? undefined : violation);
    if (!scroller || wanted === undefined || isPressed) return;
    const line = logLineOf(state, wanted);
    const row = line === undefined ? -1 : matching ? rowOf(matching.lines, line) : line;
    if (row < 0) return;
    setFollowing(false);
    // With some lines before and behind it, so that it stands in the middle.
    rows.scrollTo(Math.max(0, row - linesAround));
    rows.scrollTo(Math.min(count - 1, row + linesAround));
    // Only now is the page as long as the log makes it.
    if (requests > 0) scroller.scrollIntoView({ block: 'nearest' });
  }, [selected, scroller, requests]);

  const press = (row: LogRow) => {
    pressed.current = row.operation;
    if (row.operation !== undefined) onSelect(row.operation, true);
    else if (row.nanos !== undefined) onMoment(Math.max(0, row.nanos));
  };
  const onScroll = () => {
    if (!scroller) return;
    // New lines move the end away without a scroll; only a person scrolls up.
    const isUp = scroller.scrollTop < lastTop.current - 1;
    lastTop.current = scroller.scrollTop;
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < endPx;
    if (isUp !== isAtEnd) setFollowing(isAtEnd);
  };

  if (state.log.length === 0) return <p className="text-14 text-muted">Nothing has been logged.</p>;
  const total = state.log.length.toLocaleString('en-GB');
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <LogFilter
          label="Lines with"
          letters={letters}
          onLetters={onLetters}
          words={
            matching
              ? `${count.toLocaleString('en-GB')} of ${total} lines${matching.isWhole ? '' : ' so far'}`
              : `${total} lines`
          }
        />
        {address !== undefined && (
          <a className={buttonClass('plain')} href={address} download>
            Download log.txt
          </a>
        )}
      </div>
      <div className="relative">
        <section
          ref={setScroller}
          aria-label="Operation log"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          onScroll={onScroll}
          style={{ height: Math.min(Math.max(1, count), shownLines) * linePx + endPx }}
          className="overflow-auto rounded-6 border border-line bg-raised py-1 font-mono text-12"
        >
          <div className="relative min-w-max" style={{ height: rows.heightPx }}>
            {rows.shown.map((shown, place) => {
              const row = logRow(state, nodes, lineOfRow(shown));
              if (!row) return null;
              return (
                <div
                  // Lines that come and go with each frame keep their elements.
                  key={shown % rows.shown.length}
                  className="absolute inset-x-0 top-0"
                  style={{ height: linePx, transform: `translateY(${rows.topPx + place * linePx}px)` }}
                >
                  <Line
                    row={row}
                    startedAt={state.startedAt}
                    isSelected={row.operation !== undefined && row.operation === selected}
                    isViolation={row.operation !== undefined && row.operation === violation}
                    onPress={press}
                  />
                </div>
              );
            })}
          </div>
        </section>
        {!isFollowing && (
          <div className="absolute right-4 bottom-3">
            <Button onClick={() => setFollowing(true)}>To the end</Button>
          </div>
        )}
      </div>
    </div>
  );
});

/** The row of a line among those that match; -1 where it does not. */
function rowOf(lines: { readonly length: number; at(place: number): number }, line: number): number {
  for (let row = 0; row < lines.length; row++) if (lines.at(row) === line) return row;
  return -1;
}

interface LineProps {
  readonly row: LogRow;
  readonly startedAt: number | undefined;
  readonly isSelected: boolean;
  readonly isViolation: boolean;
  readonly onPress: (row: LogRow) => void;
}

/** Each outcome has a word besides its colour. */
const inks: Readonly<Record<LogOutcome, string>> = {
  invoked: 'text-muted',
  ok: 'text-ink',
  fail: 'text-invalid',
  info: 'text-unknown',
  nemesis: 'text-accent',
  log: 'text-muted',
  warn: 'text-unknown',
  error: 'text-invalid',
};

function Line({ row, startedAt, isSelected, isViolation, onPress }: LineProps) {
  const { nanos, who, words, outcome } = row;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-pressed={isSelected}
      title={nanos === undefined ? undefined : wallTime(startedAt, nanos)}
      className={`grid h-5 w-full grid-cols-[6rem_4.5rem_9rem_max-content] gap-x-3 whitespace-pre px-3 text-left leading-5 hover:bg-surface aria-pressed:bg-accent/15 ${isViolation ? 'font-semibold' : ''} ${inks[isViolation ? 'error' : outcome]}`}
      onClick={() => onPress(row)}
    >
      <span className="text-right text-muted">{nanos === undefined ? '' : formatTime(nanos, 1e9)}</span>
      <span>{outcome}</span>
      <span className="overflow-hidden text-ellipsis">{who}</span>
      <span>{words}</span>
    </button>
  );
}
