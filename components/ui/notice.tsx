/** A page that has nothing to show but a sentence and a way on. */
import type { ReactNode } from 'react';

interface NoticeProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function Notice({ title, children }: NoticeProps) {
  return (
    <main id="main" className="mx-auto max-w-md px-4 pt-16">
      <h1 className="mb-2 font-semibold text-20">{title}</h1>
      <div className="space-y-6">{children}</div>
    </main>
  );
}
