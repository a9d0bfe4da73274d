/** What can be done about a run: an operator stops it, shares it, runs it again; whoever sees it may take it along. */
import type { RunSummary } from '@/lib/protocol/run';
import { ShareButton } from '../share/share-button';
import { buttonClass } from '../ui/button';
import { QuietLink } from '../ui/quiet-link';
import { fileAddress, type ServedSource } from './run-source';
import { StopButton } from './stop-button';

interface RunActionsProps {
  readonly run: RunSummary;
  readonly source: ServedSource;
}

export function RunActions({ run, source }: RunActionsProps) {
  const isOperator = source.kind === 'run';
  const isOver = run.phase === 'done';
  return (
    <>
      {isOperator && run.outcome === undefined && <StopButton runId={run.id} isQueued={run.phase === 'queued'} />}
      {isOperator && <ShareButton runId={run.id} />}
      {isOver && (
        <a
          href={fileAddress(source, 'timeline.html')}
          download
          className={buttonClass('plain')}
          title="This page as one file that opens without a server and without a network"
        >
          Save as one file
        </a>
      )}
      {isOperator && (
        <QuietLink href={`/new?from=${run.id}`} className={buttonClass('plain')}>
          Run again
        </QuietLink>
      )}
    </>
  );
}
