import { describeFault } from '../fault';
import { networkCut } from '../network-cut';

export const partitionLeader = describeFault({
  ...networkCut,
  name: 'partition-leader',
  title: 'Partition with the leader',
  summary: 'Cuts the node that leads off, in a minority, then heals, again and again.',
  done: () => 'the leader cut off in a minority',
});
