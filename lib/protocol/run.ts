/** A run as lists and headers show it: small, sent whole whenever it changes, the last one wins. */
import * as z from 'zod/mini';
import type { RunPlan } from '../plan/plan';
import { bookmarkSchema } from './bookmark';
import { phases } from './entry';
import { authorSchema, launcherSchema } from './principal';
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
const experimentPlace = z.readonly(
  z.object({
    id: z.string(),
    /** The number of its combination, and of its repeat. */
    combination: z.int(),
    repeat: z.int(),
  }),
);
export type ExperimentPlace = z.output<typeof experimentPlace>;

/** Checked when it was launched; a list of five hundred runs does not check five hundred plans again. */
export const planSummary = z
  .custom<RunPlan>((value) => typeof value === 'object' && value !== null, 'must be a plan')
  .check(z.meta({ id: 'Plan', description: 'A plan with every default and the seed written out.' }));

/** All that is known of a fault that was not healed yet; see `FaultWindow`. */
const openFault = z.readonly(
  z.object({
    id: z.exactOptional(z.int()),
    fault: z.string(),
    start: z.number(),
    madeAt: z.exactOptional(z.number()),
    end: z.exactOptional(z.number()),
    by: z.exactOptional(z.string()),
    effect: z.exactOptional(
      z.readonly(
        z.object({
          links: z.exactOptional(z.readonly(z.record(z.string(), z.readonly(z.array(z.string()))))),
          nodes: z.exactOptional(z.readonly(z.array(z.string()))),
        }),
      ),
    ),
  }),
);

/** A fault window, in nanoseconds since the start. */
const runFault = z.readonly(
  z.object({
    /** Its name; absent in runs of version 1, which have one fault, that of their plan. */
    fault: z.exactOptional(z.string()),
    start: z.number(),
    /** When it had been healed. */
    end: z.exactOptional(z.number()),
    /** A person made it, whatever the plan says. */
    isByHand: z.exactOptional(z.literal(true)),
    open: z.exactOptional(openFault),
  }),
);
export type RunFault = z.output<typeof runFault>;

/** What people keep with a run: it is theirs and no part of what was tested. */
const runLabel = z.readonly(
  z.object({
    /** In place of that of the plan. */
    name: z.exactOptional(z.string()),
    note: z.exactOptional(z.string()),
    tags: z.exactOptional(z.readonly(z.array(z.string()))),
    isPinned: z.exactOptional(z.literal(true)),
    /** In the order of time; not in lists of runs. */
    bookmarks: z.exactOptional(z.readonly(z.array(bookmarkSchema))),
    /** Milliseconds since 1970; a day later it is gone for good. */
    deletedAt: z.exactOptional(z.number()),
  }),
);
export type RunLabel = z.output<typeof runLabel>;

export const runSummarySchema = z
  .readonly(
    z.object({
      id: z.string(),
      plan: planSummary,
      phase: z.enum(phases),
      outcome: z.exactOptional(outcomeNameSchema),
      /** One sentence about the outcome. */
      sentence: z.exactOptional(z.string()),
      /** What of it anyone may read, where that is not all of it; see `RunFailure`. */
      openSentence: z.exactOptional(z.string()),
      /** Of what a link shows: addresses, users, ports and paths were left out. */
      isRedacted: z.exactOptional(z.literal(true)),
      /** Why a valid verdict proves little, the weightiest reason first. */
      weak: z.exactOptional(z.readonly(z.array(z.string()))),
      /** Absent while the run goes on, and in runs of older versions. */
      ended: z.exactOptional(z.enum(runEndings)),
      /** Nanoseconds from the start of the test to its end, or to the last op of one that was cut off. */
      testedNanos: z.exactOptional(z.number()),
      /** Missing in runs of versions that did not record it. */
      launchedBy: z.exactOptional(launcherSchema),
      stoppedBy: z.exactOptional(authorSchema),
      /** Wall clocks, milliseconds since 1970. */
      createdAt: z.number(),
      startedAt: z.exactOptional(z.number()),
      endedAt: z.exactOptional(z.number()),
      systemVersion: z.exactOptional(z.string()),
      /** Which Clew ran it, and as far as is known the commit it was built from; absent in runs of older versions. */
      clew: z.exactOptional(z.readonly(z.object({ version: z.string(), commit: z.exactOptional(z.string()) }))),
      /** Client operations completed so far. */
      operations: z.int(),
      entries: z.int(),
      /** For the strip in the list, in the order in which they begin. */
      faults: z.readonly(z.array(runFault)),
      /** What is broken, for an invalid run and for one in which a violation was seen: `Not linearizable`. */
      headline: z.exactOptional(z.string()),
      /** When the violating operation was answered, likewise; known before the outcome where the live check saw it. */
      violationTime: z.exactOptional(z.number()),
      /** Of runs that were judged; those of older versions have none. */
      measures: z.exactOptional(runMeasuresSchema),
      /** Of a run that was made by an experiment. */
      experiment: z.exactOptional(experimentPlace),
      label: z.exactOptional(runLabel),
      /** While queued: the run that holds the cluster. */
      behind: z.exactOptional(z.readonly(z.object({ id: z.string(), name: z.string() }))),
      /** Likewise: its place among those that wait for the same, from 1 on, and when it will begin as far as can be told. */
      queue: z.exactOptional(
        z.readonly(z.object({ place: z.int(), of: z.int(), startsAt: z.exactOptional(z.number()) })),
      ),
    }),
  )
  .check(z.meta({ id: 'Run' }));

export type RunSummary = z.output<typeof runSummarySchema>;

/** What a person calls it. */
export function nameOf({ label, plan }: Pick<RunSummary, 'label' | 'plan'>): string {
  return label?.name ?? plan.name;
}

export function withLabel(run: RunSummary, label: RunLabel | undefined): RunSummary {
  return label ? { ...run, label } : run;
}
