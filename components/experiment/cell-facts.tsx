/** The numbers of one combination, each with its name. */
import type { ExperimentCombination, ExperimentSlot } from '@/lib/protocol/experiment';
import { cellOf } from '@/lib/report/experiment-cell';
import { countWords, latencyWords, shareWords, violationWords } from '@/lib/report/experiment-words';

interface Fact {
  readonly name: string;
  readonly words: string;
}

export function cellFacts(slots: readonly ExperimentSlot[]): readonly Fact[] {
  const cell = cellOf(slots);
  const { p50, p95, p99 } = cell.latency ?? {};
  return [
    { name: 'Violation', words: violationWords(cell) },
    { name: 'Reads served under faults', words: shareWords(cell.underFaults?.reads) },
    { name: 'Updates served under faults', words: shareWords(cell.underFaults?.updates) },
    { name: 'Updates refused', words: countWords(cell.underFaults?.updates.refused) },
    { name: 'p50 / p95 / p99', words: [p50, p95, p99].map(latencyWords).map(unbroken).join(' / ') },
    { name: 'Succeeded', words: countWords(cell.ok) },
  ];
}

/** A number keeps its unit on its line. */
function unbroken(words: string): string {
  return words.replaceAll(' ', '\u00a0');
}

/** Nothing while there is nothing to tell: a cell that waits is empty but for that. */
export function CellFacts({ combination }: { readonly combination: ExperimentCombination }) {
  if (!combination.slots.some(({ run }) => run?.outcome !== undefined)) return null;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-13">
      {cellFacts(combination.slots).map(({ name, words }) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
