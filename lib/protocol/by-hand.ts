/** What an operator may ask of a running test: to break something now, and to put right what was broken by hand. */
import * as z from 'zod';
import { handActions } from '../catalog/faults/by-hand';

/** More names are no list of nodes. */
const maxNodes = 64;

const nodeNames = z.array(z.string().min(1).max(100)).min(1).max(maxNodes).readonly();

export const handRequestSchema = z
  .discriminatedUnion('action', [
    z.strictObject({
      action: z.enum(handActions),
      /** `leader`: the node that says it leads, when the request comes. */
      nodes: z.union([z.literal('leader'), nodeNames]),
    }),
    z.strictObject({
      action: z.literal('heal'),
      /** That of one fault made by hand; without it all of them. */
      id: z.int().exactOptional(),
    }),
  ])
  .readonly()
  .meta({
    id: 'HandFault',
    description: 'Cuts nodes off from the others, pauses or kills their processes, or ends what was made by hand.',
  });
export type HandRequest = z.output<typeof handRequestSchema>;

/** What was done, a line for each fault that was begun or ended. */
export const handAnswerSchema = z
  .object({
    faults: z
      .array(
        z
          .object({
            id: z.int(),
            /** `n3 paused by hand` */
            sentence: z.string(),
            /** What of it could not be done. */
            error: z.string().exactOptional(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type HandAnswer = z.output<typeof handAnswerSchema>;
