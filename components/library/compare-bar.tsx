/** What was chosen in the list to be compared, and the way there. */
import { counted } from '@/lib/base/words';
import { compareAddress, maxCompared } from '@/lib/protocol/compare-address';
import { Button, buttonClass } from '../ui/button';
import { QuietLink } from '../ui/quiet-link';

interface CompareBarProps {
  readonly ids: readonly string[];
  readonly onClear: () => void;
}

export function CompareBar({ ids, onClear }: CompareBarProps) {
  if (ids.length === 0) return null;
  return (
    <section
      aria-label="Compare"
      className="sticky bottom-0 -mx-4 mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-t bg-raised px-4 py-2 text-13 lg:-mx-6 lg:px-6"
    >
      <span role="status">
        {counted(ids.length, 'run')} chosen
        {ids.length === 1 && '; choose another to compare'}
        {ids.length === maxCompared && '; more cannot be compared at once'}
      </span>
      <span className="ml-auto flex gap-2">
        <Button kind="quiet" onClick={onClear}>
          Choose none
        </Button>
        <QuietLink href={compareAddress(ids)} className={buttonClass('primary')}>
          {ids.length === 1 ? 'Compare with another' : 'Compare'}
        </QuietLink>
      </span>
    </section>
  );
}
