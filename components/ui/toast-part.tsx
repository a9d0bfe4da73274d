'use client';
import { Toast } from 'radix-ui';
import { buttonClass } from './button';
import type { ToldProps } from './told-toast';

/** Long enough to read it and to find the button. */
const shownMs = 10_000;

export function ToastPart({ told, onClose }: ToldProps) {
  return (
    <Toast.Provider duration={shownMs} label="Notice">
      {told && (
        <Toast.Root
          key={told.text}
          onOpenChange={(isOpen) => !isOpen && onClose()}
          className="flex items-center gap-3 rounded-6 border border-line bg-raised py-2 pr-2 pl-4 shadow-popover"
        >
          <Toast.Description className="text-14">{told.text}</Toast.Description>
          {told.undo && (
            <Toast.Action altText="Undo" onClick={told.undo} className={buttonClass('quiet')}>
              Undo
            </Toast.Action>
          )}
          <Toast.Close className={buttonClass('quiet')}>Close</Toast.Close>
        </Toast.Root>
      )}
      <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex max-w-[calc(100vw-2rem)] flex-col gap-2" />
    </Toast.Provider>
  );
}
