/**
 * An experiment as its page and the command line show it: small, sent whole, without histories. Its runs are ordinary
 * runs, which know their place in it.
 */
import * as z from 'zod/mini';
import { runSummarySchema } from './run';

/** `stopped`: by a person. `interrupted`: by a restart of the server, or because it could not go on; see `reason`. */
export const experimentStateSchema = z.enum(['going-on', 'done', 'stopped', 'interrupted']);
export type ExperimentState = z.output<typeof experimentStateSchema>;

const experimentRun = z.readonly(
  z.pick(runSummarySchema.def.innerType, {
    id: true,
    phase: true,
    outcome: true,
    sentence: true,
    openSentence: true,
    createdAt: true,
    startedAt: true,
    endedAt: true,
    systemVersion: true,
    operations: true,
    headline: true,
    violationTime: true,
    behind: true,
    measures: true,
  }),
);
export type ExperimentRun = z.output<typeof experimentRun>;

/** A run that was made or is still to be made. */
const experimentSlot = z.readonly(
  z.object({
    seed: z.int(),
    /** From launch to verdict, about. */
    expectedSeconds: z.number(),
    /** Absent: it has not begun. */
    run: z.exactOptional(experimentRun),
  }),
);
export type ExperimentSlot = z.output<typeof experimentSlot>;

const experimentCombination = z.readonly(
  z.object({
    /** The place of its value on each axis. */
    places: z.readonly(z.array(z.int())),
    /** One for each repeat, without those that a hunt needs no more. */
    slots: z.readonly(z.array(experimentSlot)),
  }),
);
export type ExperimentCombination = z.output<typeof experimentCombination>;

const axes = z.readonly(z.array(z.readonly(z.object({ name: z.string(), values: z.readonly(z.array(z.string())) }))));

export const experimentSummarySchema = z
  .readonly(
    z.object({
      id: z.string(),
      name: z.string(),
      seed: z.int(),
      repeats: z.int(),
      /** The repeats of a combination end with its first violation. */
      until: z.exactOptional(z.literal('invalid')),
      axes,
      /** Milliseconds since 1970. */
      createdAt: z.number(),
      endedAt: z.exactOptional(z.number()),
      state: experimentStateSchema,
      /** Why it did not come to its end, in a sentence's words. */
      reason: z.exactOptional(z.string()),
      /** In the order in which they run. */
      combinations: z.readonly(z.array(experimentCombination)),
    }),
  )
  .check(z.meta({ id: 'Experiment' }));
export type ExperimentSummary = z.output<typeof experimentSummarySchema>;

/** How many runs of an experiment ended how. */
const tallySchema = z.readonly(
  z.object({ valid: z.int(), weak: z.int(), invalid: z.int(), unknown: z.int(), error: z.int(), aborted: z.int() }),
);
export type Tally = z.output<typeof tallySchema>;

/** An experiment in a list. */
export const experimentListingSchema = z
  .readonly(
    z.object({
      id: z.string(),
      name: z.string(),
      createdAt: z.number(),
      state: experimentStateSchema,
      axes,
      /** Runs that it has when it is done. */
      runs: z.int(),
      tally: tallySchema,
    }),
  )
  .check(z.meta({ id: 'ExperimentListing' }));
export type ExperimentListing = z.output<typeof experimentListingSchema>;

/** The token under which a run of a shared experiment is seen; tokens have no dots. */
export function shareOfRun(experimentToken: string, runId: string): string {
  return `${experimentToken}.${runId}`;
}

/** The parts of such a token; nothing of a run's own. */
export function runInShare(token: string): { readonly token: string; readonly runId: string } | undefined {
  const [experimentToken = '', runId] = token.split('.');
  return runId === undefined ? undefined : { token: experimentToken, runId };
}
