/** The fault of the post: at each start a new random half of the nodes is cut off from the rest, at each stop all heals. */
import type { Json } from '@/lib/base/json';
import type { Random } from '@/lib/base/random';
import type { Op } from '@/lib/history/op';
import { randomHalves } from '@/lib/nemesis/grudge';
import { cutOff, fullyConnected } from '@/lib/nemesis/value';
import { ClewError } from '../failure';
import type { Net } from '../runner/testbed';

/** Injects faults and ends them. */
export interface Nemesis {
  /** @returns the completion's value @throws ClewError when the fault could not be made or undone */
  invoke(op: Op): Promise<Json>;
  heal(): Promise<void>;
}

export function partitionNemesis(net: Net, nodes: readonly string[], random: Random): Nemesis {
  let source = random;
  return {
    async invoke(op) {
      if (op.f === 'start') {
        const { value: grudge, next } = randomHalves(nodes, source);
        source = next;
        await net.cut(grudge);
        return cutOff(grudge);
      }
      if (op.f === 'stop') {
        await net.heal();
        return fullyConnected;
      }
      throw new ClewError({
        message: `the partition nemesis does not know how to ${op.f}`,
        cure: 'use start and stop',
      });
    },
    heal: () => net.heal(),
  };
}
