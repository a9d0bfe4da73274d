/** The runs of the trend as a table: all that the chart shows, in words. */
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { TrendRun } from '@/lib/protocol/trend';
import { dash, latencyWords, percentWords } from '@/lib/report/experiment-words';
import { availabilityOf } from '@/lib/report/trend-words';
import { cellClass, ScrollTable } from '../ui/scroll-table';
import { VerdictMark } from '../ui/verdict-mark';
import { wallMoment } from '../ui/wall-clock';

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
      <ScrollTable label="Runs of the plan" heads={['Launched', 'Verdict', 'Version', 'Served under faults', 'p99']}>
        {runs.map((run) => (
          <Row key={run.id ?? run.createdAt} run={run} isMarked={run.id !== undefined && run.id === marked} />
        ))}
      </ScrollTable>
      {children}
    </section>
  );
}

function Row({ run, isMarked }: { readonly run: TrendRun; readonly isMarked: boolean }) {
  const { id, createdAt, outcome, headline, version, latency } = run;
  const moment = wallMoment(createdAt);
  return (
    <tr className={`border-line border-b ${isMarked ? 'bg-accent/12' : ''}`}>
      <th scope="row" aria-current={isMarked || undefined} className={`${cellClass} whitespace-nowrap`}>
        {id === undefined ? (
          moment
        ) : (
          <Link href={`/runs/${id}`} prefetch={false} className="text-accent underline">
            {moment}
          </Link>
        )}
      </th>
      <td className={cellClass}>
        <span className="flex flex-wrap items-center gap-x-2">
          <VerdictMark outcome={outcome} />
          {headline && <span className="text-muted">{headline}</span>}
        </span>
      </td>
      <td className={`${cellClass} font-mono [overflow-wrap:anywhere]`}>{version ?? dash}</td>
      <td className={cellClass}>{percentWords(availabilityOf(run))}</td>
      <td className={cellClass}>{latencyWords(latency?.p99)}</td>
    </tr>
  );
}
