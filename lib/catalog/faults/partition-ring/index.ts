import { describeFault } from '../fault';
import { networkCut } from '../network-cut';

export const partitionRing = describeFault({
  ...networkCut,
  name: 'partition-ring',
  title: 'Partition into a ring of majorities',
  summary: 'Every node reaches a majority of the nodes, and no two reach the same one; then heals, again and again.',
  done: () => 'a ring of majorities',
});
