'use client';
/** Stops a run, after asking: what was measured so far is kept and checked. */
import { useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { ConfirmedButton } from '../ui/confirmed-button';
import { messageOf, request } from '../ui/request';
import { announce } from '../ui/status-region';

export function StopButton({ runId, isQueued }: { readonly runId: string; readonly isQueued: boolean }) {
  const [isStopping, setStopping] = useState(false);

  const stop = async () => {
    setStopping(true);
    try {
      await request(endpoints.stopRun, { params: { id: runId } });
    } catch (error) {
      setStopping(false);
      announce(`The run was not stopped. ${messageOf(error)}`);
    }
  };

  return (
    <ConfirmedButton
      label={isQueued ? 'Cancel' : isStopping ? 'Stopping' : 'Stop'}
      isDisabled={isStopping}
      question={isQueued ? 'Cancel this run?' : 'Stop this run?'}
      consequence={
        isQueued
          ? 'It has not begun. It leaves the queue and nothing is checked.'
          : 'Whatever is broken is healed, the system is stopped, and the operations so far are checked.'
      }
      keep={isQueued ? 'Keep waiting' : 'Keep running'}
      act={isQueued ? 'Cancel the run' : 'Stop the run'}
      onAct={() => void stop()}
    />
  );
}
