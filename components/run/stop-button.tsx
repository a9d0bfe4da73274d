'use client';
/** Stops a run, after asking: what was measured so far is kept and checked. */
import { AlertDialog } from 'radix-ui';
import { useState } from 'react';
import { buttonClass } from '../ui/button';
import { messageOf, request } from '../ui/request';
import { announce } from '../ui/status-region';

export function StopButton({ runId, isQueued }: { readonly runId: string; readonly isQueued: boolean }) {
  const [isStopping, setStopping] = useState(false);

  const stop = async () => {
    setStopping(true);
    try {
      await request(`/api/runs/${runId}/stop`, { method: 'POST' });
    } catch (error) {
      setStopping(false);
      announce(`The run was not stopped. ${messageOf(error)}`);
    }
  };

  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger className={buttonClass('plain')} disabled={isStopping}>
        {isStopping ? 'Stopping' : 'Stop'}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.4)]" />
        <AlertDialog.Content className="fixed top-1/3 left-1/2 z-50 w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 rounded-6 border border-line bg-raised p-4 shadow-popover">
          <AlertDialog.Title className="font-semibold text-16">Stop this run?</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-14 text-muted">
            {isQueued
              ? 'It has not begun. It leaves the queue and nothing is checked.'
              : 'Whatever is broken is healed, the system is stopped, and the operations so far are checked.'}
          </AlertDialog.Description>
          <div className="mt-4 flex justify-end gap-2">
            <AlertDialog.Cancel className={buttonClass('plain')}>Keep running</AlertDialog.Cancel>
            <AlertDialog.Action className={buttonClass('primary')} onClick={() => void stop()}>
              Stop the run
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
