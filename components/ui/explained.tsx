'use client';
/** A text in which the field's words explain themselves, to a pointer that rests on them, a tap, or a key. */
import { useRef, useState } from 'react';
import { type TermName, termsIn } from '@/lib/base/terms';
import { Deferred, usePart } from './deferred';

interface ExplainedProps {
  readonly children: string;
  /** Words that are explained where they first stand. */
  readonly terms: readonly TermName[];
}

const explanation = new Deferred(() => import('./explanation-part').then(({ ExplanationPart }) => ExplanationPart));

export function Explained({ children, terms }: ExplainedProps) {
  return termsIn(children, terms).map(({ text, term }) =>
    term === undefined ? text : <ExplainedTerm key={term} name={term} text={text} />,
  );
}

function ExplainedTerm({ name, text }: { readonly name: TermName; readonly text: string }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const Part = usePart(explanation, isOpen);
  const isMouse = (event: React.PointerEvent) => event.pointerType === 'mouse';
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        // A mouse opened it already when it came; its click must not close it.
        onClick={() => setOpen(true)}
        onFocus={explanation.prepare}
        onPointerEnter={(event) => isMouse(event) && setOpen(true)}
        onPointerLeave={(event) => isMouse(event) && setOpen(false)}
        className="cursor-help underline decoration-current/50 decoration-dotted decoration-1 underline-offset-4 print:no-underline"
      >
        {text}
      </button>
      {Part && <Part isOpen={isOpen} setOpen={setOpen} button={button} term={name} />}
    </>
  );
}
