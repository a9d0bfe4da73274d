'use client';
/** Stops an experiment, after asking: the run that goes on is ended well, and no other begins. */
import { useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import { ConfirmedButton } from '../ui/confirmed-button';
import { messageOf, request } from '../ui/request';
import { announce } from '../ui/status-region';

interface StopExperimentProps {
  readonly id: string;
  readonly show: (experiment: ExperimentSummary) => void;
}

export function StopExperiment({ id, show }: StopExperimentProps) {
  const [isStopping, setStopping] = useState(false);
  const stop = async () => {
    setStopping(true);
    try {
      show(await request(endpoints.stopExperiment, { params: { id } }));
    } catch (error) {
      setStopping(false);
      announce(`The experiment was not stopped. ${messageOf(error)}`);
    }
  };
  return (
    <ConfirmedButton
      label={isStopping ? 'Stopping' : 'Stop'}
      isDisabled={isStopping}
      question="Stop this experiment?"
      consequence="The run that goes on is ended as with its own Stop: healed, torn down and checked. No other begins; the rest can be run later."
      keep="Keep running"
      act="Stop the experiment"
      onAct={() => void stop()}
    />
  );
}
