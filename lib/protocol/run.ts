/** A run as lists and headers show it: small, sent whole whenever it changes, the last one wins. */
import { z } from 'zod';
import type { Plan } from '../plan/plan';
import { phases } from './entry';
import { authorSchema } from './principal';
import { runMeasuresSchema } from './run-measures';

/** `valid`, `invalid` and `unknown` are of all checkers together, linearizability being one of them. */
const outcomeNames = ['valid', 'invalid', 'unknown', 'error', 'aborted'] as const;
export type OutcomeName = (typeof outcomeNames)[number];

/** Where a run stands in its experiment. */
const experimentPlace = z
  .object({
    id: z.string(),
    /** The number of its combination, and of its repeat. */
    combination: z.int(),
    repeat: z.int(),
  })
  .readonly();
export type ExperimentPlace = z.output<typeof experimentPlace>;

/** Checked when it was launched; a list of five hundred runs does not check five hundred plans again. */
export const planSummary = z
  .custom<Plan>((value) => typeof value === 'object' && value !== null, 'must be a plan')
  .meta({ id: 'Plan', description: 'A plan with every default and the seed written out.' });

const faultWindow = z.object({ start: z.number(), end: z.number().exactOptional() }).readonly();

export const runSummarySchema = z
  .object({
    id: z.string(),
    plan: planSummary,
    phase: z.enum(phases),
    outcome: z.enum(outcomeNames).exactOptional(),
    /** One sentence about the outcome. */
    sentence: z.string().exactOptional(),
    /** Missing in runs of versions that did not record it. */
    launchedBy: authorSchema.exactOptional(),
    stoppedBy: authorSchema.exactOptional(),
    /** Wall clocks, milliseconds since 1970. */
    createdAt: z.number(),
    startedAt: z.number().exactOptional(),
    endedAt: z.number().exactOptional(),
    systemVersion: z.string().exactOptional(),
    /** Client operations completed so far. */
    operations: z.int(),
    entries: z.int(),
    /** Fault windows, in nanoseconds since the start, for the strip in the list. */
    faults: z.array(faultWindow).readonly(),
    /** When the violating operation was answered, likewise; known before the outcome where the live check saw it. */
    violationTime: z.number().exactOptional(),
    /** Of runs that were judged; those of older versions have none. */
    measures: runMeasuresSchema.exactOptional(),
    /** Of a run that was made by an experiment. */
    experiment: experimentPlace.exactOptional(),
    /** While queued: the run that holds the cluster. */
    behind: z.object({ id: z.string(), name: z.string() }).readonly().exactOptional(),
  })
  .readonly()
  .meta({ id: 'Run' });

export type RunSummary = z.output<typeof runSummarySchema>;
