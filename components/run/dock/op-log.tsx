'use client';
/** The log as the post prints it. It follows the run until a person scrolls away from its end. */
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Entry, isOp } from '@/lib/protocol/entry';
import { formatLogLine } from '@/lib/protocol/log-line';
import { invocationOf, logLineOf, type RunState } from '@/lib/protocol/run-state';
import { Button } from '../../ui/button';
import { useRows } from '../../ui/use-rows';

interface OpLogProps {
  readonly state: RunState;
  readonly selected: number | undefined;
  /** How often the line of the selected operation was asked for. */
  readonly requests: number;
  readonly violation: number | undefined;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

const linePx = 20;
/** The log grows to this many lines, then it scrolls. */
const shownLines = 18;
/** This near to the end counts as at the end. */
const endPx = 2 * linePx;

export const OpLog = memo(function OpLog({ state, selected, requests, violation, onSelect }: OpLogProps) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const lastTop = useRef(0);
  // What was pressed in the log itself is in view already.
  const pressed = useRef<number>(undefined);
  const [isFollowing, setFollowing] = useState(true);
  const count = state.log.length;
  const rows = useRows(scroller, count, linePx, isFollowing);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what has come makes the list longer
  useLayoutEffect(() => {
    if (isFollowing && scroller) scroller.scrollTop = scroller.scrollHeight;
  }, [isFollowing, count, scroller]);

  // An operation selected elsewhere is brought into view, also when the log opens after that.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection may move the log
  useEffect(() => {
    const isPressed = selected === pressed.current;
    pressed.current = undefined;
    if (!scroller || selected === undefined || isPressed) return;
    const line = logLineOf(state, selected);
    if (line === undefined) return;
    setFollowing(false);
    rows.scrollTo(line);
  }, [selected, scroller, requests]);

  const press = (chosen: number, isByKey: boolean) => {
    pressed.current = chosen;
    onSelect(chosen, isByKey);
  };
  const onScroll = () => {
    if (!scroller) return;
    // New lines move the end away without a scroll; only a person scrolls up.
    const isUp = scroller.scrollTop < lastTop.current - 1;
    lastTop.current = scroller.scrollTop;
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < endPx;
    if (isUp !== isAtEnd) setFollowing(isAtEnd);
  };

  if (count === 0) return <p className="text-14 text-muted">Nothing has been logged.</p>;
  return (
    <div className="relative">
      <section
        ref={setScroller}
        aria-label="Operation log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        style={{ height: Math.min(count, shownLines) * linePx + endPx }}
        className="overflow-auto rounded-6 border border-line bg-raised py-1 font-mono text-12"
      >
        <div className="relative min-w-max" style={{ height: rows.heightPx }}>
          {rows.shown.map((row, place) => {
            const entry = state.log.at(row);
            if (!entry) return null;
            const operation = isOp(entry) ? invocationOf(state, entry) : undefined;
            return (
              <div
                // Lines that come and go with each frame keep their elements.
                key={row % rows.shown.length}
                className="absolute inset-x-0 top-0"
                style={{ height: linePx, transform: `translateY(${rows.topPx + place * linePx}px)` }}
              >
                <Line
                  entry={entry}
                  operation={operation}
                  isSelected={operation !== undefined && operation === selected}
                  isViolation={operation !== undefined && operation === violation}
                  onSelect={press}
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
  );
});

interface LineProps {
  readonly entry: Entry;
  readonly operation: number | undefined;
  readonly isSelected: boolean;
  readonly isViolation: boolean;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

function Line({ entry, operation, isSelected, isViolation, onSelect }: LineProps) {
  const text = formatLogLine(entry) ?? '';
  const ink = isViolation ? 'text-invalid font-semibold' : inkOf(entry);
  const shape = `block h-5 w-full whitespace-pre px-3 text-left leading-5 [tab-size:10] ${ink}`;
  if (operation === undefined) return <span className={shape}>{text}</span>;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-pressed={isSelected}
      className={`${shape} hover:bg-surface aria-pressed:bg-accent/15`}
      onClick={() => onSelect(operation, true)}
    >
      {text}
    </button>
  );
}

function inkOf(entry: Entry): string {
  if (isOp(entry)) return entry.process === 'nemesis' ? 'text-unknown' : 'text-ink';
  if (entry.type === 'log' && entry.level === 'error') return 'text-invalid';
  if (entry.type === 'log' && entry.level === 'warn') return 'text-unknown';
  return 'text-muted';
}
