import { openly, type Wording, worded } from '@/lib/base/wording';
import { partition as description } from '@/lib/catalog/faults/partition';
import { minBridgeNodes, shapedCut } from '@/lib/catalog/faults/partition/shapes';
import { ClewError } from '../base/failure';
import { awaitLeader, faultDriver } from './driver';
import { givenIn } from './given';
import { healNetwork, partitionInjector } from './partition-injector';

export const partition = faultDriver(description, healNetwork, (context, { shape, nodes: named, direction }) => {
  const { nodes } = context;
  if (shape === 'bridge' && nodes.length < minBridgeNodes) {
    throw refusal(worded`a bridge between two halves needs ${openly(minBridgeNodes)} nodes`);
  }
  const given = shape === 'given' ? givenIn(nodes, named) : [];
  if (given.length === nodes.length) throw refusal(worded`all nodes cannot be cut off from the others`);
  const asksLeader = shape === 'leader' || shape === 'primaries';
  return partitionInjector(context, async () => {
    const leader = asksLeader ? await awaitLeader(context) : undefined;
    const leaders = leader === undefined ? [] : [leader, ...context.leaders().filter((other) => other !== leader)];
    return {
      ...(asksLeader && { leader: leader ?? null }),
      draw: (random) => shapedCut({ nodes, shape, direction, leaders, given }, random),
    };
  });
});

function refusal(message: Wording): ClewError {
  return new ClewError({ message, cure: 'choose another shape, or a cluster of more nodes' });
}
