'use client';
import { AlertDialog } from 'radix-ui';
import { buttonClass } from './button';
import type { OpenedProps } from './opener';

export interface Question {
  readonly question: string;
  readonly consequence: string;
  /** The ways out: without the act, and with it. */
  readonly keep: string;
  readonly act: string;
  readonly onAct: () => void;
}

export function ConfirmPart(props: Question & OpenedProps) {
  const { question, consequence, keep, act, onAct, isOpen, setOpen, button } = props;
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={setOpen}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.4)]" />
        <AlertDialog.Content
          onCloseAutoFocus={() => button.current?.focus()}
          className="fixed top-1/3 left-1/2 z-50 w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 rounded-6 border border-line bg-raised p-4 shadow-popover"
        >
          <AlertDialog.Title className="font-semibold text-16">{question}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-14 text-muted">{consequence}</AlertDialog.Description>
          <div className="mt-4 flex justify-end gap-2">
            <AlertDialog.Cancel className={buttonClass('plain')}>{keep}</AlertDialog.Cancel>
            <AlertDialog.Action className={buttonClass('primary')} onClick={onAct}>
              {act}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
