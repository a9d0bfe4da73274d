/** A run as lists and headers show it: small, sent whole whenever it changes, the last one wins. */
import * as z from 'zod';
import type { RunPlan } from '../plan/plan';
import { phases } from './entry';
import { authorSchema } from './principal';
import { runMeasuresSchema } from './run-measures';

/**
 * `valid`, `weak`, `invalid` and `unknown` are of all checkers together, linearizability being one of them. What is weak is
 * valid, and proves little; see `strength.ts`.
 */
export const outcomeNameSchema = z.enum(['valid', 'weak', 'invalid', 'unknown', 'error', 'aborted']);
export type OutcomeName = z.output<typeof outcomeNameSchema>;

/**
 * How the test came to its end: whole, by hand, at a violation as the plan asked, at a damage of the file that it was
 * brought in, with its server, by our own failure.
 */
const runEndings = ['completed', 'stopped', 'at-violation', 'damaged', 'aborted', 'error'] as const;
export type RunEnding = (typeof runEndings)[number];

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
  .custom<RunPlan>((value) => typeof value === 'object' && value !== null, 'must be a plan')
  .meta({ id: 'Plan', description: 'A plan with every default and the seed written out.' });

/** All that is known of a fault that was not healed yet; see `FaultWindow`. */
const openFault = z
  .object({
    id: z.int().exactOptional(),
    fault: z.string(),
    start: z.number(),
    madeAt: z.number().exactOptional(),
    end: z.number().exactOptional(),
    by: z.string().exactOptional(),
    effect: z
      .object({
        links: z.record(z.string(), z.array(z.string()).readonly()).readonly().exactOptional(),
        nodes: z.array(z.string()).readonly().exactOptional(),
      })
      .readonly()
      .exactOptional(),
  })
  .readonly();

/** A fault window, in nanoseconds since the start. */
const runFault = z
  .object({
    /** Its name; absent in runs of version 1, which have one fault, that of their plan. */
    fault: z.string().exactOptional(),
    start: z.number(),
    /** When it had been healed. */
    end: z.number().exactOptional(),
    /** A person made it, whatever the plan says. */
    isByHand: z.literal(true).exactOptional(),
    open: openFault.exactOptional(),
  })
  .readonly();
export type RunFault = z.output<typeof runFault>;

/** What people keep with a run: it is theirs and no part of what was tested. */
const runLabel = z
  .object({
    /** In place of that of the plan. */
    name: z.string().exactOptional(),
    note: z.string().exactOptional(),
    tags: z.array(z.string()).readonly().exactOptional(),
    isPinned: z.literal(true).exactOptional(),
    /** Milliseconds since 1970; a day later it is gone for good. */
    deletedAt: z.number().exactOptional(),
  })
  .readonly();
export type RunLabel = z.output<typeof runLabel>;

export const runSummarySchema = z
  .object({
    id: z.string(),
    plan: planSummary,
    phase: z.enum(phases),
    outcome: outcomeNameSchema.exactOptional(),
    /** One sentence about the outcome. */
    sentence: z.string().exactOptional(),
    /** What of it anyone may read, where that is not all of it; see `RunFailure`. */
    openSentence: z.string().exactOptional(),
    /** Of what a link shows: addresses, users, ports and paths were left out. */
    isRedacted: z.literal(true).exactOptional(),
    /** Why a valid verdict proves little, the weightiest reason first. */
    weak: z.array(z.string()).readonly().exactOptional(),
    /** Absent while the run goes on, and in runs of older versions. */
    ended: z.enum(runEndings).exactOptional(),
    /** Nanoseconds from the start of the test to its end, or to the last op of one that was cut off. */
    testedNanos: z.number().exactOptional(),
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
    /** For the strip in the list, in the order in which they begin. */
    faults: z.array(runFault).readonly(),
    /** What is broken, for an invalid run and for one in which a violation was seen: `Not linearizable`. */
    headline: z.string().exactOptional(),
    /** When the violating operation was answered, likewise; known before the outcome where the live check saw it. */
    violationTime: z.number().exactOptional(),
    /** Of runs that were judged; those of older versions have none. */
    measures: runMeasuresSchema.exactOptional(),
    /** Of a run that was made by an experiment. */
    experiment: experimentPlace.exactOptional(),
    label: runLabel.exactOptional(),
    /** While queued: the run that holds the cluster. */
    behind: z.object({ id: z.string(), name: z.string() }).readonly().exactOptional(),
  })
  .readonly()
  .meta({ id: 'Run' });

export type RunSummary = z.output<typeof runSummarySchema>;

/** What a person calls it. */
export function nameOf({ label, plan }: Pick<RunSummary, 'label' | 'plan'>): string {
  return label?.name ?? plan.name;
}

export function withLabel(run: RunSummary, label: RunLabel | undefined): RunSummary {
  return label ? { ...run, label } : run;
}
