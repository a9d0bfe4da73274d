/**
 * The answer, first and in words: the verdict, one sentence, the operations that contradict each other, and the fault that
 * held. Everything else that there is to say stands behind *More*.
 */
import { type ReactNode, useMemo } from 'react';
import { capitalised } from '@/lib/base/words';
import { otherFindings, verdictIn, violationsIn } from '@/lib/protocol/judgement';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { bannerSentence } from '@/lib/report/banner-sentence';
import { outcomeTitle } from '@/lib/report/outcome-title';
import { phaseWords } from '@/lib/report/run-words';
import { bannerViolation, violationBanner } from '@/lib/report/violation-banner';
import type { Violation } from '@/lib/timeline/tracks/scene';
import { Button } from '../../ui/button';
import { Explained } from '../../ui/explained';
import { outcomeInk, VerdictMark } from '../../ui/verdict-mark';
import { MoreOfVerdict } from './more-of-verdict';
import { ViolationChips } from './violation-chips';
import { ViolationNotice } from './violation-notice';

interface VerdictBannerProps {
  readonly run: RunSummary;
  readonly nodes: readonly string[];
  readonly state: RunState;
  readonly violation: Violation | undefined;
  readonly onShowWorlds: () => void;
  readonly onShowChecks: () => void;
  readonly onShowViolation: (violation: Violation) => void;
  /** Of the contradiction. */
  readonly onShowOperation: (operation: number) => void;
}

/** One live region from the first moment, so that a violation and the verdict are announced when they come. */
export function VerdictBanner(props: VerdictBannerProps) {
  const { run, violation, onShowViolation } = props;
  const isOurs = run.outcome === 'error' || run.outcome === 'aborted';
  const isViolated = run.outcome === undefined && violation !== undefined;
  const isRed = isViolated || run.outcome === 'invalid';
  return (
    <div role="status" aria-label="Verdict" className="relative border-line border-b bg-raised">
      {isOurs && <span className="hatched absolute inset-y-0 left-0 w-2 text-error" />}
      {isRed && <span className="absolute inset-y-0 left-0 w-2 bg-invalid" />}
      <div
        className={`flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3 lg:px-6 ${isViolated ? 'bg-invalid/10' : ''}`}
      >
        {run.outcome ? (
          <Verdict {...props} />
        ) : violation ? (
          <ViolationNotice {...props} violation={violation} onShow={onShowViolation} />
        ) : (
          <Pending run={run} />
        )}
      </div>
    </div>
  );
}

function Verdict({ run, nodes, state, onShowWorlds, onShowChecks, onShowOperation }: VerdictBannerProps) {
  const { outcome } = run;
  const judgement = state.outcome?.kind === 'verdict' ? state.outcome : undefined;
  const banner = useMemo(() => {
    const found = bannerViolation(state);
    return found && violationBanner(found, state, nodes);
  }, [state, nodes]);
  if (!outcome) return null;
  const isRefuted = judgement !== undefined && verdictIn(judgement)?.valid === false;
  const isInvalid = judgement !== undefined && violationsIn(judgement).length > 0;
  const hasNotes = judgement !== undefined && otherFindings(judgement).some(({ isNoteworthy }) => isNoteworthy);
  const isBeside = banner !== undefined && !isInvalid;
  return (
    <>
      <h2 className={`flex items-center gap-2 font-semibold text-20 ${outcomeInk[outcome]}`}>
        <span aria-hidden="true" className="flex">
          <VerdictMark outcome={outcome} hasWord={false} />
        </span>
        <span>
          <Explained terms={['linearizable']}>{outcomeTitle({ ...run, outcome })}</Explained>
        </span>
      </h2>
      <div className="min-w-0 flex-1 basis-96 pt-1">
        <p className="max-w-[110ch] text-16 [overflow-wrap:anywhere]">
          {isInvalid && banner ? banner.sentence : bannerSentence(run, state)}
        </p>
        {isBeside && <p className="mt-1 max-w-[110ch] text-14">Beside the verdict: {banner.sentence}</p>}
        {banner && <ViolationChips banner={banner} startedAt={state.startedAt} onShow={onShowOperation} />}
        {outcome === 'error' && <Note>This is a failure of the test itself. It says nothing about the database.</Note>}
        <MoreOfVerdict run={run} nodes={nodes} state={state} />
      </div>
      {isRefuted && (
        <Button className="print:hidden" onClick={onShowWorlds}>
          Show worlds
        </Button>
      )}
      {!isRefuted && hasNotes && (
        <Button className="print:hidden" onClick={onShowChecks}>
          Show checks
        </Button>
      )}
    </>
  );
}

function Note({ children }: { readonly children: ReactNode }) {
  return <p className="text-13 text-muted">{children}</p>;
}

function Pending({ run }: { readonly run: RunSummary }) {
  const words = {
    queued: 'Waiting for the cluster.',
    'set-up': 'Setting up the cluster. Operations begin when every node is ready.',
    running: 'The verdict comes when the test is over and its history is checked.',
    'tear-down': 'The test is over. The system is being stopped; the check follows.',
    checking: 'Looking for an order of the operations that explains every answer.',
    done: '',
  }[run.phase];
  return (
    <p className="text-14">
      <span className="font-semibold">{capitalised(phaseWords[run.phase])}</span>
      <span className="ml-3 text-muted">{words}</span>
    </p>
  );
}
