/**
 * An experiment as its page and the command line show it: small, sent whole, without histories. Its runs are ordinary
 * runs, which know their place in it.
 */
import type { OutcomeName, RunSummary } from './run';

/** `stopped`: by a person. `interrupted`: by a restart of the server, or because it could not go on; see `reason`. */
export type ExperimentState = 'going-on' | 'done' | 'stopped' | 'interrupted';

export interface ExperimentSummary {
  readonly id: string;
  readonly name: string;
  readonly seed: number;
  readonly repeats: number;
  readonly axes: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly state: ExperimentState;
  /** Why it did not come to its end, in a sentence's words. */
  readonly reason?: string;
  /** In the order in which they run. */
  readonly combinations: readonly ExperimentCombination[];
}

export interface ExperimentCombination {
  /** The place of its value on each axis. */
  readonly places: readonly number[];
  /** One for each repeat. */
  readonly slots: readonly ExperimentSlot[];
}

/** A run that was made or is still to be made. */
export interface ExperimentSlot {
  readonly seed: number;
  /** From launch to verdict, about. */
  readonly expectedSeconds: number;
  /** Absent: it has not begun. */
  readonly run?: ExperimentRun;
}

export type ExperimentRun = Pick<
  RunSummary,
  | 'id'
  | 'phase'
  | 'outcome'
  | 'sentence'
  | 'createdAt'
  | 'startedAt'
  | 'endedAt'
  | 'systemVersion'
  | 'operations'
  | 'violationTime'
  | 'behind'
  | 'measures'
>;

/** An experiment in a list. */
export interface ExperimentListing {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly state: ExperimentState;
  readonly axes: ExperimentSummary['axes'];
  /** Runs that it has when it is done. */
  readonly runs: number;
  /** How many of them ended how. */
  readonly tally: Tally;
}

export type Tally = Readonly<Record<OutcomeName, number>>;

/** The token under which a run of a shared experiment is seen; tokens have no dots. */
export function shareOfRun(experimentToken: string, runId: string): string {
  return `${experimentToken}.${runId}`;
}

/** The parts of such a token; nothing of a run's own. */
export function runInShare(token: string): { readonly token: string; readonly runId: string } | undefined {
  const [experimentToken = '', runId] = token.split('.');
  return runId === undefined ? undefined : { token: experimentToken, runId };
}

/** What a link shows: nothing of the queue, whose other runs are not meant. */
export function sharedExperiment(experiment: ExperimentSummary): ExperimentSummary {
  const withoutQueue = ({ run, ...slot }: ExperimentSlot): ExperimentSlot => {
    if (!run) return slot;
    const { behind: _, ...shown } = run;
    return { ...slot, run: shown };
  };
  const combinations = experiment.combinations.map(({ places, slots }) => ({ places, slots: slots.map(withoutQueue) }));
  return { ...experiment, combinations };
}
