'use client';
/** A text in which the field's words explain themselves, to a pointer that rests on them, a tap, or a key. */
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { type TermName, termOf, termsIn } from '@/lib/base/glossary';

interface ExplainedProps {
  readonly children: string;
  /** Words that are explained where they first stand. */
  readonly terms: readonly TermName[];
}

export function Explained({ children, terms }: ExplainedProps) {
  return termsIn(children, terms).map(({ text, term }) =>
    term === undefined ? text : <ExplainedTerm key={term} name={term} text={text} />,
  );
}

function ExplainedTerm({ name, text }: { readonly name: TermName; readonly text: string }) {
  const [isOpen, setOpen] = useState(false);
  const { title, meaning } = termOf(name);
  const isMouse = (event: React.PointerEvent) => event.pointerType === 'mouse';
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        // A mouse opened it already when it came; its click must not close it.
        onClick={(event) => {
          if (isOpen) event.preventDefault();
        }}
        onPointerEnter={(event) => isMouse(event) && setOpen(true)}
        onPointerLeave={(event) => isMouse(event) && setOpen(false)}
        className="cursor-help underline decoration-current/50 decoration-dotted decoration-1 underline-offset-4 print:no-underline"
      >
        {text}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={12}
          aria-label={title}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="z-30 w-80 max-w-[calc(100vw-24px)] rounded-6 border border-line bg-raised px-3 py-2 text-13 text-ink shadow-popover"
        >
          {meaning}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
