'use client';
/** The plan as it ran, every default and the seed written out: enough to run it again anywhere. */
import type { Plan } from '@/lib/plan/plan';
import { planWords } from '@/lib/plan/plan-words';
import { Button } from '../../ui/button';
import { copyText } from '../../ui/copy';
import { HistoryDownload } from './history-download';

interface PlanTabProps {
  readonly plan: Plan;
  /** Addresses, users, ports and paths were left out of it. */
  readonly isRedacted: boolean;
  /** Which Clew ran it; unknown of older runs. */
  readonly clew: string | undefined;
  readonly historyAddress: string | undefined;
  /** Where no server has the history, the page saves it itself. */
  readonly onSaveHistory: () => void;
}

export function PlanTab({ plan, isRedacted, clew, historyAddress, onSaveHistory }: PlanTabProps) {
  const text = JSON.stringify(plan, null, 2);
  return (
    <div className="flex flex-col gap-3">
      <p className="max-w-[80ch] text-14">
        {planWords(plan)}
        {clew !== undefined && <span className="text-muted"> Run by {clew}.</span>}
      </p>
      {isRedacted && text.includes('…') && (
        <p className="max-w-[80ch] text-13 text-muted">
          Where … stands, an address, a user or a path is not shown to those who have the link. To run the plan, put
          your own there.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void copyText(text, 'Plan')}>Copy the plan</Button>
        <HistoryDownload address={historyAddress} onSave={onSaveHistory} />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-6 border border-line bg-raised p-3 text-12 leading-normal"
      >
        {text}
      </pre>
    </div>
  );
}
