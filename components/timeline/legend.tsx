/** What the marks of the timeline mean. */
import type { ReactNode } from 'react';
import { wordsOf } from '@/lib/catalog/faults/appearance';
import type { Thread } from '@/lib/timeline/tracks/scene';
import { CrownMark } from '../cluster/crown-mark';
import { FaultGlyph } from '../cluster/fault-mark';
import { Explained } from '../ui/explained';
import { faultBox } from '../ui/fault-bands';
import { OutcomeMark } from './outcome-mark';

interface LegendProps {
  /** Names, one of each kind that there is. */
  readonly faults: readonly string[];
  readonly hasViolation: boolean;
  readonly thread: Thread | undefined;
  /** The nodes were asked what they believe. */
  readonly hasBeliefs: boolean;
}

export function Legend({ faults, hasViolation, thread, hasBeliefs }: LegendProps) {
  return (
    <ul className="flex flex-wrap items-center gap-x-4 gap-y-1 text-12 text-muted" aria-label="Legend">
      <Item mark={<OutcomeMark outcome="ok" />}>ok</Item>
      <Item mark={<OutcomeMark outcome="fail" />}>fail, did not happen</Item>
      <Item mark={<OutcomeMark outcome="info" />}>
        <Explained terms={['info']}>info, may happen later</Explained>
      </Item>
      {faults.map((fault) => (
        <Item key={fault} mark={<FaultMark fault={fault} />}>
          {wordsOf(fault).title.toLowerCase()}
        </Item>
      ))}
      {hasBeliefs && (
        <>
          <Item
            mark={
              <span className="flex h-3 w-5 items-center justify-center bg-ink">
                <CrownMark className="h-2 w-2.75 fill-raised" />
              </span>
            }
          >
            believes that it leads
          </Item>
          <Item mark={<span className="w-5 border-muted border-t border-dashed" />}>knows no leader</Item>
          <Item mark={<span className="w-5 border-ink border-t-2 border-dotted" />}>
            <Explained terms={['index']}>old index</Explained>
          </Item>
          <Item mark={<span className="hatched h-3 w-5 text-muted" />}>does not answer</Item>
        </>
      )}
      {hasViolation && (
        <Item
          mark={
            <svg viewBox="0 0 10 10" className="size-2.5 stroke-invalid" strokeWidth="2" aria-hidden="true">
              <path d="m1 1 8 8M9 1 1 9" />
            </svg>
          }
        >
          violation
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

function FaultMark({ fault }: { readonly fault: string }) {
  return (
    <span className={`flex h-3 w-5 items-center ${faultBox(fault)}`}>
      <FaultGlyph fault={fault} className="size-3 fill-ink" />
    </span>
  );
}

function Item({ mark, children }: { readonly mark: ReactNode; readonly children: ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      {/* The colours are what it explains, so no other ones may take their place. */}
      <span className="flex forced-color-adjust-none">{mark}</span>
      <span>{children}</span>
    </li>
  );
}
