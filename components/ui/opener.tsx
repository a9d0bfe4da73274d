'use client';
/** A button that opens a menu, a popover or a dialog whose code comes when a hand nears the button. */
import { type ComponentProps, type KeyboardEvent, type RefObject, useId, useRef, useState } from 'react';
import { type Deferred, usePart } from './deferred';

/** What every part that opens at a button is given. */
export interface OpenedProps {
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
  /** Where it opens, and where the focus goes back to. */
  readonly button: RefObject<HTMLButtonElement | null>;
}

interface OpenerProps<Props> extends Omit<ComponentProps<'button'>, 'ref' | 'type'> {
  readonly popup: 'menu' | 'dialog';
  readonly opens: Deferred<Props & OpenedProps>;
  /** What it is given beside that. */
  readonly given: Props;
}

export function Opener<Props extends object>({ popup, opens, given, ...attributes }: OpenerProps<Props>) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const Part = usePart(opens, isOpen);
  const onKeyDown = (event: KeyboardEvent) => {
    if (popup !== 'menu' || event.key !== 'ArrowDown') return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <span className="relative inline-flex">
      <button
        id={id}
        {...attributes}
        ref={button}
        type="button"
        aria-haspopup={popup}
        aria-expanded={isOpen}
        data-state={isOpen ? 'open' : 'closed'}
        onPointerEnter={opens.prepare}
        onFocus={opens.prepare}
        onKeyDown={onKeyDown}
        onClick={() => setOpen(!isOpen)}
      />
      {Part && <Part {...given} isOpen={isOpen} setOpen={setOpen} button={button} />}
    </span>
  );
}
