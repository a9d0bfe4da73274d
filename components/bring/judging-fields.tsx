'use client';
/** How the history is to be judged: nothing need be said, and everything can be. */
import { type CheckerName, isCheckerName } from '@/lib/checker/names';
import { modelNames } from '@/lib/model/registry';
import { Field, InputField, selectClass } from '../ui/field';
import type { Asked } from './use-import';

export interface JudgingForm {
  readonly model: string;
  readonly initial: string;
  readonly keys: string;
  readonly checkers: string;
}

export const emptyJudging: JudgingForm = { model: '', initial: '', keys: '', checkers: '' };

/** @throws Error that names the field */
export function askedBy({ model, initial, keys, checkers }: JudgingForm): Asked {
  const names = checkers
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const stranger = names.find((name) => !isCheckerName(name));
  if (stranger !== undefined) throw new Error(`there is no checker ${stranger}`);
  return {
    ...(model !== '' && { model }),
    ...(initial.trim() !== '' && { initial: initial.trim() }),
    ...(keys !== '' && { isByKey: keys === 'each' }),
    ...(names.length > 0 && { checkers: names as CheckerName[] }),
  };
}

interface JudgingFieldsProps {
  readonly form: JudgingForm;
  readonly onChange: (form: JudgingForm) => void;
  readonly isDisabled: boolean;
}

export function JudgingFields({ form, onChange, isDisabled }: JudgingFieldsProps) {
  const select = (
    field: 'model' | 'keys',
    label: string,
    hint: string,
    choices: readonly (readonly [string, string])[],
  ) => (
    <Field label={label} hint={hint}>
      {(attributes) => (
        <select
          {...attributes}
          className={`${selectClass} w-full max-w-none`}
          value={form[field]}
          disabled={isDisabled}
          onChange={(event) => onChange({ ...form, [field]: event.target.value })}
        >
          {choices.map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {select('model', 'Model', 'What the system should behave like, seen from outside', [
        ['', 'As its operations look'],
        ...modelNames.map((name) => [name, name] as const),
        ['none', 'None: only checkers'],
      ])}
      {select('keys', 'Keys', 'Values may be a key and what is done to it', [
        ['', 'As its values look'],
        ['each', 'Values are [key value], each key by itself'],
        ['one', 'One object'],
      ])}
      <InputField
        label="Initial state"
        hint="JSON, such as 0; empty: that of the model"
        value={form.initial}
        disabled={isDisabled}
        onChange={(event) => onChange({ ...form, initial: event.target.value })}
      />
      <InputField
        label="Checkers"
        hint="Beside the model, comma separated, such as stats, set"
        value={form.checkers}
        disabled={isDisabled}
        onChange={(event) => onChange({ ...form, checkers: event.target.value })}
      />
    </div>
  );
}
