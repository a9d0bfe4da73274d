import { describeFault } from '../fault';
import { partition } from '../partition';

export const partitionLeader = describeFault({
  ...partition,
  name: 'partition-leader',
  title: 'Partition with the leader',
  summary: 'Cuts the node that leads off, in a minority, then heals, again and again.',
  done: () => 'the leader cut off in a minority',
});
