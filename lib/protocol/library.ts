/**
 * What the library can be asked: which runs, in which order, a page at a time; and what a person keeps with a run. The same
 * names stand in the address of the page, so a search can be kept and sent to somebody.
 */
import * as z from 'zod/mini';
import { strangeLines, strangeTexts } from '../base/plain-text';
import { outcomeNameSchema, runSummarySchema } from './run';

export const runStateSchema = z.enum(['under way', ...outcomeNameSchema.options]);
export type RunState = z.output<typeof runStateSchema>;

export const runOrderSchema = z.enum(['newest', 'oldest', 'longest', 'largest', 'name']);
export type RunOrder = z.output<typeof runOrderSchema>;

/** What a person types of a run, so nothing that no person writes: on one line, but for notes. */
const typed = (most: number, strangeIn = strangeLines) =>
  z.string().check(
    z.trim(),
    z.minLength(1, 'must not be empty'),
    z.maxLength(most, `must have at most ${most} characters`),
    z.superRefine((text, { addIssue }) => {
      for (const { message } of strangeIn(text)) addIssue({ code: 'custom', message });
    }),
  );

/** An address holds texts; one that is no number is refused rather than passed over. */
const moment = z.pipe(
  z.coerce.number('must be milliseconds since 1970'),
  z.int('must be milliseconds since 1970').check(z.minimum(0)),
);

/** Rows of a page of the library. */
export const maxPageRuns = 200;

const filterShape = {
  /** Every word of it occurs in the name, the sentence, the notes, the tags, the system or the id. */
  text: z.exactOptional(typed(200)),
  verdict: z.exactOptional(runStateSchema),
  system: z.exactOptional(typed(64)),
  /** As the nodes reported it. */
  version: z.exactOptional(typed(500)),
  workload: z.exactOptional(typed(64)),
  fault: z.exactOptional(typed(64)),
  tag: z.exactOptional(typed(40)),
  /** Launched at this moment or later, and before that one. */
  from: z.exactOptional(moment),
  to: z.exactOptional(moment),
  pinned: z.exactOptional(z.literal('only')),
  /** Runs of experiments stand in their experiment's table, and here where they are asked for. */
  experiments: z.exactOptional(z.literal('with')),
  /** What was deleted and can be brought back. */
  deleted: z.exactOptional(z.literal('only')),
} as const;

export const runFilterSchema = z.readonly(z.strictObject(filterShape));
export type RunFilter = z.output<typeof runFilterSchema>;

/** A page of runs that fit the filter. */
export const runQuerySchema = z.readonly(
  z.strictObject({
    ...filterShape,
    order: z._default(runOrderSchema, 'newest'),
    /** What the page before this one said. */
    after: z.exactOptional(z.string().check(z.maxLength(1000))),
    limit: z._default(z.pipe(z.coerce.number(), z.int().check(z.minimum(1), z.maximum(maxPageRuns))), maxPageRuns / 2),
  }),
);
export type RunQuery = z.output<typeof runQuerySchema>;

export const runPageSchema = z.readonly(
  z.object({
    runs: z.readonly(z.array(runSummarySchema)),
    /** All that fit, on this page or not. */
    total: z.int(),
    /** More than `total` fit: of those that fit words or dates, not more are counted. */
    isMore: z.exactOptional(z.literal(true)),
    /** Where the next page begins; absent on the last. */
    next: z.exactOptional(z.string()),
  }),
);
export type RunPage = z.output<typeof runPageSchema>;

const counts = z.readonly(z.record(z.string(), z.int()));

/** How many runs each choice of one field would show while the other fields stay as they are. */
export const runFacetsSchema = z.readonly(
  z.object({
    ...{ verdict: counts, system: counts, version: counts, workload: counts, fault: counts, tag: counts },
    /** The newest so many that fit the words and the dates were counted, and no more looked for; absent where fewer fit. */
    among: z.exactOptional(z.int()),
  }),
);
export type RunFacets = z.output<typeof runFacetsSchema>;

/** What changes of a label; what is absent stays as it is, and an empty name is that of the plan again. */
export const labelChangeSchema = z
  .readonly(
    z.strictObject({
      name: z.exactOptional(z.union([z.literal(''), typed(120)])),
      note: z.exactOptional(z.union([z.literal(''), typed(4000, strangeTexts)])),
      tags: z.exactOptional(z.readonly(z.array(typed(40)).check(z.maxLength(20, 'must be at most 20')))),
      isPinned: z.exactOptional(z.boolean()),
    }),
  )
  .check(z.meta({ id: 'LabelChange', title: 'label' }));
export type LabelChange = z.output<typeof labelChangeSchema>;
