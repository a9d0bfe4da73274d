/** The experiments of the library: a row each, which opens its table. */
import type { ExperimentListing } from '@/lib/protocol/experiment';
import { endedIn, outcomesFromWorst } from '@/lib/report/experiment-cell';
import { ProgressBar } from '../ui/progress-bar';
import { QuietLink } from '../ui/quiet-link';
import { RelativeTime } from '../ui/relative-time';
import { VerdictMark } from '../ui/verdict-mark';

export function ExperimentsTable({ experiments }: { readonly experiments: readonly ExperimentListing[] }) {
  return (
    <section aria-labelledby="experiments" className="mb-8">
      <h2 id="experiments" className="mb-1 font-semibold text-16">
        Experiments
      </h2>
      <ul className="border-line border-t">
        {experiments.map((experiment) => (
          <li
            key={experiment.id}
            className="grid gap-x-6 gap-y-1 border-line border-b px-2 py-2 transition-colors hover:bg-raised md:grid-cols-[minmax(0,1fr)_auto_7rem_7rem] md:items-center"
          >
            <div className="min-w-0">
              <QuietLink href={`/experiments/${experiment.id}`} className="font-medium text-accent underline">
                {experiment.name}
              </QuietLink>
              <p className="text-13 text-muted">{axesWords(experiment)}</p>
            </div>
            <Outcomes experiment={experiment} />
            <State experiment={experiment} />
            <span className="text-13 text-muted md:text-right">
              <RelativeTime at={experiment.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `reads: local, leader, quorum × fault: partitions, none` */
function axesWords({ axes, runs }: ExperimentListing): string {
  if (axes.length === 0) return `${runs} repeats`;
  return axes.map(({ name, values }) => `${name}: ${values.join(', ')}`).join(' × ');
}

function Outcomes({ experiment: { tally } }: { readonly experiment: ExperimentListing }) {
  return (
    <ul aria-label="Verdicts" className="flex flex-wrap gap-x-3">
      {outcomesFromWorst
        .filter((outcome) => tally[outcome] > 0)
        .map((outcome) => (
          <li key={outcome} className="flex items-center gap-1">
            <VerdictMark outcome={outcome} hasWord={false} />
            {tally[outcome]}
          </li>
        ))}
    </ul>
  );
}

function State({ experiment: { name, state, runs, tally } }: { readonly experiment: ExperimentListing }) {
  const ended = endedIn(tally);
  const count = `${ended} of ${runs} runs`;
  if (state !== 'going-on') {
    const word = { done: 'Done', stopped: 'Stopped', interrupted: 'Interrupted' }[state];
    return (
      <span className="text-13 text-muted">
        {word}
        {ended < runs && `, ${count}`}
      </span>
    );
  }
  return (
    <span className="text-13 text-accent">
      {count}
      <ProgressBar value={ended / runs} label={`${name}: runs that are over`} />
    </span>
  );
}
