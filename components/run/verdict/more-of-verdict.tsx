/** What the banner leaves out: the run's own sentence, the paragraph about its violation, and how much was judged. */
import { useMemo } from 'react';
import { counted } from '@/lib/base/words';
import type { Judgement } from '@/lib/protocol/entry';
import { verdictIn } from '@/lib/protocol/judgement';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { explanationText } from '@/lib/report/explanation';

interface MoreOfVerdictProps {
  readonly run: RunSummary;
  readonly nodes: readonly string[];
  readonly state: RunState;
}

export function MoreOfVerdict({ run, nodes, state }: MoreOfVerdictProps) {
  const judgement = state.outcome?.kind === 'verdict' ? state.outcome : undefined;
  const verdict = judgement && verdictIn(judgement);
  const explanation = useMemo(
    () => (verdict?.valid === false ? explanationText(verdict, state, nodes) : ''),
    [verdict, state, nodes],
  );
  if (!judgement) return null;
  return (
    <details className="mt-1 text-13">
      <summary className="w-fit cursor-pointer text-accent">More</summary>
      <div className="mt-1 flex max-w-[110ch] flex-col gap-1 [overflow-wrap:anywhere]">
        <p>{run.sentence}</p>
        {explanation !== '' && <p>{explanation}</p>}
        {verdict && (
          <p className="text-muted">
            {counted(verdict.operations, 'operation')} judged
            {verdict.crashed > 0 && `, ${counted(verdict.crashed, 'of them', 'of them')} never completed`}, in{' '}
            {tookWords(verdict.durationMs)}
            {explainWords(run, judgement)}
          </p>
        )}
      </div>
    </details>
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
