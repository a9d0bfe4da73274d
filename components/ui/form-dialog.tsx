'use client';
/** The frame of a dialog with a form in it, and the row that ends the form. */
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button, buttonClass } from './button';

interface FormDialogProps {
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly title: string;
  readonly children: ReactNode;
}

export function FormDialog({ isOpen, close, title, children }: FormDialogProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(isStill) => !isStill && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.4)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[min(30rem,calc(100vw-2rem))] -translate-1/2 overflow-y-auto rounded-6 border border-line bg-raised p-4 text-ink shadow-popover"
        >
          <Dialog.Title className="mb-1 font-semibold text-16">{title}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface FormEndProps {
  /** What the button says that sends the form. */
  readonly act: string;
  readonly isBusy: boolean;
  readonly close: () => void;
  /** Why it was refused. */
  readonly failure?: string | undefined;
}

export function FormEnd({ act, isBusy, close, failure }: FormEndProps) {
  return (
    <>
      <p role="alert" className="text-13 text-invalid empty:hidden">
        {failure}
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <button type="submit" disabled={isBusy} className={buttonClass('primary')}>
          {act}
        </button>
      </div>
    </>
  );
}
