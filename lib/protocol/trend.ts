/**
 * The trend of a plan: its runs over time, whatever their seeds and names, and by the version that the nodes reported. It is
 * read a page at a time, newest first; what is counted by version is counted once for all of them.
 */
import * as z from 'zod/mini';
import { outcomeNameSchema, planSummary } from './run';
import { runMeasuresSchema } from './run-measures';

/** Runs of a page: as many marks as fit side by side on a large screen. */
export const maxTrendRuns = 200;

export const trendQuerySchema = z.readonly(
  z.strictObject({
    /** What the page before this one said. */
    after: z.exactOptional(z.string().check(z.maxLength(200))),
    limit: z._default(
      z.pipe(z.coerce.number(), z.int().check(z.minimum(1), z.maximum(maxTrendRuns))),
      maxTrendRuns / 2,
    ),
  }),
);
export type TrendQuery = z.output<typeof trendQuerySchema>;

/** A run that is over, in the few words that a chart needs. */
const trendRun = z.readonly(
  z.object({
    /** Absent for those with a link: they see no run. */
    id: z.exactOptional(z.string()),
    /** Milliseconds since 1970. */
    createdAt: z.number(),
    outcome: outcomeNameSchema,
    headline: z.exactOptional(z.string()),
    /** A violation was seen, whatever it ended as. */
    isRefuted: z.boolean(),
    version: z.exactOptional(z.string()),
    /** Of the measures of a run. */
    latency: z.exactOptional(z.pick(runMeasuresSchema.def.innerType, { latency: true }).shape.latency),
    underFaults: z.exactOptional(z.pick(runMeasuresSchema.def.innerType, { underFaults: true }).shape.underFaults),
  }),
);
export type TrendRun = z.output<typeof trendRun>;

/** Of one version, the one of its newest run first. */
const trendVersion = z.readonly(
  z.object({
    /** Absent where no node said it. */
    version: z.exactOptional(z.string()),
    /** Runs by what they ended with. */
    outcomes: z.readonly(z.partialRecord(outcomeNameSchema, z.int())),
    /** Runs in which a violation was found, and those that were decided either way. */
    found: z.int(),
    decided: z.int(),
    /** When its newest run was launched, ms since 1970. */
    newestAt: z.number(),
  }),
);
export type TrendVersion = z.output<typeof trendVersion>;

export const trendSchema = z
  .readonly(
    z.object({
      /** What the plan is the same by; absent for those with a link. */
      key: z.exactOptional(z.string()),
      /** Of the newest run; absent where none is there. */
      plan: z.exactOptional(planSummary),
      /** Runs that are over, as many as are counted. */
      total: z.int(),
      /** As many as are looked at: older ones are on the pages, and not counted. */
      isMore: z.exactOptional(z.literal(true)),
      versions: z.readonly(z.array(trendVersion)),
      runs: z.readonly(z.array(trendRun)),
      /** Where the next page begins; absent on the last. */
      next: z.exactOptional(z.string()),
    }),
  )
  .check(z.meta({ id: 'Trend' }));
export type Trend = z.output<typeof trendSchema>;
