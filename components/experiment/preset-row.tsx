'use client';
/** Experiments to start from, with what they came to; and the test in the form, to be varied. */
import { useId } from 'react';
import { experimentPresets } from '@/lib/plan/experiment-presets';
import { CardChoice } from '../ui/card-choice';

interface ExperimentPresetRowProps {
  /** Undefined where it is none of these. */
  readonly chosen: string | undefined;
  readonly choose: (name: string) => void;
}

/** The value of the test in the form, which no preset is called. */
export const ownTest = '';

export function ExperimentPresetRow({ chosen, choose }: ExperimentPresetRowProps) {
  const group = useId();
  return (
    <section aria-label="Presets">
      <ul className="grid gap-px overflow-hidden rounded-6 border border-line bg-line sm:grid-cols-2 lg:grid-cols-3">
        <li className="sm:max-lg:col-span-2">
          <CardChoice
            group={group}
            value={ownTest}
            title="Your test"
            summary="The test in the form, with axes of your own."
            isChosen={chosen === ownTest}
            onChoose={() => choose(ownTest)}
          />
        </li>
        {experimentPresets.map(({ name, title, summary, measured }) => (
          <li key={name}>
            <CardChoice
              group={group}
              value={name}
              title={title}
              summary={summary}
              note={measured?.words ?? 'Not measured yet'}
              isUnknown={measured === undefined}
              isChosen={name === chosen}
              onChoose={() => choose(name)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
