'use client';
/** A run that is known: verdict, sentence, picture, evidence, in this order. */
import { type ComponentType, type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { plannedSeconds } from '@/lib/plan/schedule';
import { verdictIn } from '@/lib/protocol/judgement';
import type { RunSummary } from '@/lib/protocol/run';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import type { Violation } from '@/lib/timeline/tracks/scene';
import { violationsOf } from '@/lib/timeline/tracks/violation';
import type { OperationFilter } from '@/lib/timeline/view/operation-filter';
import { type TimelineView, useTimelineView } from '../timeline/use-timeline-view';
import { useThread, useWorldWalk } from '../worlds/use-world-walk';
import { type Bookmarking, useBookmarking } from './bookmarks/use-bookmarking';
import type { ByHandProps } from './by-hand';
import type { DockTab } from './dock/dock-tab';
import { FailurePanel } from './dock/failure-panel';
import { RunDock } from './dock/run-dock';
import type { RunSource } from './feed/run-source';
import { LoadingLine } from './loading-line';
import { PhaseStrip } from './phase-strip';
import { QueuePanel } from './queue-panel';
import { RunHeader } from './run-header';
import { RunPicture } from './run-picture';
import { usePagePlace } from './use-page-place';
import { useRunClock } from './use-run-clock';
import { useRunTitle } from './use-run-title';
import { VerdictBanner } from './verdict/verdict-banner';
import { timelineId } from './verdict/violation-notice';

/** What needs a server, so that a saved page brings none of it. */
export interface RunTools {
  readonly ByHand: ComponentType<ByHandProps>;
  readonly BookmarkDialog: ComponentType<Pick<Bookmarking, 'bookmarks' | 'nameOf'>>;
}

interface RunViewProps {
  readonly run: RunSummary;
  readonly nodes: readonly string[];
  readonly state: RunState;
  readonly source: RunSource;
  readonly isConnected: boolean;
  /** What can be done about the run where there is a server. */
  readonly actions?: ReactNode;
  readonly tools?: RunTools;
}

export function RunView({ run, nodes, state, source, isConnected, actions, tools }: RunViewProps) {
  const isOver = run.outcome !== undefined;
  const now = useRunClock(run, state, isConnected);
  // Once the last operation is in, there is nothing left to follow.
  const isLive = !isOver && run.phase !== 'tear-down' && run.phase !== 'checking';
  const violations = useMemo(() => violationsOf(state), [state]);
  const view = useTimelineView(state, isLive, plannedSeconds(run.plan), isOver ? violations[0] : undefined);
  const [place, update] = usePagePlace(view);
  // That of the selected operation, and of several the first.
  const violation = violations.find(({ operation }) => operation === view.selected) ?? violations[0];
  const tab = place.tab ?? firstTab(run, state);
  const chooseWorld = useCallback((world: number) => update({ world }), [update]);
  const walk = useWorldWalk(run.plan, state, view, place.world, chooseWorld);
  const thread = useThread(walk, tab === 'report');
  const setFilter = useCallback((filter: OperationFilter) => update({ filter }), [update]);
  const [leads, setLeads] = useState(0);
  // Once the panel is there: before, the page may be too short to scroll to it.
  useEffect(() => {
    if (leads > 0) document.getElementById('evidence')?.scrollIntoView({ block: 'start' });
  }, [leads]);
  const showTab = useCallback(
    (shown: DockTab) => {
      update({ tab: shown });
      setLeads((times) => times + 1);
    },
    [update],
  );
  const showOperation = (operation: number) => {
    if (violation?.operations.includes(operation)) view.showViolation(violation);
    view.select(operation, true);
    document.getElementById(timelineId)?.scrollIntoView({ block: 'nearest' });
  };
  const bookmarking = useBookmarking(run, state, source, view);
  const [logRequests, setLogRequests] = useState(0);
  const showLog = () => {
    setLogRequests((asked) => asked + 1);
    showTab('log');
  };
  const isViolated = !isOver && violation !== undefined;
  useRunTitle(run, isViolated);
  const hasPicture = run.phase !== 'queued' && (run.outcome !== 'error' || state.operations.length > 0);
  return (
    <>
      {isViolated && <div className="h-1 bg-invalid" />}
      <RunHeader run={run} state={state} now={now}>
        {actions}
      </RunHeader>
      {!isConnected && (
        <p role="alert" className="border-line border-b bg-partition/40 px-4 py-2 text-14 lg:px-6">
          The connection to the server is lost. What is shown may be old; it goes on by itself when the server answers.
        </p>
      )}
      {isOver && state.entryCount < run.entries && <LoadingLine done={state.entryCount} total={run.entries} />}
      <VerdictBanner
        run={run}
        nodes={nodes}
        state={state}
        violation={violation}
        onShowWorlds={() => showTab('report')}
        onShowChecks={() => showTab('checks')}
        onShowViolation={view.showViolation}
        onShowOperation={showOperation}
      />
      {state.outcome?.kind === 'error' && <FailurePanel failure={state.outcome.failure} />}
      {run.phase === 'queued' && <QueuePanel run={run} isViewer={source.kind !== 'run'} />}
      <PhaseStrip run={run} state={state} now={now} />
      {hasPicture && (
        <RunPicture
          run={run}
          state={state}
          nodes={nodes}
          source={source}
          isLive={isLive}
          view={view}
          violation={violation}
          violations={violations}
          thread={thread}
          step={walk?.at}
          onStep={walk?.goTo}
          filter={place.filter}
          onFilter={setFilter}
          onShowLog={showLog}
          bookmarking={bookmarking}
          ByHand={tools?.ByHand}
        />
      )}
      <RunDock
        logRequests={logRequests}
        bookmarking={bookmarking}
        run={run}
        nodes={nodes}
        state={state}
        source={source}
        span={view.span}
        onSpan={view.setSpan}
        selected={view.selected}
        violation={violation?.operation}
        walk={walk}
        onSelect={view.select}
        tab={tab}
        moment={evidenceMoment(state, view, violation)}
        onMoment={view.showMoment}
        place={place}
        onPlace={update}
      />
      {tools && (bookmarking.bookmarks.draft ?? bookmarking.bookmarks.told) && (
        <tools.BookmarkDialog bookmarks={bookmarking.bookmarks} nameOf={bookmarking.nameOf} />
      )}
    </>
  );
}

/** What a log is laid beside: the selected operation, or a moment that was pointed at, else the violation. */
function evidenceMoment(state: RunState, view: TimelineView, violation: Violation | undefined): number | undefined {
  const selected = view.selected === undefined ? undefined : operationAt(state, view.selected);
  return (selected?.completion ?? selected?.invocation)?.time ?? view.moment ?? violation?.time;
}

/** What happens while it happens, then what decided. */
function firstTab(run: RunSummary, { outcome }: RunState): DockTab {
  if (run.outcome === undefined || run.operations === 0) return 'log';
  if (outcome?.kind !== 'verdict') return 'report';
  const verdict = verdictIn(outcome);
  return !verdict || (verdict.valid === true && run.outcome !== 'valid') ? 'checks' : 'report';
}
