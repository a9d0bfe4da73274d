'use client';
/**
 * The order of one world as a list: what happened, and the state it left. The last line is the refusal. Tab stops once,
 * at the current step, because a world has as many steps as the history has operations; the arrows lead from there.
 */
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { counted, formatTime } from '@/lib/base/words';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import { longLabel } from '@/lib/timeline/tracks/label';
import { clientOf } from '@/lib/timeline/tracks/scene';
import { stepAt, type WorldPath } from '@/lib/timeline/worlds/world-path';

interface WorldStepsProps {
  readonly path: WorldPath;
  readonly state: RunState;
  readonly at: number;
  readonly onStep: (step: number) => void;
}

/** A world of a long run has thousands of steps; these many around the current one are shown, and it is said. */
const shownAround = 100;

export function WorldSteps({ path, state, at, onStep }: WorldStepsProps) {
  const list = useRef<HTMLOListElement>(null);
  // Not asked of the document: a far step replaces the rows, and the focus is gone before the effect runs.
  const hasFocus = useRef(false);
  const from = Math.max(0, at - shownAround);
  const to = Math.min(path.length, at + shownAround + 1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a step is what moves the list
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (!row || !list.current) return;
    // Not scrollIntoView, which would also move the page.
    list.current.scrollTop = row.offsetTop - list.current.clientHeight / 2;
    if (hasFocus.current) row.focus({ preventScroll: true });
  }, [at, path]);

  const onKeyDown = (event: KeyboardEvent) => {
    const target = { ArrowUp: at - 1, ArrowDown: at + 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    onStep(target);
  };

  return (
    <div className="rounded-6 border border-line bg-raised">
      <ol
        ref={list}
        className="relative max-h-72 overflow-y-auto font-mono text-13 print:max-h-none print:overflow-visible"
        aria-label="World"
        onKeyDown={onKeyDown}
        onFocus={() => {
          hasFocus.current = true;
        }}
        onBlur={() => {
          hasFocus.current = false;
        }}
      >
        {from > 0 && <li className="px-3 py-1 font-sans text-muted">{counted(from, 'step')} before these</li>}
        {Array.from({ length: Math.max(0, to - from) }, (_, place) => from + place).map((place) => (
          <StepRow key={place} path={path} state={state} place={place} isCurrent={place === at} onStep={onStep} />
        ))}
        {to < path.length && (
          <li className="px-3 py-1 font-sans text-muted">{counted(path.length - to, 'step')} after these</li>
        )}
      </ol>
    </div>
  );
}

interface StepRowProps {
  readonly path: WorldPath;
  readonly state: RunState;
  readonly place: number;
  readonly isCurrent: boolean;
  readonly onStep: (step: number) => void;
}

function StepRow({ path, state, place, isCurrent, onStep }: StepRowProps) {
  const step = stepAt(path, place);
  const operation = step && operationAt(state, step.operation);
  if (!step || !operation) return null;
  const { invocation } = operation;
  return (
    <li className="border-line border-t first:border-t-0">
      <button
        type="button"
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isCurrent ? 'step' : undefined}
        onClick={() => onStep(place)}
        className="grid w-full grid-cols-[1.75rem_1.25rem_5.5rem_1fr] items-baseline gap-x-2 px-3 py-1 text-left hover:bg-surface aria-[current=step]:bg-accent/15 aria-[current=step]:shadow-[inset_2px_0_0_var(--color-accent)] sm:gap-x-3 sm:grid-cols-[2.5rem_3.5rem_5rem_minmax(6rem,9rem)_1fr]"
      >
        <span className="text-right text-muted">{place + 1}</span>
        <span>
          <span className="sr-only">client </span>
          {clientOf(invocation.process, state.lanes.length)}
        </span>
        <span className="text-muted max-sm:hidden">{formatTime(invocation.time, 1e9)}</span>
        <span>{longLabel(state.operationTable, operation)}</span>
        {step.refusal === undefined ? (
          <span>
            <span className="text-muted">then </span>
            {step.state}
          </span>
        ) : (
          <span className="font-semibold text-invalid">✗ {step.refusal}</span>
        )}
      </button>
    </li>
  );
}
