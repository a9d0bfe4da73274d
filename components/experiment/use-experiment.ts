'use client';
/**
 * An experiment, kept up to date: its cells change every few seconds, so the page asks for it while it goes on, and not
 * while the page is hidden. What was seen last stays on the page when the server does not answer.
 */
import { useCallback, useEffect, useState } from 'react';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import { messageOf, RequestError } from '../ui/request';
import { type ExperimentSource, fetchExperiment } from './experiment-source';

/** The next question comes so long after the last answer. */
const pauseMs = 1000;
/** An experiment that is over can be gone on with from another page. */
const restingPauseMs = 15_000;

export interface ExperimentView {
  /** Undefined until it has arrived once. */
  readonly experiment: ExperimentSummary | undefined;
  /** There is none, or the link was revoked. */
  readonly isAbsent: boolean;
  /** The link asks for a password. */
  readonly isLocked: boolean;
  /** Asks once more, as when that was given. */
  readonly again: () => void;
  /** Why the last question has no answer. */
  readonly failure: string | undefined;
  /** Takes over what the server answered to something that was asked of it. */
  readonly show: (experiment: ExperimentSummary) => void;
}

export function useExperiment(source: ExperimentSource): ExperimentView {
  const [experiment, setExperiment] = useState<ExperimentSummary>();
  const [isAbsent, setAbsent] = useState(false);
  const [isLocked, setLocked] = useState(false);
  const [failure, setFailure] = useState<string>();
  const isGoingOn = experiment?.state === 'going-on' || experiment?.combinations.some(hasOpenRun) === true;

  const look = useCallback(
    async (signal: AbortSignal) => {
      try {
        const answer = await fetchExperiment(source, signal);
        if (signal.aborted) return;
        setExperiment(answer);
        setAbsent(false);
        setLocked(false);
        setFailure(undefined);
      } catch (error) {
        if (signal.aborted) return;
        const status = error instanceof RequestError ? error.status : 0;
        if (status === 404) setAbsent(true);
        else if (status === 401 && source.kind === 'share') setLocked(true);
        else setFailure(messageOf(error));
      }
    },
    [source],
  );

  useEffect(() => {
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async () => {
      if (document.visibilityState === 'visible') await look(leaving.signal);
      if (leaving.signal.aborted) return;
      timer = setTimeout(() => void turn(), isGoingOn ? pauseMs : restingPauseMs);
    };
    void turn();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [look, isGoingOn]);

  const again = () => void look(new AbortController().signal);
  return { experiment, isAbsent, isLocked, again, failure, show: setExperiment };
}

/** The server ends before its last run does. */
function hasOpenRun({ slots }: ExperimentSummary['combinations'][number]): boolean {
  return slots.some(({ run }) => run !== undefined && run.outcome === undefined);
}
