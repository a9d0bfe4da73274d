/**
 * What the library can be asked: which runs, in which order, a page at a time; and what a person keeps with a run. The same
 * names stand in the address of the page, so a search can be kept and sent to somebody.
 */
import * as z from 'zod';
import { strangeLines, strangeTexts } from '../base/plain-text';
import { outcomeNameSchema, runSummarySchema } from './run';

export const runStateSchema = z.enum(['under way', ...outcomeNameSchema.options]);
export type RunState = z.output<typeof runStateSchema>;

export const runOrderSchema = z.enum(['newest', 'oldest', 'longest', 'largest', 'name']);
export type RunOrder = z.output<typeof runOrderSchema>;

/** What a person types of a run, so nothing that no person writes: on one line, but for notes. */
const typed = (most: number, strangeIn = strangeLines) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`)
    .superRefine((text, { addIssue }) => {
      for (const { message } of strangeIn(text)) addIssue({ code: 'custom', message });
    });

/** An address holds texts; one that is no number is refused rather than passed over. */
const moment = z.coerce.number('must be milliseconds since 1970').pipe(z.int('must be milliseconds since 1970').min(0));

/** Rows of a page of the library. */
export const maxPageRuns = 200;

const filterShape = {
  /** Every word of it occurs in the name, the sentence, the notes, the tags, the system or the id. */
  text: typed(200).exactOptional(),
  verdict: runStateSchema.exactOptional(),
  system: typed(64).exactOptional(),
  /** As the nodes reported it. */
  version: typed(500).exactOptional(),
  workload: typed(64).exactOptional(),
  fault: typed(64).exactOptional(),
  tag: typed(40).exactOptional(),
  /** Launched at this moment or later, and before that one. */
  from: moment.exactOptional(),
  to: moment.exactOptional(),
  pinned: z.literal('only').exactOptional(),
  /** Runs of experiments stand in their experiment's table, and here where they are asked for. */
  experiments: z.literal('with').exactOptional(),
  /** What was deleted and can be brought back. */
  deleted: z.literal('only').exactOptional(),
} as const;

export const runFilterSchema = z.strictObject(filterShape).readonly();
export type RunFilter = z.output<typeof runFilterSchema>;

/** A page of runs that fit the filter. */
export const runQuerySchema = z
  .strictObject({
    ...filterShape,
    order: runOrderSchema.default('newest'),
    /** What the page before this one said. */
    after: z.string().max(1000).exactOptional(),
    limit: z.coerce
      .number()
      .pipe(z.int().min(1).max(maxPageRuns))
      .default(maxPageRuns / 2),
  })
  .readonly();
export type RunQuery = z.output<typeof runQuerySchema>;

export const runPageSchema = z
  .object({
    runs: z.array(runSummarySchema).readonly(),
    /** All that fit, on this page or not. */
    total: z.int(),
    /** More than `total` fit: of those that fit words or dates, not more are counted. */
    isMore: z.literal(true).exactOptional(),
    /** Where the next page begins; absent on the last. */
    next: z.string().exactOptional(),
  })
  .readonly();
export type RunPage = z.output<typeof runPageSchema>;

const counts = z.record(z.string(), z.int()).readonly();

/** How many runs each choice of one field would show while the other fields stay as they are. */
export const runFacetsSchema = z
  .object({
    ...{ verdict: counts, system: counts, version: counts, workload: counts, fault: counts, tag: counts },
    /** The newest so many that fit the words and the dates were counted, and no more looked for; absent where fewer fit. */
    among: z.int().exactOptional(),
  })
  .readonly();
export type RunFacets = z.output<typeof runFacetsSchema>;

/** What changes of a label; what is absent stays as it is, and an empty name is that of the plan again. */
export const labelChangeSchema = z
  .strictObject({
    name: z.union([z.literal(''), typed(120)]).exactOptional(),
    note: z.union([z.literal(''), typed(4000, strangeTexts)]).exactOptional(),
    tags: z.array(typed(40)).max(20, 'must be at most 20').readonly().exactOptional(),
    isPinned: z.boolean().exactOptional(),
  })
  .readonly()
  .meta({ id: 'LabelChange', title: 'label' });
export type LabelChange = z.output<typeof labelChangeSchema>;
