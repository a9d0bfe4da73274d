/** What can be done about a run: an operator stops it, shares it, has it judged again, runs it again; every viewer may take it along. */
import { isImported } from '@/lib/plan/imported-plan';
import { compareAddress } from '@/lib/protocol/compare-address';
import { runInShare } from '@/lib/protocol/experiment';
import type { RunSummary } from '@/lib/protocol/run';
import { trendPath } from '@/lib/protocol/trend-address';
import { ShareButton } from '../share/share-button';
import { buttonClass } from '../ui/button';
import { QuietLink } from '../ui/quiet-link';
import { fileAddress, type ServedSource } from './feed/run-source';
import { JudgeButton } from './judge-button';
import { RunAgain } from './run-again';
import { StopButton } from './stop-button';
import { TakeAway } from './take-away';

interface RunActionsProps {
  readonly run: RunSummary;
  readonly source: ServedSource;
}

export function RunActions({ run, source }: RunActionsProps) {
  const isOperator = source.kind === 'run';
  const isOver = run.phase === 'done';
  const experiment = experimentPath(run, source);
  return (
    <>
      {experiment && (
        <QuietLink href={experiment} className={buttonClass('plain')}>
          Experiment
        </QuietLink>
      )}
      {isOperator && !isOver && <StopButton runId={run.id} isQueued={run.phase === 'queued'} />}
      {isOperator && <ShareButton of="run" id={run.id} file={isOver ? fileAddress(source, 'html') : undefined} />}
      <TakeAway run={run} source={source} />
      {isOperator && isOver && (
        <QuietLink
          href={compareAddress([run.id])}
          className={buttonClass('plain')}
          title="Beside the last valid run of this plan, or others that you choose"
        >
          Compare
        </QuietLink>
      )}
      {isOperator && !isImported(run.plan) && (
        <QuietLink
          href={trendPath({ run: run.id })}
          className={buttonClass('plain')}
          title="All runs of this plan over time, whatever their seeds and names"
        >
          Trend
        </QuietLink>
      )}
      {isOperator && isOver && isJudged(run) && <JudgeButton runId={run.id} />}
      {isOperator && !isImported(run.plan) && <RunAgain run={{ id: run.id, plan: run.plan }} />}
    </>
  );
}

/** What ended without a verdict has none to be judged again. */
function isJudged({ outcome }: RunSummary): boolean {
  return outcome !== undefined && outcome !== 'error' && outcome !== 'aborted';
}

/** The table that the run stands in, for viewers who may see it. */
function experimentPath(run: RunSummary, source: ServedSource): string | undefined {
  if (source.kind === 'run') return run.experiment && `/experiments/${run.experiment.id}`;
  const share = runInShare(source.token);
  return share && `/share/experiments/${share.token}`;
}
