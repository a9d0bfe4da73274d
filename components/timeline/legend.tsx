/** What the marks of the timeline mean. */
import type { ReactNode } from 'react';
import { OutcomeMark } from './outcome-mark';

export function Legend({ hasViolation }: { readonly hasViolation: boolean }) {
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
