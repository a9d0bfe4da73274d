/** What becomes of a run that is judged again. */
import * as z from 'zod/mini';

/** What a server that has not been asked to judge the run since it began says is `none`. */
export const rejudgingSchema = z.discriminatedUnion('state', [
  z.readonly(z.object({ state: z.literal('none') })),
  z.readonly(
    z.object({
      state: z.literal('judging'),
      /** The checker that has its turn, and its progress. */
      checker: z.exactOptional(z.string()),
      progress: z.exactOptional(z.readonly(z.object({ done: z.number(), total: z.number() }))),
    }),
  ),
  /** The run has its new judgement. */
  z.readonly(z.object({ state: z.literal('judged') })),
  /** The judgement that the run had stays, and why. */
  z.readonly(z.object({ state: z.literal('kept'), reason: z.string() })),
]);

export type RejudgingState = z.output<typeof rejudgingSchema>;
