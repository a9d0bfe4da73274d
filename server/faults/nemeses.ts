/** Which nemesis a plan asks for. To add a fault, add its file in `server/nemesis` and one line here. */
import type { NemesisName } from '@/lib/plan/nemeses';
import type { Plan } from '@/lib/plan/plan';
import type { Nemesis, NemesisInput } from './nemesis';
import { partitionLeaderNemesis, partitionNemesis } from './partition';
import { killNemesis, pauseNemesis } from './process-faults';

type Make = (input: NemesisInput, plan: Plan['nemesis']) => Nemesis | undefined;

const nemeses: Readonly<Record<NemesisName, Make>> = {
  none: () => undefined,
  'partition-random-halves': partitionNemesis,
  'partition-leader': partitionLeaderNemesis,
  pause: (input, { targets = 'one' }) => pauseNemesis(input, targets),
  kill: (input, { targets = 'one' }) => killNemesis(input, targets),
};

export function nemesisOf({ nemesis }: Plan, input: NemesisInput): Nemesis | undefined {
  return nemeses[nemesis.name](input, nemesis);
}
