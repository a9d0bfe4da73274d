/** How the runs of one combination ended or how far they are, each with the way to it. */
import Link from 'next/link';
import type { ExperimentCombination, ExperimentSlot, ExperimentSummary } from '@/lib/protocol/experiment';
import { cellOf } from '@/lib/report/experiment-cell';
import { valueTitles } from '@/lib/report/experiment-text';
import { verdictWords } from '@/lib/report/experiment-words';
import { phaseWords } from '@/lib/report/run-words';
import { VerdictMark } from '../ui/verdict-mark';
import { type ExperimentSource, runPath } from './experiment-source';

interface CellVerdictProps {
  readonly experiment: ExperimentSummary;
  readonly combination: ExperimentCombination;
  readonly source: ExperimentSource;
}

export function CellVerdict({ experiment, combination, source }: CellVerdictProps) {
  const isGoingOn = experiment.state === 'going-on';
  const titles = valueTitles(experiment, combination).map(({ title }) => title);
  const name = titles.join(', ') || experiment.name;
  const [only, ...others] = combination.slots;
  if (only && others.length === 0) return <Slot slot={only} name={name} isGoingOn={isGoingOn} source={source} />;
  return (
    <div className="space-y-1">
      <p className="font-medium">{verdictWords(cellOf(combination.slots), isGoingOn)}</p>
      <ol className="flex flex-wrap gap-x-2 gap-y-1" aria-label={`Runs of ${name}`}>
        {combination.slots.map((slot, repeat) => (
          <li key={slot.seed}>
            <Slot slot={slot} name={`${name} #${repeat + 1}`} isGoingOn={isGoingOn} source={source} isShort />
          </li>
        ))}
      </ol>
    </div>
  );
}

interface SlotProps {
  readonly slot: ExperimentSlot;
  /** What tells its link from those of the other cells. */
  readonly name: string;
  readonly isGoingOn: boolean;
  readonly source: ExperimentSource;
  /** The mark alone, among others. */
  readonly isShort?: boolean;
}

function Slot({ slot: { run }, name, isGoingOn, source, isShort = false }: SlotProps) {
  if (!run) {
    const words = isGoingOn ? 'To come' : 'Not run';
    return <span className="text-muted">{isShort ? <Waiting words={words} /> : words}</span>;
  }
  return (
    <Link
      href={runPath(source, run.id)}
      title={run.sentence}
      className="inline-flex flex-wrap items-center gap-x-2 rounded-6 underline decoration-line underline-offset-4 hover:decoration-current"
    >
      {run.outcome ? (
        <VerdictMark outcome={run.outcome} hasWord={!isShort} />
      ) : (
        <>
          {run.violationTime !== undefined && <VerdictMark outcome="invalid" hasWord={!isShort} />}
          <span className="text-accent first-letter:uppercase">
            {isShort ? <Waiting words={phaseWords[run.phase]} /> : phaseWords[run.phase]}
          </span>
        </>
      )}
      <span className="sr-only">: the run of {name}</span>
    </Link>
  );
}

/** As large as a mark. */
function Waiting({ words }: { readonly words: string }) {
  return (
    <span title={words} className="inline-flex size-4 items-center justify-center">
      <span aria-hidden="true">·</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
