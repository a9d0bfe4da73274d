/** What a page shows that has nothing to show but a sentence and a way on. */
import Link from 'next/link';
import type { ReactNode } from 'react';
import { buttonClass } from './button';

interface NoticeProps {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

export function Notice({ title, action, children }: NoticeProps) {
  return (
    <div className="mx-auto flex max-w-[60ch] flex-col items-start gap-3 px-4 py-24">
      <h1 className="font-semibold text-20">{title}</h1>
      <div className="text-14 text-muted">{children}</div>
      {action}
    </div>
  );
}

/** The way on from whatever is not there. */
export function AllRuns() {
  return (
    <Link href="/" className={buttonClass('plain')}>
      All runs
    </Link>
  );
}
