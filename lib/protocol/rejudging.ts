/** What becomes of a run that is judged again. */
import * as z from 'zod';

/** What a server that has not been asked to judge the run since it began says is `none`. */
export const rejudgingSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }).readonly(),
  z
    .object({
      state: z.literal('judging'),
      /** The checker that has its turn, and its progress. */
      checker: z.string().exactOptional(),
      progress: z.object({ done: z.number(), total: z.number() }).readonly().exactOptional(),
    })
    .readonly(),
  /** The run has its new judgement. */
  z.object({ state: z.literal('judged') }).readonly(),
  /** The judgement that the run had stays, and why. */
  z.object({ state: z.literal('kept'), reason: z.string() }).readonly(),
]);

export type RejudgingState = z.output<typeof rejudgingSchema>;
