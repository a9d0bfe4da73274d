/** How far the check is, by the checker that has its turn. */
import { counted } from '@/lib/base/words';
import { checkerTitle } from '@/lib/checker/names';
import type { CheckerProgress } from '@/lib/protocol/run-state';
import { ProgressBar } from '../../ui/progress-bar';

export function CheckProgressLine({ progress }: { readonly progress: CheckerProgress | undefined }) {
  const { done, total } = progress ?? { done: 0, total: 0 };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pb-2 text-13 text-muted lg:px-6">
      <span className="w-48">
        <ProgressBar label="Progress of the check" value={total === 0 ? 0 : done / total} />
      </span>
      {progress ? progressWords(progress) : 'Reading the history'}
    </div>
  );
}

function progressWords({ checker, done, total, configurations }: CheckerProgress): string {
  const part = `${done.toLocaleString('en-GB')} of ${counted(total, 'event')}`;
  if (checker === 'linearizability') return `${part} explained, ${counted(configurations, 'configuration')} held`;
  return `${checkerTitle(checker)}: ${part}`;
}
