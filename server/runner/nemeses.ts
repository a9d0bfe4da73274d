/** Which nemesis a plan asks for. To add a fault, add its file in `server/nemesis` and one line here. */
import type { Random } from '@/lib/base/random';
import type { Plan } from '@/lib/plan/plan';
import { type Nemesis, partitionNemesis } from '../nemesis/partition';
import type { Testbed } from './testbed';

type NemesisName = Plan['nemesis']['name'];

const nemeses: Readonly<Record<NemesisName, (testbed: Testbed, random: Random) => Nemesis | undefined>> = {
  none: () => undefined,
  'partition-random-halves': ({ net, nodes }, random) => partitionNemesis(net, nodes, random),
};

export function nemesisOf(plan: Plan, testbed: Testbed, random: Random): Nemesis | undefined {
  return nemeses[plan.nemesis.name](testbed, random);
}
