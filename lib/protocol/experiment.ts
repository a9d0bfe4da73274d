/**
 * An experiment as its page and the command line show it: small, sent whole, without histories. Its runs are ordinary
 * runs, which know their place in it.
 */
import * as z from 'zod';
import { runSummarySchema } from './run';

/** `stopped`: by a person. `interrupted`: by a restart of the server, or because it could not go on; see `reason`. */
export const experimentStateSchema = z.enum(['going-on', 'done', 'stopped', 'interrupted']);
export type ExperimentState = z.output<typeof experimentStateSchema>;

const experimentRun = runSummarySchema
  .unwrap()
  .pick({
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
  })
  .readonly();
export type ExperimentRun = z.output<typeof experimentRun>;

/** A run that was made or is still to be made. */
const experimentSlot = z
  .object({
    seed: z.int(),
    /** From launch to verdict, about. */
    expectedSeconds: z.number(),
    /** Absent: it has not begun. */
    run: experimentRun.exactOptional(),
  })
  .readonly();
export type ExperimentSlot = z.output<typeof experimentSlot>;

const experimentCombination = z
  .object({
    /** The place of its value on each axis. */
    places: z.array(z.int()).readonly(),
    /** One for each repeat, without those that a hunt needs no more. */
    slots: z.array(experimentSlot).readonly(),
  })
  .readonly();
export type ExperimentCombination = z.output<typeof experimentCombination>;

const axes = z.array(z.object({ name: z.string(), values: z.array(z.string()).readonly() }).readonly()).readonly();

export const experimentSummarySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    seed: z.int(),
    repeats: z.int(),
    /** The repeats of a combination end with its first violation. */
    until: z.literal('invalid').exactOptional(),
    axes,
    /** Milliseconds since 1970. */
    createdAt: z.number(),
    endedAt: z.number().exactOptional(),
    state: experimentStateSchema,
    /** Why it did not come to its end, in a sentence's words. */
    reason: z.string().exactOptional(),
    /** In the order in which they run. */
    combinations: z.array(experimentCombination).readonly(),
  })
  .readonly()
  .meta({ id: 'Experiment' });
export type ExperimentSummary = z.output<typeof experimentSummarySchema>;

/** How many runs of an experiment ended how. */
const tallySchema = z
  .object({ valid: z.int(), weak: z.int(), invalid: z.int(), unknown: z.int(), error: z.int(), aborted: z.int() })
  .readonly();
export type Tally = z.output<typeof tallySchema>;

/** An experiment in a list. */
export const experimentListingSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: z.number(),
    state: experimentStateSchema,
    axes,
    /** Runs that it has when it is done. */
    runs: z.int(),
    tally: tallySchema,
  })
  .readonly()
  .meta({ id: 'ExperimentListing' });
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
