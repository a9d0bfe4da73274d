'use client';
/** What the experiment is, how far it is, how long it will still take, and what can be done about it. */
import { useState } from 'react';
import { secondsWords } from '@/lib/plan/words';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import { endedIn, experimentTally, placesLeft, remainingSeconds, runCount } from '@/lib/report/experiment-cell';
import { progressWords, sizeWords } from '@/lib/report/experiment-words';
import { ShareButton } from '../share/share-button';
import { Button } from '../ui/button';
import { ProgressBar } from '../ui/progress-bar';
import { RelativeTime } from '../ui/relative-time';
import { messageOf, request } from '../ui/request';
import { announce } from '../ui/status-region';
import { useNow } from '../ui/use-now';
import { useSettled } from '../ui/use-settled';
import type { ExperimentSource } from './experiment-source';
import { StopExperiment } from './stop-experiment';
import { TakeAway } from './take-away';

interface ExperimentHeaderProps {
  readonly experiment: ExperimentSummary;
  readonly source: ExperimentSource;
  readonly show: (experiment: ExperimentSummary) => void;
}

export function ExperimentHeader({ experiment, source, show }: ExperimentHeaderProps) {
  const { id, name, seed, createdAt, state } = experiment;
  const isOperator = source.kind === 'experiment';
  const left = state === 'going-on' ? 0 : placesLeft(experiment).length;
  return (
    <header className="mb-4 flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="font-semibold text-20">{name}</h1>
        <p className="text-13 text-muted">
          {sizeWords(experiment)} · seed {seed} · <RelativeTime at={createdAt} />
        </p>
      </div>
      <Progress experiment={experiment} />
      <div className="ml-auto flex flex-wrap gap-2">
        {isOperator && state === 'going-on' && <StopExperiment id={id} show={show} />}
        {isOperator && left > 0 && <RunRest id={id} left={left} show={show} />}
        <TakeAway experiment={experiment} />
        {isOperator && <ShareButton of="experiment" id={id} />}
      </div>
    </header>
  );
}

const tickMs = 1000;

function Progress({ experiment }: { readonly experiment: ExperimentSummary }) {
  const now = useNow(tickMs) ?? experiment.createdAt;
  // Read out when it has rested: several runs may end at once.
  const told = useSettled(progressWords(experiment), 1000);
  const seconds = Math.round(remainingSeconds(experiment, now));
  return (
    <div className="w-80 max-w-full text-13">
      <p className="flex justify-between gap-3">
        <span role="status" aria-label="Progress">
          {told}
        </span>
        {experiment.state === 'going-on' && (
          <span className="text-muted">
            {experiment.until ? 'at most' : 'about'} {secondsWords(seconds)} left
          </span>
        )}
      </p>
      <ProgressBar value={endedIn(experimentTally(experiment)) / runCount(experiment)} label="Runs that are over" />
      {experiment.state !== 'going-on' && experiment.state !== 'done' && (
        <p className="mt-1 text-unknown">
          {experiment.state === 'stopped' ? 'Stopped' : 'Interrupted'}
          {experiment.reason ? `: ${experiment.reason}.` : '.'}
        </p>
      )}
    </div>
  );
}

interface RunRestProps {
  readonly id: string;
  readonly left: number;
  readonly show: (experiment: ExperimentSummary) => void;
}

function RunRest({ id, left, show }: RunRestProps) {
  const [isBusy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    try {
      show(await request(endpoints.runRest, { params: { id } }));
    } catch (error) {
      announce(`The rest was not started. ${messageOf(error)}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button kind="primary" disabled={isBusy} onClick={() => void start()}>
      Run the rest ({left})
    </Button>
  );
}
