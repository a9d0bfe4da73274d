/** What an operator may ask of a running test: to break something now, and to put right what was broken by hand. */
import * as z from 'zod/mini';
import { handActions } from '../catalog/faults/by-hand';
import { nodeName } from '../catalog/node-name';

/** More names are no list of nodes. */
const maxNodes = 64;

const nodeNames = z.readonly(z.array(nodeName).check(z.minLength(1), z.maxLength(maxNodes)));

export const handRequestSchema = z
  .readonly(
    z.discriminatedUnion('action', [
      z.strictObject({
        action: z.enum(handActions),
        /** `leader`: the node that says it leads, when the request comes. */
        nodes: z.union([z.literal('leader'), nodeNames]),
      }),
      z.strictObject({
        action: z.literal('heal'),
        /** That of one fault made by hand; without it all of them. */
        id: z.exactOptional(z.int()),
      }),
    ]),
  )
  .check(
    z.meta({
      id: 'HandFault',
      description: 'Cuts nodes off from the others, pauses or kills their processes, or ends what was made by hand.',
    }),
  );
export type HandRequest = z.output<typeof handRequestSchema>;

/** What was done, a line for each fault that was begun or ended. */
export const handAnswerSchema = z.readonly(
  z.object({
    faults: z.readonly(
      z.array(
        z.readonly(
          z.object({
            id: z.int(),
            /** `n3 paused by hand` */
            sentence: z.string(),
            /** What of it could not be done. */
            error: z.exactOptional(z.string()),
          }),
        ),
      ),
    ),
  }),
);
export type HandAnswer = z.output<typeof handAnswerSchema>;
