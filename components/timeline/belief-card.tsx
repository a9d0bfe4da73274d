/** What a node believed at a moment, and who else led. */

import { formatTime } from '@/lib/base/words';
import type { Beliefs } from '@/lib/protocol/beliefs';
import { beliefsAt, beliefWords, lagWords, leaderLines } from '@/lib/timeline/tracks/leaders';
import { wallTime } from '../ui/wall-clock';

interface BeliefCardProps {
  readonly beliefs: Beliefs;
  readonly nodes: readonly string[];
  readonly node: string;
  readonly time: number;
  /** Wall clock of time zero. */
  readonly startedAt: number | undefined;
}

export function BeliefCard({ beliefs, nodes, node, time, startedAt }: BeliefCardProps) {
  const all = beliefsAt(beliefs, nodes, time);
  const belief = all.get(node);
  if (!belief) return null;
  const leaders = leaderLines(all);
  const old = lagWords(belief);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['at', formatTime(time, 1e9)],
    ['since', formatTime(belief.since, 1e9)],
    ['index', old ?? belief.index?.toString()],
    ...(leaders.length > 1 ? leaders.map((line, place) => [`leader ${place + 1}`, line] as const) : []),
    ['wall clock', wallTime(startedAt, time)],
  ];
  return (
    <div className="flex flex-col gap-1 text-13">
      <p className="font-semibold">
        <span className="font-mono">{node}</span> {beliefWords(belief)}
      </p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3">
        {rows.map(([name, words]) =>
          words === undefined ? null : (
            <div key={`${name} ${words}`} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="font-mono">{words}</dd>
            </div>
          ),
        )}
      </dl>
    </div>
  );
}
