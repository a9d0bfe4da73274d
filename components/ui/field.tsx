'use client';
/** A label, something to fill in, a hint and what is wrong with it; the last two are read out with the field. */
import { type ComponentProps, type ReactNode, useId } from 'react';

export const inputClass =
  'block h-9 w-full rounded-6 border border-edge bg-raised px-2 text-14 text-ink placeholder:text-muted aria-invalid:border-invalid disabled:opacity-60';

/** Of a choice in a row of others. */
export const selectClass = 'h-9 max-w-48 rounded-6 border border-edge bg-raised px-2 text-13';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: (attributes: FieldAttributes) => ReactNode;
}

export interface FieldAttributes {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium text-13">
        {label}
      </label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': described || undefined })}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-12 text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1 text-12 text-invalid">
          {error}
        </p>
      )}
    </div>
  );
}

interface InputFieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** Shown inside the field, after the number. */
  readonly unit?: string;
}

export function InputField({ label, hint, error, unit, ...input }: InputFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => (
        <div className="relative">
          <input
            autoComplete="off"
            spellCheck={false}
            {...input}
            {...attributes}
            className={`${inputClass} ${unit ? 'pr-14' : ''}`}
          />
          {unit && (
            <span className="pointer-events-none absolute inset-y-0 right-2 flex items-center text-13 text-muted">
              {unit}
            </span>
          )}
        </div>
      )}
    </Field>
  );
}
