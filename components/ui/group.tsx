/** One of the four short groups of the form. */
import type { ReactNode } from 'react';

interface GroupProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function Group({ title, children }: GroupProps) {
  return (
    <fieldset className="border-line border-t pt-4 md:grid md:grid-cols-[6rem_minmax(0,1fr)] md:gap-6">
      <legend className="sr-only">{title}</legend>
      <p aria-hidden="true" className="mb-3 font-semibold text-16">
        {title}
      </p>
      <div className="space-y-4">{children}</div>
    </fieldset>
  );
}

/** Short fields beside each other. */
export function FieldRow({ children }: { readonly children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">{children}</div>;
}
