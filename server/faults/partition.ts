/** The fault of the post, a network that is parted: at each start anew, at each stop all heals. */
import type { Draw, Random } from '@/lib/base/random';
import { faultOps, type Grudge } from '@/lib/history/fault';
import { faultValue, fullyConnected } from '@/lib/history/nemesis-value';
import { randomHalves } from '@/lib/nemesis/grudge';
import { minorityWithLeader } from '@/lib/nemesis/targets';
import { awaitLeader, type Nemesis, type NemesisInput, unknownOp } from './nemesis';

interface Parting {
  /** Undefined where the leader does not matter, null where none is known. */
  readonly leader?: string | null;
  draw(random: Random): Draw<Grudge>;
}

/** A random half of the nodes is cut off from the rest. */
export function partitionNemesis(input: NemesisInput): Nemesis {
  const { nodes } = input.testbed;
  return partings(input, async () => ({ draw: (random) => randomHalves(nodes, random) }));
}

/** The leader is cut off from a majority, together with as many others as a minority may have. */
export function partitionLeaderNemesis(input: NemesisInput): Nemesis {
  const { nodes } = input.testbed;
  return partings(input, async () => {
    const leader = await awaitLeader(input);
    return { leader: leader ?? null, draw: (random) => minorityWithLeader(nodes, leader, random) };
  });
}

function partings({ testbed, random }: NemesisInput, next: () => Promise<Parting>): Nemesis {
  const { net } = testbed;
  const { begin, end } = faultOps.cut;
  let source = random;
  return {
    healTitle: 'Heal the network',
    async invoke(op) {
      if (op.f === end) {
        await net.heal();
        return { value: fullyConnected };
      }
      if (op.f !== begin) throw unknownOp('partition', op, [begin, end]);
      const { leader, draw } = await next();
      const drawn = draw(source);
      source = drawn.next;
      await net.cut(drawn.value);
      return { value: faultValue({ kind: 'cut', grudge: drawn.value }, leader) };
    },
    heal: () => net.heal(),
  };
}
