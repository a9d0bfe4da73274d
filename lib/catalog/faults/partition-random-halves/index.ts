import { describeFault } from '../fault';
import { partition } from '../partition';

export const partitionRandomHalves = describeFault({
  ...partition,
  name: 'partition-random-halves',
  title: 'Partition into random halves',
  summary: 'Cuts a random minority of the nodes off from the rest, then heals, again and again.',
  done: () => 'a random half cut off',
});
