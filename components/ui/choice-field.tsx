'use client';
/** A choice of a few, all in sight: radio buttons with a sentence each. */
import { type ComponentProps, useId } from 'react';

export interface Choice {
  readonly value: string;
  readonly title: string;
  readonly sentence?: string;
  readonly isDisabled?: boolean;
}

interface ChoiceFieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly error?: string | undefined;
}

export function ChoiceField({ label, choices, error, ...input }: ChoiceFieldProps) {
  const id = useId();
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined} className="min-w-0">
      <legend className="mb-1 font-medium text-13">{label}</legend>
      <div className="divide-y divide-line rounded-6 border border-edge bg-raised">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="flex items-start gap-2 px-3 py-2 has-disabled:opacity-60 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent"
          >
            <input
              type="radio"
              value={choice.value}
              disabled={choice.isDisabled}
              {...input}
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
