'use client';
/** A choice of a few short words, side by side, on as many lines as they need; radio buttons underneath, so the arrow keys move between them. */
import { useId } from 'react';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly choices: readonly T[];
  readonly value: T;
  readonly onChoose: (choice: T) => void;
}

export function Segmented<T extends string>({ label, choices, value, onChoose }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className="flex items-center gap-2 text-13">
      <legend className="float-left text-muted">{label}</legend>
      <div className="flex flex-wrap overflow-hidden rounded-6 border border-edge">
        {choices.map((choice) => (
          <label
            key={choice}
            className="relative -mt-px -ml-px border-edge border-t border-l bg-raised px-2.5 py-1 has-checked:bg-accent has-checked:text-on-accent has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent has-[:focus-visible]:outline-offset-1"
          >
            <input
              type="radio"
              className="absolute inset-0 m-0 size-full cursor-pointer appearance-none outline-none"
              name={name}
              value={choice}
              checked={choice === value}
              onChange={() => onChoose(choice)}
            />
            {choice}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
