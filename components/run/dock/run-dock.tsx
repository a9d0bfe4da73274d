'use client';
/** The evidence, behind tabs. Only the open tab exists. */
import { Tabs } from 'radix-ui';
import { memo, type ReactNode, useCallback } from 'react';
import { counted } from '@/lib/base/words';
import { linearizabilitySentence } from '@/lib/checker/linearizable/finding';
import type { Counterexample } from '@/lib/checker/linearizable/verdict';
import { isImported } from '@/lib/plan/imported-plan';
import { latencyNote } from '@/lib/plan/words';
import type { Judgement } from '@/lib/protocol/entry';
import { otherFindings, verdictIn } from '@/lib/protocol/judgement';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { clewWords } from '@/lib/report/run-words';
import type { TimeSpan } from '@/lib/timeline/view/viewport';
import { ChartsPanel } from '../../charts/charts-panel';
import { runFileName, saveFile } from '../../ui/download';
import { TextReport } from '../../worlds/text-report';
import type { WorldWalk } from '../../worlds/use-world-walk';
import { WorldsPanel } from '../../worlds/worlds-panel';
import { BookmarkList } from '../bookmarks/bookmark-list';
import type { Bookmarking } from '../bookmarks/use-bookmarking';
import { fileAddress, type RunSource } from '../feed/run-source';
import { localHistory, localReport } from '../local-files';
import type { PagePlace, UpdatePlace } from '../use-page-place';
import { CheckList } from './check-list';
import type { DockTab } from './dock-tab';
import { NodeLogs } from './node-logs';
import { OpLog } from './op-log';
import { OriginTab } from './origin-tab';
import { PlanTab } from './plan-tab';

interface RunDockProps {
  /** How often the line of the selected operation was asked for. */
  readonly logRequests: number;
  readonly run: RunSummary;
  readonly nodes: readonly string[];
  readonly state: RunState;
  readonly source: RunSource;
  readonly span: TimeSpan;
  readonly onSpan: (span: TimeSpan) => void;
  readonly selected: number | undefined;
  /** Invocation index of the violating operation. */
  readonly violation: number | undefined;
  readonly walk: WorldWalk | undefined;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
  readonly tab: DockTab;
  /** What the page points at, nanoseconds since the start, and the way to point at another. */
  readonly moment: number | undefined;
  readonly onMoment: (time: number) => void;
  readonly bookmarking: Bookmarking;
  readonly place: PagePlace;
  readonly onPlace: UpdatePlace;
}

