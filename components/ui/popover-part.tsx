'use client';
/** The frame of what opens at a button and lets the rest of the page be used. */
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import type { OpenedProps } from './opener';
import { useButtonFocus } from './use-button-focus';

interface PopoverPartProps extends OpenedProps {
  readonly align: 'start' | 'end';
  /** The id of its heading. */
  readonly labelledBy: string;
  readonly className: string;
  readonly children: ReactNode;
}

export function PopoverPart({ isOpen, setOpen, button, align, labelledBy, className, children }: PopoverPartProps) {
  const focus = useButtonFocus(button);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Anchor virtualRef={button} />
      <Popover.Portal>
        <Popover.Content
          align={align}
          sideOffset={6}
          collisionPadding={12}
          aria-labelledby={labelledBy}
          {...focus}
          className={`z-30 flex w-96 max-w-[calc(100vw-24px)] flex-col gap-3 rounded-6 border border-line bg-raised p-4 text-ink shadow-popover ${className}`}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

export const PopoverClose = Popover.Close;
