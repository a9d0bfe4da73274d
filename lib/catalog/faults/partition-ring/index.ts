import { describeFault } from '../fault';
import { partition } from '../partition';

export const partitionRing = describeFault({
  ...partition,
  name: 'partition-ring',
  title: 'Partition into a ring of majorities',
  summary: 'Every node reaches a majority of the nodes, and no two reach the same one; then heals, again and again.',
  done: () => 'a ring of majorities',
});
