'use client';
/** What will run, how often and how long, before it does; and the button that makes it so. */
import { resolveExperiment } from '@/lib/plan/experiment';
import type { ExperimentInput } from '@/lib/plan/experiment-document';
import { expectedSeconds, secondsWords } from '@/lib/plan/words';
import { Button } from '../ui/button';
import { copyText } from '../ui/copy';

interface ExperimentPreviewProps {
  readonly input: ExperimentInput;
  readonly isLaunching: boolean;
  readonly failure: string | undefined;
}

export function ExperimentPreview({ input, isLaunching, failure }: ExperimentPreviewProps) {
  const resolved = resolveExperiment(input);
  return (
    <section
      aria-label="Preview"
      className="flex flex-col gap-4 rounded-6 border border-line bg-raised p-4 lg:sticky lg:top-4"
    >
      {resolved.ok ? (
        <>
          <dl className="space-y-2">
            {resolved.value.experiment.axes.map(({ name, values }) => (
              <div key={name}>
                <dt className="font-medium text-13">{name}</dt>
                <dd className="text-13 text-muted">{values.map(({ title }) => title).join(' · ')}</dd>
              </div>
            ))}
          </dl>
          <p role="status">{countWords(resolved.value)}</p>
        </>
      ) : (
        <div role="status">
          <p>This cannot be run yet:</p>
          <ul className="mt-1 list-disc space-y-1 pl-5 text-13 text-invalid">
            {resolved.error.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                {path && <span className="font-mono">{path} </span>}
                {message}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" kind="primary" disabled={isLaunching || !resolved.ok}>
          {isLaunching ? 'Launching' : 'Launch'}
        </Button>
        <Button
          kind="quiet"
          disabled={!resolved.ok}
          title="A file for npx clew run"
          onClick={() => void copyText(`${JSON.stringify(input, null, 2)}\n`, 'Experiment')}
        >
          Copy as JSON
        </Button>
      </div>
      <p role="alert" className="text-13 text-invalid empty:hidden">
        {failure}
      </p>
    </section>
  );
}

type Resolved = Extract<ReturnType<typeof resolveExperiment>, { readonly ok: true }>['value'];

/** `3 × 2 combinations, 5 times each: 30 runs, about 26 min.`, `1 combination, 20 times at most: …, at most 40 min.` */
function countWords({ experiment, combinations }: Resolved): string {
  const plans = combinations.flatMap((combination) => combination.plans);
  const seconds = plans.reduce((sum, plan) => sum + expectedSeconds(plan), 0);
  const sizes = experiment.axes.map(({ values }) => values.length);
  const made = combinations.length === 1 ? '1 combination' : `${sizes.join(' × ')} combinations`;
  const times =
    experiment.repeats === 1 ? '' : `, ${experiment.repeats} times ${experiment.until ? 'at most' : 'each'}`;
  const runs = plans.length === 1 ? '1 run' : `${plans.length} runs`;
  return `${made}${times}: ${runs}, ${experiment.until ? 'at most' : 'about'} ${secondsWords(Math.round(seconds))}.`;
}
