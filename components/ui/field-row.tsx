/** Short fields beside each other. */
import type { ReactNode } from 'react';

export function FieldRow({ children }: { readonly children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">{children}</div>;
}
