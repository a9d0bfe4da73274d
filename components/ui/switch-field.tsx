'use client';
/** Something that is on or off, with a sentence about what that means. */
import { type ComponentProps, useId } from 'react';

interface SwitchFieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint: string;
  readonly error?: string | undefined;
}

export function SwitchField({ label, hint, error, ...input }: SwitchFieldProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is checked
        role="switch"
        {...input}
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? `${id}-hint` : `${id}-hint ${id}-error`}
        className="peer relative mt-px h-5 w-9 shrink-0 appearance-none rounded-full border border-edge bg-surface transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-3.5 before:rounded-full before:bg-edge before:transition-transform checked:border-accent checked:bg-accent checked:before:translate-x-4 checked:before:bg-on-accent motion-reduce:before:transition-none"
      />
      <span className="min-w-0">
        <label htmlFor={id} className="block font-medium text-13">
          {label}
        </label>
        <span id={`${id}-hint`} className="block text-12 text-muted">
          {hint}
        </span>
        {error && (
          <span id={`${id}-error`} className="block text-12 text-invalid">
            {error}
          </span>
        )}
      </span>
    </div>
  );
}
