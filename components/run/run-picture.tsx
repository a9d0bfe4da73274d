'use client';
/** The picture: the cluster at a moment, and the timeline that the moment is taken from. */
import { type ComponentType, useMemo, useRef, useState } from 'react';
import { formatTime } from '@/lib/base/words';
import { wordsOf } from '@/lib/catalog/faults/appearance';
import type { FaultWindow } from '@/lib/nemesis/windows';
import type { RunPlan } from '@/lib/plan/plan';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { operationAt } from '@/lib/protocol/run-state';
import { pictureCaption } from '@/lib/report/outcome-title';
import { beliefsAt } from '@/lib/timeline/tracks/leaders';
import { answersAt, faultsAt } from '@/lib/timeline/tracks/moment';
import type { Scene, Thread, Violation } from '@/lib/timeline/tracks/scene';
import { implicatedNodeAt } from '@/lib/timeline/tracks/violation';
import type { OperationFilter } from '@/lib/timeline/view/operation-filter';
import { lengthOf } from '@/lib/timeline/view/viewport';
import { FilterChips, FilterMenu } from '../timeline/filter-menu';
import type { PageActions } from '../timeline/keys';
import { Legend } from '../timeline/legend';
import { OperationSearch } from '../timeline/operation-search';
import { SavePicture } from '../timeline/save-picture';
import { SelectedOperation } from '../timeline/selected-operation';
import { Timeline } from '../timeline/timeline';
import { TimelineToolbar } from '../timeline/timeline-toolbar';
import { useFilteredLanes } from '../timeline/use-filtered-lanes';
import { useOperationSearch } from '../timeline/use-operation-search';
import { usePageKeys } from '../timeline/use-page-keys';
import type { TimelineView } from '../timeline/use-timeline-view';
import { Deferred, usePart } from '../ui/deferred';
import { runFileName } from '../ui/download';
import { plannedFaults } from '../ui/fault-bands';
import { openPalette } from '../ui/open-palette';
import type { Bookmarking } from './bookmarks/use-bookmarking';
import type { ByHandProps } from './by-hand';
import { ClusterColumn, canBreak } from './cluster-column';
import type { RunSource } from './feed/run-source';
import { timelineId } from './verdict/violation-notice';

const keyHelp = new Deferred(() => import('../timeline/key-help').then(({ KeyHelp }) => KeyHelp));
const operationLists = new Deferred(() =>
  import('../timeline/operation-lists').then(({ OperationLists }) => OperationLists),
);

interface RunPictureProps {
  readonly run: RunSummary;
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly source: RunSource;
  readonly isLive: boolean;
  readonly view: TimelineView;
  readonly violation: Violation | undefined;
  readonly violations: readonly Violation[];
  /** The world that is stepped through. */
  readonly thread: Thread | undefined;
  readonly step: number | undefined;
  readonly onStep: ((step: number) => void) | undefined;
  readonly filter: OperationFilter;
  readonly onFilter: (filter: OperationFilter) => void;
  readonly onShowLog: () => void;
  readonly bookmarking: Bookmarking;
  readonly ByHand: ComponentType<ByHandProps> | undefined;
}

