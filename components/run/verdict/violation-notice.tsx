/** A violation that was found while the test is still under way: said at once, with the way to the operation. */
import { useMemo } from 'react';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { phaseWords, violationReason, violationTitle } from '@/lib/report/run-words';
import { violationBanner } from '@/lib/report/violation-banner';
import type { Violation } from '@/lib/timeline/tracks/scene';
import { buttonClass } from '../../ui/button';
import { outcomeInk, VerdictMark } from '../../ui/verdict-mark';
import { ViolationChips } from './violation-chips';

/** Where the link leads: the section of the timeline. */
export const timelineId = 'timeline';

interface ViolationNoticeProps {
  readonly run: RunSummary;
  readonly nodes: readonly string[];
  readonly state: RunState;
  readonly violation: Violation;
  readonly onShow: (violation: Violation) => void;
  readonly onShowOperation: (operation: number) => void;
}

export function ViolationNotice({ run, nodes, state, violation, onShow, onShowOperation }: ViolationNoticeProps) {
  const isStopping = run.phase === 'running' && run.plan.checker.stopAtViolation;
  const seen = state.violation;
  const fallback = violationReason(violation.title);
  const banner = useMemo(
    () => seen && violationBanner({ ...seen, sentence: fallback }, state, nodes),
    [seen, state, nodes, fallback],
  );
  return (
    <>
      <h2 className={`flex items-baseline gap-2 font-semibold text-20 ${outcomeInk.invalid}`}>
        <span aria-hidden="true" className="flex self-start pt-1">
          <VerdictMark outcome="invalid" hasWord={false} />
        </span>
        {violationTitle(violation.time)}, {isStopping ? 'stopping the test' : `still ${phaseWords[run.phase]}`}
      </h2>
      <div className="min-w-0 flex-1 basis-96 pt-1">
        <p className="max-w-[110ch] text-16">{banner?.sentence ?? fallback}</p>
        {banner && <ViolationChips banner={banner} startedAt={state.startedAt} onShow={onShowOperation} />}
        <p className="mt-1 text-13 text-muted">The evidence comes with the verdict.</p>
      </div>
      <a href={`#${timelineId}`} className={buttonClass('plain')} onClick={() => onShow(violation)}>
        Show it on the timeline
      </a>
    </>
  );
}
