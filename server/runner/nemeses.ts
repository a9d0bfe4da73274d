/** Which nemesis a plan asks for. To add a fault, add its file in `server/nemesis` and one line here. */
import type { Json } from '@/lib/base/json';
import type { Random } from '@/lib/base/random';
import type { Op } from '@/lib/history/op';
import { randomHalves } from '@/lib/nemesis/grudge';
import { cutOff, fullyConnected } from '@/lib/nemesis/value';
import type { Plan } from '@/lib/plan/plan';
import type { Testbed } from './testbed';

/** Injects faults and ends them. */
export interface Nemesis {
  /** @returns the completion's value. A rejection ends the run as an error. */
  invoke(op: Op): Promise<Json>;
  heal(): Promise<void>;
}

type NemesisName = Plan['nemesis']['name'];

const nemeses: Readonly<Record<NemesisName, (testbed: Testbed, random: Random) => Nemesis | undefined>> = {
  none: () => undefined,
  'partition-random-halves': (testbed, random) => {
    let source = random;
    return {
      async invoke(op) {
        if (op.f === 'stop') {
          await testbed.net.heal();
          return fullyConnected;
        }
        const { value: grudge, next } = randomHalves(testbed.nodes, source);
        source = next;
        await testbed.net.cut(grudge);
        return cutOff(grudge);
      },
      heal: () => testbed.net.heal(),
    };
  },
};

export function nemesisOf(plan: Plan, testbed: Testbed, random: Random): Nemesis | undefined {
  return nemeses[plan.nemesis.name](testbed, random);
}
