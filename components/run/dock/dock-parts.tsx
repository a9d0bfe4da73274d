'use client';
/** What is behind each tab of the evidence. Nobody opens all of them, so each comes when a hand is near its tab. */
import { useCallback } from 'react';
import { isImported } from '@/lib/plan/imported-plan';
import { latencyNote } from '@/lib/plan/words';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { clewWords } from '@/lib/report/run-words';
import type { TimeSpan } from '@/lib/timeline/view/viewport';
import { Deferred } from '../../ui/deferred';
import { runFileName, saveFile } from '../../ui/download';
import type { WorldWalk } from '../../worlds/use-world-walk';
import type { Bookmarking } from '../bookmarks/use-bookmarking';
import { fileAddress, type RunSource } from '../feed/run-source';
import type { PagePlace, UpdatePlace } from '../use-page-place';
import type { DockTab } from './dock-tab';

export interface DockProps {
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

export const dockParts: Readonly<Record<DockTab, Deferred<DockProps>>> = {
  report: new Deferred(() => import('./report-tab').then(({ ReportTab }) => ReportTab)),
  checks: new Deferred(() =>
    import('./check-list').then(({ CheckList }) => ({ run, state, onSelect }: DockProps) => (
      <CheckList
        state={state}
        judgement={state.outcome?.kind === 'verdict' ? state.outcome : undefined}
        isOver={run.outcome !== undefined}
        onSelect={onSelect}
      />
    )),
  ),
  log: new Deferred(() =>
    import('./op-log').then(({ OpLog }) => ({ state, nodes, selected, violation, onSelect, ...props }: DockProps) => {
      const { onMoment, logRequests, place, onPlace, source } = props;
      const filter = useCallback((log: string) => onPlace({ log }), [onPlace]);
      return (
        <OpLog
          {...{ state, nodes, selected, violation, onSelect, onMoment }}
          requests={logRequests}
          letters={place.log}
          onLetters={filter}
          address={fileAddress(source, 'txt')}
        />
      );
    }),
  ),
  charts: new Deferred(() =>
    import('../../charts/charts-panel').then(({ ChartsPanel }) => ({ run, state, ...props }: DockProps) => {
      const { nodes, span, onSpan, place, onPlace } = props;
      const measures = state.outcome?.kind === 'verdict' ? state.outcome.measures : undefined;
      return (
        <ChartsPanel
          {...{ state, nodes, span, onSpan }}
          latencyNote={isImported(run.plan) ? undefined : latencyNote(run.plan.load, measures?.arrivals)}
          chart={place.chart}
          onChart={(chart) => onPlace({ chart })}
        />
      );
    }),
  ),
  plan: new Deferred(async () => {
    const [{ PlanTab }, { OriginTab }] = await Promise.all([import('./plan-tab'), import('./origin-tab')]);
    return ({ run, state, source }: DockProps) => {
      const history = {
        historyAddress: fileAddress(source, 'jsonl'),
        onSaveHistory: () => void saveHistory(run, state),
      };
      return isImported(run.plan) ? (
        <OriginTab plan={run.plan} {...history} />
      ) : (
        <PlanTab
          plan={run.plan}
          clew={run.clew && clewWords(run.clew)}
          isRedacted={run.isRedacted === true}
          {...history}
        />
      );
    };
  }),
  'node-logs': new Deferred(() =>
    import('./node-logs').then(({ NodeLogs }) => ({ run, state, source, moment, onMoment }: DockProps) => (
      <NodeLogs {...{ source, moment, onMoment }} isOver={run.outcome !== undefined} startedAt={state.startedAt} />
    )),
  ),
  notes: new Deferred(() =>
    import('../bookmarks/bookmark-list').then(({ BookmarkList }) => ({ run, state, bookmarking }: DockProps) => (
      <BookmarkList bookmarking={bookmarking} note={run.label?.note} startedAt={state.startedAt} />
    )),
  ),
};

/** Of a page that no server stands behind. */
async function saveHistory(run: RunSummary, state: RunState): Promise<void> {
  const { localHistory } = await import('../local-files');
  saveFile(new Blob([localHistory(run, state)]), runFileName(run, 'jsonl'));
}
