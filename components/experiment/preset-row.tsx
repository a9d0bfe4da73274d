/** Experiments to start from, named by what they show; and the test in the form, to be varied. */
import { experimentPresets } from '@/lib/plan/experiment-presets';

interface ExperimentPresetRowProps {
  /** Undefined: the test in the form. */
  readonly chosen: string | undefined;
  readonly choose: (name: string | undefined) => void;
}

export function ExperimentPresetRow({ chosen, choose }: ExperimentPresetRowProps) {
  const own = { name: undefined, title: 'Your test', summary: 'The test in the form, with axes of your own.' };
  return (
    <ul aria-label="Experiments" className="flex flex-wrap gap-px overflow-hidden rounded-6 border border-line bg-line">
      {[own, ...experimentPresets].map(({ name, title, summary }) => (
        <li key={title} className="grow basis-64 bg-raised">
          <button
            type="button"
            aria-pressed={name === chosen}
            onClick={() => choose(name)}
            className="flex size-full flex-col items-start border-transparent border-l-3 px-3 py-2 text-left transition-colors -outline-offset-2 hover:bg-surface aria-pressed:border-accent"
          >
            <span className="font-medium">{title}</span>
            <span className="text-12 text-muted">{summary}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
