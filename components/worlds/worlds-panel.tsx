'use client';
/**
 * Why there is no order: the operation that cannot be, and the worlds that all contradict it. A person steps through a
 * world with the buttons or the arrow keys; the operation of the step is selected everywhere on the page.
 */
import { type KeyboardEvent, memo, useEffect, useMemo, useState } from 'react';
import type { InvalidVerdict } from '@/lib/checker/verdict';
import { findModel } from '@/lib/model/registry';
import type { Plan } from '@/lib/plan/plan';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import { longLabel } from '@/lib/timeline/label';
import { formatTime } from '@/lib/timeline/ticks';
import { workloadOf } from '@/lib/workload/registry';
import { FinalStates } from './final-states';
import { PendingOperations } from './pending-operations';
import { SmallestContradiction } from './smallest-contradiction';
import { Stepper } from './stepper';
import { worldPath } from './world-path';
import { WorldSteps } from './world-steps';

interface WorldsPanelProps {
  /** Its workload says in which state the model begins. */
  readonly plan: Plan;
  readonly state: RunState;
  readonly verdict: InvalidVerdict;
  readonly selected: number | undefined;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

export const WorldsPanel = memo(function WorldsPanel({ plan, state, verdict, selected, onSelect }: WorldsPanelProps) {
  const { failure } = verdict;
  const { shown, total, isExact } = failure.worlds;
  const [world, setWorld] = useState(0);
  const [step, setStep] = useState<number>();
  const model = useMemo(() => findModel(verdict.model, workloadOf(plan).initial), [verdict.model, plan]);
  const current = shown[world];
  const path = useMemo(
    () => (current && model ? worldPath(current, failure, model, (index) => operationAt(state, index)) : []),
    [current, failure, model, state],
  );
  const last = path.length - 1;
  const at = Math.min(step ?? last, last);

  // Selecting an operation elsewhere brings the panel to its step.
  useEffect(() => {
    if (selected === undefined) return;
    const found = path.findIndex((candidate) => candidate.index === selected);
    if (found >= 0) setStep(found);
  }, [selected, path]);

  const goTo = (target: number) => {
    const next = Math.min(Math.max(target, 0), last);
    setStep(next);
    const operation = path[next];
    if (operation) onSelect(operation.index, true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (target === undefined || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    goTo(target);
  };

  const contradiction = (
    <SmallestContradiction state={state} verdict={verdict} selected={selected} onSelect={onSelect} />
  );
  if (!model || !current) {
    return (
      <div className="flex max-w-prose flex-col gap-4">
        <p className="text-14 text-muted">No world is kept of this history.</p>
        {contradiction}
      </div>
    );
  }
  const refused = operationAt(state, failure.operation);
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(18rem,26rem)_1fr]">
      <div className="flex flex-col gap-4">
        {refused && (
          <p className="text-14">
            Process {refused.invocation.process} completed{' '}
            <code className="font-semibold text-invalid">{longLabel(refused)}</code> at{' '}
            {formatTime(refused.completion?.time ?? refused.invocation.time, 1e9)}. The{' '}
            {failure.prefixLength.toLocaleString('en-GB')} ops before it have orders that explain them; this one fits
            behind none.
          </p>
        )}
        {contradiction}
        <FinalStates failure={failure} model={model} />
        <PendingOperations state={state} pending={current.pending} onSelect={onSelect} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys also work from the buttons and rows inside */}
      <div className="flex min-w-0 flex-col gap-2" onKeyDown={onKeyDown}>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <label className="flex items-center gap-2 text-13">
            World
            <select
              className="h-8 rounded-6 border border-edge bg-raised px-2 text-13"
              value={world}
              onChange={(event) => {
                setWorld(Number(event.target.value));
                setStep(undefined);
              }}
            >
              {shown.map((candidate, place) => (
                <option key={candidate.order.join(' ')} value={place}>
                  {place + 1}
                </option>
              ))}
            </select>
            <span className="text-muted">
              of {shown.length} shown
              {total > shown.length &&
                `, ${isExact ? '' : 'at least '}${(total - shown.length).toLocaleString('en-GB')} more`}
            </span>
          </label>
          <Stepper at={at} count={path.length} onStep={goTo} />
        </div>
        <WorldSteps path={path} at={at} onStep={goTo} />
      </div>
    </div>
  );
});
