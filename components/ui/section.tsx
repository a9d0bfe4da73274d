'use client';
/** A part of a form that is one line until it is opened: what it is, what it says, and how much in it is wrong. */
import { type ReactNode, useId } from 'react';
import { counted } from '@/lib/base/words';

interface SectionProps {
  readonly title: string;
  /** What stands in it, in one line. */
  readonly summary: string;
  /** Fields that cannot be read as they are. */
  readonly wrong: number;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
  readonly children: ReactNode;
}

export function Section({ title, summary, wrong, isOpen, onToggle, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={`${id}-title`} className="border-line border-t last:border-b">
      <h3>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-summary`}
          onClick={() => onToggle(!isOpen)}
          className="grid w-full grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 gap-y-0.5 py-2.5 text-left -outline-offset-2 hover:bg-raised sm:grid-cols-[6rem_minmax(0,1fr)_auto]"
        >
          <span id={`${id}-title`} className="font-semibold">
            {title}
          </span>
          <span
            id={`${id}-summary`}
            className="col-span-2 row-start-2 min-w-0 break-words text-13 sm:col-span-1 sm:row-start-auto"
          >
            {wrong > 0 ? (
              <span className="font-medium text-invalid">{counted(wrong, 'field')} cannot be read</span>
            ) : (
              <span className="text-muted">{summary}</span>
            )}
          </span>
          <span className="text-13 text-accent">{isOpen ? 'Close' : 'Change'}</span>
        </button>
      </h3>
      {isOpen && (
        <div id={id} className="space-y-4 pt-2 pb-6 sm:pl-28">
          {children}
        </div>
      )}
    </section>
  );
}
