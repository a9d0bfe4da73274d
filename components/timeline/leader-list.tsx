/** The lanes of the nodes in words: who led when, and when more than one did. */

import { formatTime } from '@/lib/base/words';
import type { Beliefs } from '@/lib/protocol/beliefs';
import { reignWords, rivalryWords } from '@/lib/timeline/tracks/leaders';

interface LeaderListProps {
  readonly beliefs: Beliefs;
  readonly lastNanos: number;
  /** Nothing more comes: what has no end lasted until the end of the history. */
  readonly isOver: boolean;
}

/** A run of days has more elections than anybody reads; the rest is counted. */
const maxShown = 50;

export function LeaderList({ beliefs, lastNanos, isOver }: LeaderListProps) {
  const { reigns, rivalries } = beliefs;
  if (reigns.length === 0) return null;
  const ended = <T extends { readonly end?: number }>(span: T): T =>
    isOver ? { ...span, end: span.end ?? lastNanos } : span;
  const left = Math.max(0, rivalries.length - maxShown) + Math.max(0, reigns.length - maxShown);
  return (
    <ul aria-label="Leaders" className="flex max-h-40 flex-col gap-0.5 overflow-y-auto border-line border-t px-3 py-2">
      {rivalries
        .slice(0, maxShown)
        .map(ended)
        .map((rivalry) => (
          <li key={rivalry.start} className="font-semibold">
            {rivalryWords(rivalry, lastNanos)}, from {formatTime(rivalry.start)} to{' '}
            {rivalry.end === undefined ? 'now' : formatTime(rivalry.end)}
          </li>
        ))}
      {reigns
        .slice(0, maxShown)
        .map(ended)
        .map((reign) => (
          <li key={`${reign.node} ${reign.start}`}>{reignWords(reign)}</li>
        ))}
      {left > 0 && <li className="text-muted">and {left} more</li>}
    </ul>
  );
}
