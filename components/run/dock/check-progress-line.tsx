/** How far the check is: how much of the history is explained, and how many explanations are being held. */
import { counted } from '@/lib/base/words';
import type { CheckProgress } from '@/lib/checker/linearizable/verdict';
import { ProgressBar } from '../../ui/progress-bar';

export function CheckProgressLine({ progress }: { readonly progress: CheckProgress | undefined }) {
  const { done, total, configurations } = progress ?? { done: 0, total: 0, configurations: 0 };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pb-2 text-13 text-muted lg:px-6">
      <span className="w-48">
        <ProgressBar label="Progress of the check" value={total === 0 ? 0 : done / total} />
      </span>
      {progress
        ? `${done.toLocaleString('en-GB')} of ${counted(total, 'event')} explained, ${counted(configurations, 'configuration')} held`
        : 'Reading the history'}
    </div>
  );
}
