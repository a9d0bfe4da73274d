/** The answer, first and in words: the verdict, and the sentence that says why. */
import { type ReactNode, useMemo } from 'react';
import { capitalised, counted } from '@/lib/base/words';
import type { Judgement } from '@/lib/protocol/entry';
import { otherFindings, verdictIn, violationsIn } from '@/lib/protocol/judgement';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { explanationText } from '@/lib/report/explanation';
import { outcomeInk, outcomeTitle, phaseWords, violationTitle } from '@/lib/report/run-words';
import type { Violation } from '@/lib/timeline/tracks/scene';
import { Button } from '../ui/button';
import { VerdictMark } from '../ui/verdict-mark';
import { ViolationNotice } from './violation-notice';

interface VerdictBannerProps {
  readonly run: RunSummary;
  readonly nodes: readonly string[];
  readonly state: RunState;
  readonly violation: Violation | undefined;
  readonly onShowWorlds: () => void;
  readonly onShowChecks: () => void;
  readonly onShowViolation: (violation: Violation) => void;
}

/** One live region from the first moment, so that a violation and the verdict are announced when they come. */
export function VerdictBanner(props: VerdictBannerProps) {
  const { run, violation, onShowViolation } = props;
  const isOurs = run.outcome === 'error' || run.outcome === 'aborted';
  const isViolated = run.outcome === undefined && violation !== undefined;
  return (
    <div role="status" aria-label="Verdict" className="relative border-line border-b bg-raised">
      {isOurs && <span className="hatched absolute inset-y-0 left-0 w-2 text-error" />}
      {isViolated && <span className="absolute inset-y-0 left-0 w-2 bg-invalid" />}
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

function Verdict({ run, nodes, state, violation, onShowWorlds, onShowChecks }: VerdictBannerProps) {
  const { outcome } = run;
  if (!outcome) return null;
  const judgement = state.outcome?.kind === 'verdict' ? state.outcome : undefined;
  const isRefuted = judgement !== undefined && verdictIn(judgement)?.valid === false;
  const isInvalid = judgement !== undefined && violationsIn(judgement).length > 0;
  const hasNotes = judgement !== undefined && otherFindings(judgement).some(({ isNoteworthy }) => isNoteworthy);
  return (
    <>
      <h2 className={`flex items-center gap-2 font-semibold text-20 ${outcomeInk[outcome]}`}>
        <span aria-hidden="true" className="flex">
          <VerdictMark outcome={outcome} hasWord={false} />
        </span>
        {outcomeTitle({ ...run, outcome })}
      </h2>
      <div className="min-w-0 flex-1 basis-80 pt-1">
        <p className="max-w-[90ch] text-14 [overflow-wrap:anywhere]">{run.sentence}</p>
        <Explanation nodes={nodes} state={state} />
        <OutcomeNote run={run} state={state} />
        {judgement && !isInvalid && violation && (
          <Note>
            {violationTitle(violation.time)}: {violation.title}.
          </Note>
        )}
      </div>
      {isRefuted && <Button onClick={onShowWorlds}>Show worlds</Button>}
      {!isRefuted && hasNotes && <Button onClick={onShowChecks}>Show checks</Button>}
    </>
  );
}

/** Why the history is impossible, in more than the one sentence. */
function Explanation({ nodes, state }: Pick<VerdictBannerProps, 'nodes' | 'state'>) {
  const verdict = state.outcome?.kind === 'verdict' ? verdictIn(state.outcome) : undefined;
  const text = useMemo(
    () => (verdict?.valid === false ? explanationText(verdict, state, nodes) : ''),
    [verdict, state, nodes],
  );
  if (text === '') return null;
  return <p className="my-1 max-w-[90ch] text-13 [overflow-wrap:anywhere]">{text}</p>;
}

/** What the sentence leaves open: how much was judged, or whose failure it was. */
function OutcomeNote({ run, state }: Pick<VerdictBannerProps, 'run' | 'state'>) {
  const { outcome } = state;
  if (run.outcome === 'error') {
    return <Note>This is a failure of the test itself. It says nothing about the database.</Note>;
  }
  if (run.outcome === 'aborted' || outcome?.kind !== 'verdict') return null;
  const verdict = verdictIn(outcome);
  if (!verdict) return null;
  const { operations, crashed, durationMs } = verdict;
  return (
    <Note>
      {counted(operations, 'operation')} judged
      {crashed > 0 && `, ${counted(crashed, 'of them', 'of them')} never completed`}, in {tookWords(durationMs)}
      {explainWords(run, outcome)}
    </Note>
  );
}

function tookWords(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function explainWords({ phase }: RunSummary, { findings }: Judgement): string {
  const explainMs = findings.find((finding) => finding.explainMs !== undefined)?.explainMs;
  if (explainMs !== undefined) return `, and explained in ${tookWords(explainMs)}`;
  return phase === 'checking' ? '; the explanation is being worked out' : '';
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
