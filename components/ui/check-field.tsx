'use client';
/** A choice of any of a few, all in sight: check boxes with a sentence each. */
import { useId } from 'react';
import type { Choice } from './choice-field';

interface CheckFieldProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

export function CheckField({ label, choices, hint, error, chosen, onChoose }: CheckFieldProps) {
  const id = useId();
  const toggle = (value: string, isChosen: boolean) => {
    const kept = chosen.filter((other) => other !== value);
    onChoose(isChosen ? [...kept, value] : kept);
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium text-13">{label}</legend>
      <div className="grid gap-px overflow-hidden rounded-6 border border-edge bg-line sm:grid-cols-2">
        {choices.map(({ value, title, sentence, isDisabled = false }) => (
          <label
            key={value}
            className="flex items-start gap-2 bg-raised px-3 py-2 sm:last:odd:col-span-2 has-disabled:text-muted has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent has-[:focus-visible]:-outline-offset-2"
          >
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              disabled={isDisabled}
              onChange={(event) => toggle(value, event.target.checked)}
              aria-label={title}
              aria-describedby={sentence ? `${id}-${value}` : undefined}
              className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0">
              <span className="block">{title}</span>
              {sentence && (
                <span id={`${id}-${value}`} className="block text-12 text-muted">
                  {sentence}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
      {(error ?? hint) !== undefined && (
        <p className={`mt-1 text-12 ${error === undefined ? 'text-muted' : 'text-invalid'}`}>{error ?? hint}</p>
      )}
    </fieldset>
  );
}
