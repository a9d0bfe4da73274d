/** A violation that was found while the test is still under way: said at once, with the way to the operation. */
import type { RunSummary } from '@/lib/protocol/run';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import { outcomeInk, phaseWords, violationReason, violationTitle } from '@/lib/report/run-words';
import { longLabel } from '@/lib/timeline/tracks/label';
import { nodeOfOperation, type Violation } from '@/lib/timeline/tracks/scene';
import { buttonClass } from '../ui/button';
import { VerdictMark } from '../ui/verdict-mark';

/** Where the link leads: the section of the timeline. */
export const timelineId = 'timeline';

interface ViolationNoticeProps {
  readonly run: RunSummary;
  readonly nodes: readonly string[];
  readonly state: RunState;
  readonly violation: Violation;
  readonly onShow: (violation: Violation) => void;
}

export function ViolationNotice({ run, nodes, state, violation, onShow }: ViolationNoticeProps) {
  const isStopping = run.phase === 'running' && run.plan.checker.stopAtViolation;
  return (
    <>
      <h2 className={`flex items-baseline gap-2 font-semibold text-20 ${outcomeInk.invalid}`}>
        <span aria-hidden="true" className="flex self-start pt-1">
          <VerdictMark outcome="invalid" hasWord={false} />
        </span>
        {violationTitle(violation.time)}, {isStopping ? 'stopping the test' : `still ${phaseWords[run.phase]}`}
      </h2>
      <p className="min-w-0 max-w-[90ch] flex-1 basis-80 pt-1 text-14">
        <ViolatingOperation nodes={nodes} state={state} violation={violation} /> {violationReason(violation.title)} The
        evidence comes with the verdict.
      </p>
      <a href={`#${timelineId}`} className={buttonClass('plain')} onClick={() => onShow(violation)}>
        Show it on the timeline
      </a>
    </>
  );
}

/** "n3: read → 1." */
function ViolatingOperation({ nodes, state, violation }: Pick<ViolationNoticeProps, 'nodes' | 'state' | 'violation'>) {
  const operation = operationAt(state, violation.operation);
  if (!operation) return null;
  return (
    <span className="font-mono">
      {nodeOfOperation(operation, nodes, state.lanes.length)}: {longLabel(state.operationTable, operation)}.
    </span>
  );
}
