import { openly, worded } from '@/lib/base/wording';
import { partitionRing as description } from '@/lib/catalog/faults/partition-ring';
import { majoritiesRing, minRingNodes } from '@/lib/catalog/faults/partition-ring/ring';
import { ClewError } from '../base/failure';
import { faultDriver } from './driver';
import { healNetwork, partitionInjector } from './partition-injector';

export const partitionRing = faultDriver(description, healNetwork, (context) => {
  const { nodes } = context;
  if (nodes.length < minRingNodes) {
    throw new ClewError({
      message: worded`a ring of majorities needs ${openly(minRingNodes)} nodes, and the cluster has ${openly(nodes.length)}`,
      cure: 'give the cluster more nodes, or choose another partition',
    });
  }
  return partitionInjector(context, async () => ({ draw: (random) => majoritiesRing(nodes, random) }));
});
