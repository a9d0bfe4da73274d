/** The runs that wait for their cluster, and what an operator may do with the order. */
import * as z from 'zod/mini';
import { runSummarySchema } from './run';

export const queueMoveSchema = z
  .readonly(z.strictObject({ move: z.enum(['up', 'down']) }))
  .check(z.meta({ id: 'QueueMove', description: 'Past the next waiting run that wants the same cluster.' }));
export type QueueMove = z.output<typeof queueMoveSchema>['move'];

/** In the order in which they begin, as far as they want the same. */
export const queueListSchema = z.readonly(z.object({ runs: z.readonly(z.array(runSummarySchema)) }));