export function RunPicture({
  run,
  state,
  nodes,
  source,
  isLive,
  view,
  violation,
  violations,
  thread,
  step,
  onStep,
  filter,
  onFilter,
  onShowLog,
  bookmarking,
  ByHand,
}: RunPictureProps) {
  const scene = useRef<Scene>(null);
  const [isTableOpen, setTableOpen] = useState(false);
  const Lists = usePart(operationLists, isTableOpen);
  const searched = useOperationSearch(state, nodes);
  const input = useRef<HTMLInputElement>(null);
  const [hasKeys, setKeys] = useState(false);
  const KeyHelp = usePart(keyHelp, hasKeys);
  const search = () => {
    input.current?.focus();
    input.current?.select();
  };
  const [isPicking, setPicking] = useState(false);
  const bookmark = bookmarking.bookmarks.canChange ? bookmarking.add : undefined;
  const page: PageActions = {
    search,
    showKeys: () => setKeys(true),
    freeze: isLive ? view.freeze : undefined,
    breakByHand: canBreak(run, source) ? () => setPicking(!isPicking) : undefined,
    bookmark,
    showPalette: source.kind === 'run' ? openPalette : undefined,
  };
  usePageKeys(page);
  const filtered = useFilteredLanes(state, nodes, filter);
  const moment = momentShown(state, view, isLive, violation);
  const hasOps = state.operations.length > 0;
  const answers = useMemo(() => answersAt(state, nodes, moment), [state, nodes, moment]);
  const holding = useMemo(() => faultsAt(state.faults, moment), [state, moment]);
  const kinds = useMemo(() => kindsOf(run.plan, state.faults), [run.plan, state.faults]);
  const beliefs = useMemo(() => beliefsAt(state.beliefs, nodes, moment), [state, nodes, moment]);
  const isNow = isLive && moment === state.lastNanos;
  const implicated = useMemo(
    () => implicatedNodeAt(state, nodes, violation, moment),
    [state, nodes, violation, moment],
  );
  return (
    <div
      className={`grid grid-cols-1 border-line border-b bg-raised ${nodes.length > 0 ? 'lg:grid-cols-[17rem_minmax(0,1fr)]' : ''}`}
    >
      {nodes.length > 0 && (
        <div className="border-line px-4 py-3 max-lg:border-b lg:border-r">
          <ClusterColumn
            {...{ run, state, source, ByHand, nodes, holding, answers, implicated, beliefs, isNow }}
            time={hasOps ? moment : undefined}
            spanNanos={lengthOf(view.span)}
            isPicking={isPicking}
            onPick={setPicking}
          />
        </div>
      )}
      <section aria-label="Timeline" id={timelineId} className="flex min-w-0 scroll-mt-2 flex-col">
        <TimelineToolbar
          view={view}
          isLive={isLive}
          violation={violation}
          anchor={anchorOf(state, view)}
          onShowKeys={() => setKeys(true)}
          onBookmark={bookmark}
          filter={<FilterMenu {...{ state, nodes, filter, onFilter }} />}
        >
          <OperationSearch
            state={state}
            searched={searched}
            input={input}
            selected={view.selected}
            onSelect={view.select}
          />
        </TimelineToolbar>
        {KeyHelp && <KeyHelp page={page} isOpen={hasKeys} onOpen={setKeys} />}
        {view.frozenAt !== undefined && (
          <p className="border-line border-b bg-raised px-3 py-1 text-13">
            Frozen at {formatTime(view.frozenAt, 1e9)}; the test goes on.
          </p>
        )}
        {filtered && <FilterChips {...{ filter, onFilter }} shown={filtered.count} total={state.operations.length} />}
        <Timeline
          state={state}
          nodes={nodes}
          extent={view.extent}
          span={view.span}
          onSpan={view.setSpan}
          onFit={view.fit}
          selected={view.selected}
          onSelect={view.select}
          onShowViolation={view.showViolation}
          violation={violation}
          violations={violations}
          cursor={view.cursor ?? view.moment}
          isPointing={view.cursor !== undefined}
          onCursor={view.setCursor}
          thread={thread}
          found={searched.marks}
          bookmarks={bookmarking.bookmarks.all}
          onShowBookmark={bookmarking.show}
          filtered={filtered?.lanes}
          step={step}
          onStep={onStep}
          sceneRef={scene}
        />
        <div className="flex flex-col gap-2 border-line border-t bg-raised px-3 py-2">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <Legend
              faults={kinds}
              hasViolation={violation !== undefined}
              thread={thread}
              hasBeliefs={state.beliefs.nodes.size > 0}
            />
            {hasOps && (
              <SavePicture
                scene={scene}
                caption={{ ...pictureCaption(run), isViolated: violation !== undefined }}
                nameOf={(ending) => runFileName(run, ending)}
              />
            )}
          </div>
          <SelectedOperation
            state={state}
            nodes={nodes}
            selected={view.selected}
            violation={violation}
            onShowLog={onShowLog}
          />
        </div>
        <details
          className="border-line border-t bg-raised text-13"
          onToggle={(event) => setTableOpen(event.currentTarget.open)}
        >
          <summary className="cursor-pointer px-3 py-1.5 text-accent">Operations as a table</summary>
          {isTableOpen && Lists && (
            <Lists state={state} nodes={nodes} selected={view.selected} onSelect={view.select} />
          )}
        </details>
      </section>
    </div>
  );
}

/** One of each kind of the faults that there were and, before the first, that there will be. */
function kindsOf(plan: RunPlan, faults: readonly FaultWindow[]): readonly string[] {
  const byTitle = new Map<string, string>();
  for (const name of [...plannedFaults(plan), ...faults.map(({ fault }) => fault)]) {
    const { title } = wordsOf(name);
    if (!byTitle.has(title)) byTitle.set(title, name);
  }
  return [...byTitle.values()];
}

/** What a zoom by button keeps in its place: the selected operation while it is in view. */
function anchorOf(state: RunState, { selected, span }: TimelineView): number | undefined {
  const time = selected === undefined ? undefined : operationAt(state, selected)?.invocation.time;
  return time !== undefined && time >= span.start && time <= span.end ? time : undefined;
}

/** Where the pointer is, else the selected operation, else now, else the violation, else the end. */
function momentShown(state: RunState, view: TimelineView, isLive: boolean, violation: Violation | undefined): number {
  if (view.cursor !== undefined) return Math.min(view.cursor, state.lastNanos);
  const selected = view.selected === undefined ? undefined : operationAt(state, view.selected);
  if (selected) return (selected.completion ?? selected.invocation).time;
  if (view.moment !== undefined) return Math.min(view.moment, state.lastNanos);
  if (view.frozenAt !== undefined) return view.frozenAt;
  return (isLive ? undefined : violation?.time) ?? state.lastNanos;
}
