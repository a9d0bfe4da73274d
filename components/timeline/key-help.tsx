'use client';
/** `?` lists the keys, from the table that handles them. */
import { Dialog } from 'radix-ui';
import { KeyList } from './key-list';
import type { PageActions } from './keys';

interface KeyHelpProps {
  readonly page: PageActions;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

export function KeyHelp({ page, isOpen, onOpen }: KeyHelpProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[44rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-6 border border-line bg-raised p-6 text-ink shadow-popover"
        >
          <div className="flex items-baseline justify-between gap-4">
            <Dialog.Title className="font-semibold text-16">Keys</Dialog.Title>
            <Dialog.Close className="text-13 text-accent hover:underline">Close</Dialog.Close>
          </div>
          <div className="mt-3">
            <KeyList page={page} />
          </div>
          <p className="text-13 text-muted">
            Drag to move; drag with Shift, or on the axis of time, to zoom to a part. Ctrl and the wheel zoom about the
            pointer.
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
