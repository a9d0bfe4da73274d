'use client';
/**
 * Why there is no order: the violating operation, and the worlds that all contradict it. A person steps through a
 * world with the buttons or the arrow keys; the operation of the step is selected everywhere on the page, and the
 * timeline draws the order as a thread.
 */
import { type KeyboardEvent, memo, useMemo } from 'react';
import { counted, formatTime } from '@/lib/base/words';
import type { Counterexample, InvalidVerdict } from '@/lib/checker/linearizable/verdict';
import type { RunSummary } from '@/lib/protocol/run';
import { operationAt, operationsBefore, type RunState } from '@/lib/protocol/run-state';
import { stoppedExplanation } from '@/lib/report/minimal-text';
import { longLabel } from '@/lib/timeline/tracks/label';
import { clientOf } from '@/lib/timeline/tracks/scene';
import { FinalStates } from './final-states';
import { PendingOperations } from './pending-operations';
import { SmallestContradiction } from './smallest-contradiction';
import { Stepper } from './stepper';
import type { WorldWalk } from './use-world-walk';
import { WorldChoice } from './world-choice';
import { WorldSteps } from './world-steps';

interface WorldsPanelProps {
  readonly run: RunSummary;
  readonly nodes: readonly string[];
  readonly state: RunState;
  readonly verdict: InvalidVerdict;
  readonly walk: WorldWalk | undefined;
  readonly selected: number | undefined;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

export const WorldsPanel = memo(function WorldsPanel(props: WorldsPanelProps) {
  const { run, nodes, state, verdict, walk, selected, onSelect } = props;
  const { counterexample } = verdict;
  const { operation, completion } = counterexample;
  const before = useMemo(
    () => operationsBefore(state, operation, completion, verdict.key),
    [state, operation, completion, verdict.key],
  );
  const contradiction = <SmallestContradiction {...{ run, nodes, state, verdict, selected, onSelect }} />;
  const current = walk && counterexample.worlds.shown[walk.world];
  if (!walk || !current) {
    return (
      <div className="flex max-w-prose flex-col gap-4">
        <p className="text-14 text-muted">{noWorldWords(run, counterexample)}</p>
        {contradiction}
      </div>
    );
  }
  const { path, at, goTo } = walk;
  const onKeyDown = (event: KeyboardEvent) => {
    const target = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: path.length - 1 }[event.key];
    if (target === undefined || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    goTo(target);
  };
  const refused = operationAt(state, counterexample.operation);
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(18rem,30rem)_1fr]">
      <div className="flex min-w-0 flex-col gap-4">
        {refused && (
          <p className="text-14">
            Client {clientOf(refused.invocation.process, state.lanes.length)} completed{' '}
            <code className="font-semibold text-invalid">{longLabel(state.operationTable, refused)}</code> at{' '}
            {formatTime(refused.completion?.time ?? refused.invocation.time, 1e9)}. The {counted(before, 'operation')}
            {verdict.key === undefined ? '' : ' of its key'} begun until then {before === 1 ? 'has' : 'have'} orders
            that explain {before === 1 ? 'it' : 'them'}; none of these orders can go on with this operation.
          </p>
        )}
        {contradiction}
        <FinalStates counterexample={counterexample} model={walk.model} />
        <PendingOperations state={state} pending={current.pending} onSelect={onSelect} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys also work from the buttons and rows inside */}
      <div className="flex min-w-0 flex-col gap-2" onKeyDown={onKeyDown}>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <WorldChoice counterexample={counterexample} walk={walk} />
          <Stepper at={at} count={path.length} onStep={goTo} />
        </div>
        <WorldSteps path={path} state={state} at={at} onStep={goTo} />
      </div>
    </div>
  );
});

function noWorldWords(run: RunSummary, { stopped }: Counterexample): string {
  if (stopped) return stoppedExplanation(stopped);
  return run.phase === 'done' ? 'No world is kept of this history.' : 'Its worlds are being worked out.';
}
