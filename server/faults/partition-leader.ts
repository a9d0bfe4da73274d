import { partitionLeader as description } from '@/lib/catalog/faults/partition-leader';
import { minorityWithLeader } from '@/lib/nemesis/targets';
import { awaitLeader, faultDriver } from './driver';
import { healNetwork, partitionInjector } from './partition-injector';

/** The leader is cut off from a majority, together with as many others as a minority may have. */
export const partitionLeader = faultDriver(description, healNetwork, (context) =>
  partitionInjector(context, async () => {
    const leader = await awaitLeader(context);
    return { leader: leader ?? null, draw: (random) => minorityWithLeader(context.nodes, leader, random) };
  }),
);
