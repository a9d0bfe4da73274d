import { openly, worded } from '@/lib/base/wording';
import { partitionRandomHalves as description } from '@/lib/catalog/faults/partition-random-halves';
import { randomHalves } from '@/lib/nemesis/grudge';
import { ClewError } from '../base/failure';
import { faultDriver } from './driver';
import { healNetwork, partitionInjector } from './partition-injector';

export const partitionRandomHalves = faultDriver(description, healNetwork, (context, { nodes }) => {
  const all = context.nodes;
  if (nodes !== undefined && nodes >= all.length) {
    throw new ClewError({
      message: worded`${openly(nodes)} of ${openly(all.length)} nodes cannot be cut off from the others`,
      cure: `cut off at most ${all.length - 1}`,
    });
  }
  return partitionInjector(context, async () => ({
    draw: (random) => randomHalves(all, random, nodes),
  }));
});
