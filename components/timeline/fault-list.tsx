/** The bands of the timeline in words: when something was broken, and for whom. */

import { formatTime } from '@/lib/base/words';
import { windowWords } from '@/lib/catalog/faults/words';
import type { FaultWindow } from '@/lib/nemesis/windows';

interface FaultListProps {
  readonly faults: readonly FaultWindow[];
  readonly nodes: readonly string[];
}

/** A run of days has more faults than anybody reads; the rest is counted. */
const maxShown = 50;

export function FaultList({ faults, nodes }: FaultListProps) {
  if (faults.length === 0) return null;
  return (
    <ul aria-label="Faults" className="flex max-h-40 flex-col gap-0.5 overflow-y-auto border-line border-t px-3 py-2">
      {faults.slice(0, maxShown).map((fault, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: windows keep their place, and two may begin at once
        <li key={place}>
          <span className="font-mono">{formatTime(fault.madeAt ?? fault.start)}</span> to{' '}
          <span className="font-mono">{fault.healedAt === undefined ? 'now' : formatTime(fault.healedAt)}</span>:{' '}
          {windowWords(fault, nodes)}
        </li>
      ))}
      {faults.length > maxShown && <li className="text-muted">and {faults.length - maxShown} more</li>}
    </ul>
  );
}
