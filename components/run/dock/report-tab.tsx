'use client';
/** What linearizability comes to: the worlds of a violation, and the report as the field prints it. */
import { useCallback } from 'react';
import { counted } from '@/lib/base/words';
import { linearizabilitySentence } from '@/lib/checker/linearizable/finding';
import { verdictIn } from '@/lib/protocol/judgement';
import type { RunSummary } from '@/lib/protocol/run';
import { TextReport } from '../../worlds/text-report';
import { WorldsPanel } from '../../worlds/worlds-panel';
import { fileAddress } from '../feed/run-source';
import { localReport } from '../local-files';
import type { DockProps } from './dock-parts';

export function ReportTab({ run, nodes, state, source, walk, selected, onSelect }: DockProps) {
  const judgement = state.outcome?.kind === 'verdict' ? state.outcome : undefined;
  const verdict = judgement && verdictIn(judgement);
  const composeReport = useCallback(() => localReport(run, state), [run, state]);
  return verdict ? (
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
  );
}

function noReportWords(run: RunSummary, isJudged: boolean): string {
  if (isJudged) return 'Linearizability is not asked of this workload; its checks judge it.';
  return run.outcome ? 'Nothing was checked, so there is no report.' : 'The report comes with the verdict.';
}
