/** What a run can be compared with: the last valid run of its plan, and others of the same system and workload. */
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { runTitle } from '@/lib/report/run-words';
import { QuietLink } from '../ui/quiet-link';
import { RelativeTime } from '../ui/relative-time';
import { VerdictMark } from '../ui/verdict-mark';
import type { Candidates } from './use-compared';

interface ChooseRunProps {
  readonly candidates: Candidates;
  /** Ids of the runs that are compared already. */
  readonly chosen: readonly string[];
  readonly addressOf: (id: string) => string;
}

export function ChooseRun({ candidates: { baseline, others }, chosen, addressOf }: ChooseRunProps) {
  const isFree = ({ id }: RunSummary) => !chosen.includes(id);
  const free = others.filter(isFree);
  const first = baseline && isFree(baseline) ? baseline : undefined;
  return (
    <section aria-labelledby="compare-with" className="mt-6">
      <h2 id="compare-with" className="mb-2 font-semibold text-16">
        Compare with
      </h2>
      {baseline === undefined && (
        <p className="mb-2 text-13 text-muted">No valid run of the same plan was found before this one.</p>
      )}
      {first && (
        <ul aria-label="The last valid run of this plan" className="mb-4 border-line border-t">
          <Candidate run={first} note="the last valid run of this plan" address={addressOf(first.id)} />
        </ul>
      )}
      {free.length > 0 ? (
        <ul aria-label="Others of the same system and workload" className="border-line border-t">
          {free.map((run) => (
            <Candidate key={run.id} run={run} address={addressOf(run.id)} />
          ))}
        </ul>
      ) : (
        !first && (
          <p className="text-13 text-muted">
            There is no other run of this system and workload. Run it again, or choose runs in the list.
          </p>
        )
      )}
    </section>
  );
}

interface CandidateProps {
  readonly run: RunSummary;
  readonly note?: string;
  readonly address: string;
}

function Candidate({ run, note, address }: CandidateProps) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-line border-b py-2">
      {run.outcome ? <VerdictMark outcome={run.outcome} /> : <span className="text-muted">In progress</span>}
      <QuietLink href={address} className="font-semibold text-accent underline [overflow-wrap:anywhere]">
        {nameOf(run)}
      </QuietLink>
      {note && <span className="text-13">{note}</span>}
      <span className="text-13 text-muted">{runTitle(run).join(' · ')}</span>
      <span className="ml-auto text-13 text-muted">
        <RelativeTime at={run.createdAt} />
      </span>
    </li>
  );
}
