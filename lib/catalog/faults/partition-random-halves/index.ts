import * as z from 'zod/mini';
import { counted } from '../../../base/words';
import { describeFault } from '../fault';
import { networkCut } from '../network-cut';

export const partitionRandomHalves = describeFault({
  ...networkCut,
  name: 'partition-random-halves',
  title: 'Partition into random halves',
  summary: 'Cuts a random minority of the nodes off from the rest, then heals, again and again.',
  options: z.strictObject({
    nodes: z
      .optional(z.int().check(z.minimum(1)))
      .check(z.meta({ title: 'Cut off', unit: 'nodes', hint: 'Empty: as many as are less than half' })),
  }),
  done: ({ nodes }) => (nodes === undefined ? 'a random half cut off' : `${counted(nodes, 'random node')} cut off`),
});