export const RunDock = memo(function RunDock(props: RunDockProps) {
  const {
    run,
    nodes,
    state,
    source,
    span,
    onSpan,
    selected,
    violation,
    walk,
    onSelect,
    tab,
    place,
    onPlace,
    moment,
    onMoment,
    logRequests,
    bookmarking,
  } = props;
  const judgement = state.outcome?.kind === 'verdict' ? state.outcome : undefined;
  const verdict = judgement && verdictIn(judgement);
  const counterexample = verdict?.valid === false ? verdict.counterexample : undefined;
  const composeReport = useCallback(() => localReport(run, state), [run, state]);
  const filterLog = useCallback((log: string) => onPlace({ log }), [onPlace]);
  const saveHistory = () => saveFile(new Blob([localHistory(run, state)]), runFileName(run, 'jsonl'));
  const reportTitle = counterexample?.worlds.shown.length ? worldsTitle(counterexample.worlds) : 'Report';
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => onPlace({ tab: value as DockTab })}
      id="evidence"
      className="scroll-mt-2"
    >
      <Tabs.List
        aria-label="Evidence"
        className="flex overflow-x-auto overflow-y-hidden border-line border-b bg-raised px-2 lg:px-4 print:hidden"
      >
        <Tab value="report">{reportTitle}</Tab>
        <Tab value="checks">{checksTitle(judgement)}</Tab>
        <Tab value="log">Log</Tab>
        <Tab value="charts">Latency and rate</Tab>
        <Tab value="plan">{isImported(run.plan) ? 'Origin' : 'Plan'}</Tab>
        <Tab value="node-logs">Node logs</Tab>
        <Tab value="notes">{notesTitle(bookmarking.bookmarks.all.length)}</Tab>
      </Tabs.List>
      <Panel value="report">
        {verdict ? (
          <div className="flex flex-col gap-4">
            {verdict.valid === false && (
              <WorldsPanel
                run={run}
                nodes={nodes}
                state={state}
                verdict={verdict}
                walk={walk}
                selected={selected}
                onSelect={onSelect}
              />
            )}
            {(verdict.valid === true || verdict.keys) && <p className="text-14">{linearizabilitySentence(verdict)}</p>}
            {verdict.valid === 'unknown' && !verdict.keys && (
              <p className="text-14">
                The check stopped after {verdict.progress.done.toLocaleString('en-GB')} of{' '}
                {counted(verdict.progress.total, 'event')}. Up to there an order exists.
              </p>
            )}
            <TextReport address={fileAddress(source, 'report')} compose={composeReport} />
          </div>
        ) : (
          <div className="flex flex-col gap-4">
            <p className="text-14 text-muted">{noReportWords(run, judgement !== undefined)}</p>
            {judgement && <TextReport address={fileAddress(source, 'report')} compose={composeReport} />}
          </div>
        )}
      </Panel>
      <Panel value="checks">
        <CheckList judgement={judgement} isOver={run.outcome !== undefined} onSelect={onSelect} />
      </Panel>
      <Panel value="log">
        <OpLog
          {...{ state, nodes, selected, violation, onSelect, onMoment }}
          requests={logRequests}
          letters={place.log}
          onLetters={filterLog}
          address={fileAddress(source, 'txt')}
        />
      </Panel>
      <Panel value="charts">
        <ChartsPanel
          state={state}
          nodes={nodes}
          latencyNote={isImported(run.plan) ? undefined : latencyNote(run.plan.load, judgement?.measures?.arrivals)}
          span={span}
          onSpan={onSpan}
          chart={place.chart}
          onChart={(chart) => onPlace({ chart })}
        />
      </Panel>
      <Panel value="plan">
        {isImported(run.plan) ? (
          <OriginTab plan={run.plan} historyAddress={fileAddress(source, 'jsonl')} onSaveHistory={saveHistory} />
        ) : (
          <PlanTab
            plan={run.plan}
            clew={run.clew && clewWords(run.clew)}
            isRedacted={run.isRedacted === true}
            historyAddress={fileAddress(source, 'jsonl')}
            onSaveHistory={saveHistory}
          />
        )}
      </Panel>
      <Panel value="node-logs">
        <NodeLogs {...{ source, moment, onMoment }} isOver={run.outcome !== undefined} startedAt={state.startedAt} />
      </Panel>
      <Panel value="notes">
        <BookmarkList bookmarking={bookmarking} note={run.label?.note} startedAt={state.startedAt} />
      </Panel>
    </Tabs.Root>
  );
});

function notesTitle(count: number): string {
  return count === 0 ? 'Notes' : `Notes ${count}`;
}

function worldsTitle({ total, isExact }: Counterexample['worlds']): string {
  return `Worlds ${isExact ? '' : '≥ '}${total.toLocaleString('en-GB')}`;
}

/** With the number of checks that have something to say. */
function checksTitle(judgement: Judgement | undefined): string {
  const told = judgement ? otherFindings(judgement).filter(({ isNoteworthy }) => isNoteworthy).length : 0;
  return told === 0 ? 'Checks' : `Checks ${told}`;
}

function Tab({ value, children }: { readonly value: DockTab; readonly children: ReactNode }) {
  return (
    <Tabs.Trigger
      value={value}
      className="-outline-offset-2 whitespace-nowrap border-transparent border-b-2 px-3 py-2 text-14 text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink forced-colors:border-[Canvas] forced-colors:data-[state=active]:border-[Highlight]"
    >
      {children}
    </Tabs.Trigger>
  );
}

function Panel({ value, children }: { readonly value: DockTab; readonly children: ReactNode }) {
  return (
    <Tabs.Content value={value} className="px-4 py-4 lg:px-6">
      {children}
    </Tabs.Content>
  );
}

function noReportWords(run: RunSummary, isJudged: boolean): string {
  if (isJudged) return 'Linearizability is not asked of this workload; its checks judge it.';
  return run.outcome ? 'Nothing was checked, so there is no report.' : 'The report comes with the verdict.';
}
