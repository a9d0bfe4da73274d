'use client';
/** A choice of a few where rows of such choices stand below each other: one line, with the sentence of what is chosen. */
import type { ChoiceFieldProps } from './choice-field';
import { Field, inputClass } from './field';

export function SelectField({ label, choices, error, name, chosen, onChoose }: ChoiceFieldProps) {
  return (
    <Field label={label} hint={choices.find(({ value }) => value === chosen)?.sentence} error={error}>
      {(attributes) => (
        <select
          {...attributes}
          name={name}
          value={chosen}
          onChange={(event) => onChoose(event.target.value)}
          className={inputClass}
        >
          {choices.map(({ value, title, isDisabled = false }) => (
            <option key={value} value={value} disabled={isDisabled && value !== chosen}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
