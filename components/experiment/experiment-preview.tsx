'use client';
/** What will run, how often and how long, before it does; and the button that makes it so. */
import type { Result } from '@/lib/base/result';
import { counted } from '@/lib/base/words';
import { experimentCommandFor, experimentCurlFor, hasSecret, type LaunchedExperiment } from '@/lib/plan/command';
import type { ResolvedExperiment } from '@/lib/plan/experiment';
import type { PlanIssue } from '@/lib/plan/issues';
import { expectedSeconds, secondsWords } from '@/lib/plan/words';
import { CopyCommands } from '../form/copy-commands';
import { Button } from '../ui/button';

interface ExperimentPreviewProps {
  readonly input: LaunchedExperiment;
  readonly resolved: Result<ResolvedExperiment, readonly PlanIssue[]>;
  /** The name of the one that it is as it is. */
  readonly preset: string | undefined;
  readonly isLaunching: boolean;
  readonly failure: string | undefined;
  /** Whether there is a field for what is wrong at the path. */
  readonly canShow: (path: string) => boolean;
  readonly show: (path: string) => void;
}

export function ExperimentPreview(props: ExperimentPreviewProps) {
  const { input, resolved, preset, isLaunching, failure, canShow, show } = props;
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
                <dd className="break-words text-13 text-muted">{values.map(({ title }) => title).join(' · ')}</dd>
              </div>
            ))}
          </dl>
          <p role="status">{countWords(resolved.value)}</p>
        </>
      ) : (
        <div role="status" className="border-invalid border-l-2 pl-3">
          <p className="font-medium">{counted(resolved.error.length, 'mistake')}:</p>
          <ul className="mt-1 space-y-1 text-13">
            {resolved.error.map(({ path, message }) => (
              <li key={`${path} ${message}`} className="break-words text-invalid">
                <IssueWords path={path} message={message} show={canShow(path) ? show : undefined} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" kind="primary" disabled={isLaunching}>
          {isLaunching ? 'Launching' : 'Launch'}
        </Button>
      </div>
      <CopyCommands
        isDisabled={!resolved.ok}
        command={() => experimentCommandFor(input, preset)}
        curl={(origin) => experimentCurlFor(input, origin)}
        hasSecret={hasSecret(input.plan)}
      />
      <p role="alert" className="text-13 text-invalid empty:hidden">
        {failure}
      </p>
    </section>
  );
}

interface IssueWordsProps extends PlanIssue {
  /** Leads to its field, where it has one. */
  readonly show: ((path: string) => void) | undefined;
}

function IssueWords({ path, message, show }: IssueWordsProps) {
  const words = (
    <>
      {path && <span className="font-mono">{path} </span>}
      {message}
    </>
  );
  if (show === undefined) return words;
  return (
    <a
      href={`#${path}`}
      className="underline"
      onClick={(event) => {
        event.preventDefault();
        show(path);
      }}
    >
      {words}
    </a>
  );
}

/** `3 × 2 combinations, 5 times each: 30 runs, about 26 min.`, `1 combination, 20 times at most: …, at most 40 min.` */
function countWords({ experiment, combinations }: ResolvedExperiment): string {
  const plans = combinations.flatMap((combination) => combination.plans);
  const seconds = plans.reduce((sum, plan) => sum + expectedSeconds(plan), 0);
  const sizes = experiment.axes.map(({ values }) => values.length);
  if (plans.length === 1) return `Nothing varies yet: 1 run, about ${secondsWords(Math.round(seconds))}.`;
  const made = combinations.length === 1 ? '1 combination' : `${sizes.join(' × ')} combinations`;
  const times =
    experiment.repeats === 1 ? '' : `, ${experiment.repeats} times ${experiment.until ? 'at most' : 'each'}`;
  return `${made}${times}: ${plans.length} runs, ${experiment.until ? 'at most' : 'about'} ${secondsWords(Math.round(seconds))}.`;
}
