/** What is known of each run, a column a run. */

import { Fragment } from 'react';
import { letterOf } from '@/lib/protocol/compare-address';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { comparedFacts, verdictTitle } from '@/lib/report/compared-runs';
import { QuietLink } from '../ui/quiet-link';
import { VerdictMark } from '../ui/verdict-mark';
import { wallMoment } from '../ui/wall-clock';
import { SideRow, SideTable } from './side-table';

interface FactTableProps {
  readonly runs: readonly RunSummary[];
  /** The page of a run, as the viewer may see it. */
  readonly pathOf: (run: RunSummary) => string;
  /** The comparison without a run, for viewers who may choose. */
  readonly pathWithout?: (run: RunSummary) => string;
}

export function FactTable({ runs, pathOf, pathWithout }: FactTableProps) {
  return (
    <SideTable
      caption="The runs that are compared"
      heads={runs.map((run, place) => (
        <span key={run.id} className="flex items-start gap-2">
          <span className="font-mono text-accent">{letterOf(place)}</span>
          <QuietLink
            href={pathOf(run)}
            className="min-w-0 font-semibold underline [overflow-wrap:anywhere] hover:text-accent"
          >
            {nameOf(run)}
          </QuietLink>
          {pathWithout && runs.length > 1 && (
            <QuietLink
              href={pathWithout(run)}
              aria-label={`Take ${letterOf(place)}, ${nameOf(run)}, out of the comparison`}
              className="ml-auto inline-flex size-6 shrink-0 items-center justify-center rounded-6 text-muted hover:bg-accent/12 hover:text-ink print:hidden"
            >
              ×
            </QuietLink>
          )}
        </span>
      ))}
    >
      <SideRow
        title="Verdict"
        values={runs.map((run) => (
          <Fragment key={run.id}>
            {run.outcome ? <VerdictMark outcome={run.outcome} /> : verdictTitle(run)}
            {run.sentence && <p className="text-13 text-muted">{run.sentence}</p>}
          </Fragment>
        ))}
      />
      <SideRow title="Launched" values={runs.map(({ createdAt }) => wallMoment(createdAt))} />
      {comparedFacts(runs).map(({ title, values }) => (
        <SideRow key={title} title={title} values={values} />
      ))}
    </SideTable>
  );
}
