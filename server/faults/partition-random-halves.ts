import { partitionRandomHalves as description } from '@/lib/catalog/faults/partition-random-halves';
import { randomHalves } from '@/lib/nemesis/grudge';
import { faultDriver } from './driver';
import { healNetwork, partitionInjector } from './partition';

export const partitionRandomHalves = faultDriver(description, healNetwork, (context) =>
  partitionInjector(context, async () => ({ draw: (random) => randomHalves(context.nodes, random) })),
);
