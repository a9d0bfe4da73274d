/** The runs of the trend as a table: all that the chart shows, in words. */
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { TrendRun } from '@/lib/protocol/trend';
import { dash, latencyWords } from '@/lib/report/experiment-words';
import { availabilityOf } from '@/lib/report/trend-words';
import { VerdictMark } from '../ui/verdict-mark';
import { wallMoment } from '../ui/wall-clock';

const cell = 'py-1.5 pr-6 text-left align-top font-normal text-13';

interface TrendRunsProps {
  /** Newest first. */
  readonly runs: readonly TrendRun[];
  readonly marked: string | undefined;
  /** Below the table. */
  readonly children: ReactNode;
}

export function TrendRuns({ runs, marked, children }: TrendRunsProps) {
  return (
    <section aria-labelledby="trend-runs">
      <h2 id="trend-runs" className="mb-2 font-semibold text-16">
        Runs
      </h2>
      <section
        aria-label="Runs of the plan"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto"
      >
        <table className="w-full min-w-160 border-collapse">
          <thead className="[&_th]:text-muted">
            <tr className="border-line border-b">
              {['Launched', 'Verdict', 'Version', 'Served under faults', 'p99'].map((head) => (
                <th key={head} scope="col" className={cell}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <Row key={run.id ?? run.createdAt} run={run} isMarked={run.id !== undefined && run.id === marked} />
            ))}
          </tbody>
        </table>
      </section>
      {children}
    </section>
  );
}

function Row({ run, isMarked }: { readonly run: TrendRun; readonly isMarked: boolean }) {
  const { id, createdAt, outcome, headline, version, latency } = run;
  const served = availabilityOf(run);
  const moment = wallMoment(createdAt);
  return (
    <tr className={`border-line border-b ${isMarked ? 'bg-accent/12' : ''}`}>
      <th scope="row" aria-current={isMarked || undefined} className={`${cell} whitespace-nowrap`}>
        {id === undefined ? (
          moment
        ) : (
          <Link href={`/runs/${id}`} prefetch={false} className="text-accent underline">
            {moment}
          </Link>
        )}
      </th>
      <td className={cell}>
        <span className="flex flex-wrap items-center gap-x-2">
          <VerdictMark outcome={outcome} />
          {headline && <span className="text-muted">{headline}</span>}
        </span>
      </td>
      <td className={`${cell} font-mono [overflow-wrap:anywhere]`}>{version ?? dash}</td>
      <td className={cell}>{served === undefined ? dash : `${Math.round(100 * served)} %`}</td>
      <td className={cell}>{latencyWords(latency?.p99)}</td>
    </tr>
  );
}
