'use client';
import { Popover } from 'radix-ui';
import { glossary } from '@/lib/base/glossary';
import { type TermName, terms } from '@/lib/base/terms';
import type { OpenedProps } from './opener';
import { useButtonFocus } from './use-button-focus';

interface ExplanationPartProps extends OpenedProps {
  readonly term: TermName;
}

export function ExplanationPart({ term, isOpen, setOpen, button }: ExplanationPartProps) {
  const { onInteractOutside } = useButtonFocus(button);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Anchor virtualRef={button} />
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={12}
          aria-label={terms[term].title}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={onInteractOutside}
          className="z-30 w-80 max-w-[calc(100vw-24px)] rounded-6 border border-line bg-raised px-3 py-2 text-13 text-ink shadow-popover"
        >
          {glossary[term]}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
