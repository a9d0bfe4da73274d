'use client';
/** A choice of a few, all in sight: radio buttons with a sentence each. */
import { useId } from 'react';
import { Explained } from './explained';

export interface Choice {
  readonly value: string;
  readonly title: string;
  readonly sentence?: string;
  readonly isDisabled?: boolean;
}

/** Side by side where there is room. */
const columns: Readonly<Record<number, string>> = { 2: 'sm:grid-cols-2', 3: 'sm:grid-cols-3' };

export interface ChoiceFieldProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly error?: string | undefined;
  /** Of the field that is chosen. */
  readonly name: string;
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
}

export function ChoiceField({ label, choices, error, name, chosen, onChoose }: ChoiceFieldProps) {
  const id = useId();
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined} className="min-w-0">
      <legend className="mb-1 font-medium text-13">
        <Explained terms={['readLevel']}>{label}</Explained>
      </legend>
      <div
        className={`overflow-hidden rounded-6 border border-edge bg-line grid gap-px ${columns[choices.length] ?? ''}`}
      >
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="flex items-start gap-2 bg-raised px-3 py-2 has-disabled:text-muted has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent has-[:focus-visible]:-outline-offset-2"
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === chosen}
              disabled={choice.isDisabled === true && choice.value !== chosen}
              onChange={() => onChoose(choice.value)}
              aria-describedby={choice.sentence ? `${id}-${choice.value}` : undefined}
              aria-label={choice.title}
              className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0">
              <span className="block">{choice.title}</span>
              {choice.sentence && (
                <span id={`${id}-${choice.value}`} className="block text-12 text-muted">
                  {choice.sentence}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id={`${id}-error`} className="mt-1 text-12 text-invalid">
          {error}
        </p>
      )}
    </fieldset>
  );
}
