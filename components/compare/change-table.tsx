/** What changed from the first run to each of the others. */
import { letterOf } from '@/lib/protocol/compare-address';
import type { RunSummary } from '@/lib/protocol/run';
import { changesBetween } from '@/lib/report/compared-runs';

export function ChangeTable({ runs: [first, ...others] }: { readonly runs: readonly RunSummary[] }) {
  if (!first) return null;
  return (
    <section aria-labelledby="changes">
      <h2 id="changes" className="mb-2 font-semibold text-16">
        What changed since A
      </h2>
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
        {others.map((run, place) => (
          <Changes key={run.id} first={first} run={run} letter={letterOf(place + 1)} />
        ))}
      </div>
    </section>
  );
}

interface ChangesProps {
  readonly first: RunSummary;
  readonly run: RunSummary;
  readonly letter: string;
}

function Changes({ first, run, letter }: ChangesProps) {
  const changes = changesBetween(first, run);
  return (
    <div>
      <h3 className="mb-1 font-semibold text-13">{`From A to ${letter}`}</h3>
      {changes.length === 0 && (
        <p className="text-13 text-muted">At most the seed: the same verdict, and no number more than a tenth apart.</p>
      )}
      <dl className="text-13">
        {changes.map(({ title, before, after }) => (
          <div key={title} className="grid grid-cols-[10rem_1fr] gap-x-4 border-line border-b py-1 max-sm:grid-cols-1">
            <dt className="text-muted [overflow-wrap:anywhere]">{title}</dt>
            <dd className="[overflow-wrap:anywhere]">
              {before ?? 'none'} <span aria-hidden="true">→</span>
              <span className="sr-only">became</span> <b className="font-semibold">{after ?? 'none'}</b>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
