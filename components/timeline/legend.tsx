/** What the marks of the timeline mean. */
import type { ReactNode } from 'react';
import type { Thread } from '@/lib/timeline/scene';
import { OutcomeMark } from './outcome-mark';

interface LegendProps {
  readonly hasViolation: boolean;
  readonly thread: Thread | undefined;
}

export function Legend({ hasViolation, thread }: LegendProps) {
  return (
    <ul className="flex flex-wrap items-center gap-x-4 gap-y-1 text-12 text-muted" aria-label="Legend">
      <Item mark={<OutcomeMark outcome="ok" />}>ok</Item>
      <Item mark={<OutcomeMark outcome="fail" />}>fail, did not happen</Item>
      <Item mark={<OutcomeMark outcome="info" />}>info, may happen later</Item>
      <Item mark={<span className="h-2.5 w-5 bg-partition" />}>network cut</Item>
      {hasViolation && (
        <Item
          mark={
            <svg viewBox="0 0 10 10" className="size-2.5 stroke-invalid" strokeWidth="2" aria-hidden="true">
              <path d="m1 1 8 8M9 1 1 9" />
            </svg>
          }
        >
          cannot be
        </Item>
      )}
      {thread && thread.path.length > 0 && (
        <Item
          mark={
            <svg viewBox="0 0 28 10" className="h-2.5 w-7 stroke-accent" aria-hidden="true">
              <path d="M1 8 10 3" strokeWidth="2" />
              <path d="m13 4 14 4" strokeWidth="1.5" strokeDasharray="3 2" strokeOpacity="0.7" />
              <path d="M8 1h4v4H8z" className="fill-accent" />
            </svg>
          }
        >
          order of the world, {(thread.at + 1).toLocaleString('en-GB')} of {thread.path.length.toLocaleString('en-GB')}{' '}
          steps taken
        </Item>
      )}
    </ul>
  );
}

function Item({ mark, children }: { readonly mark: ReactNode; readonly children: ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      {mark}
      {children}
    </li>
  );
}
