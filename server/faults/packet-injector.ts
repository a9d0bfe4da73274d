/** Packets that are disturbed: on which links is drawn anew each time; what one fault disturbed, its end calms. */
import { type Disturbance, disturbanceWords, linksOf, type PacketDirection } from '@/lib/nemesis/disturbance';
import { drawTargets, type TargetsName } from '@/lib/nemesis/targets';
import { awaitLeader, type FaultContext, type Injector } from './driver';
import { givenIn } from './given';

export const calmNetwork = 'Calm the network';

interface Whose {
  readonly targets: TargetsName;
  readonly nodes?: readonly string[] | undefined;
  readonly direction: PacketDirection;
}

export function packetInjector(
  context: FaultContext,
  { targets, nodes: named, direction }: Whose,
  disturbance: Disturbance,
): Injector {
  const packets = context.capability('packets');
  const { nodes } = context;
  const given = targets === 'given' ? givenIn(nodes, named) : [];
  const open = new Set<number>();
  let random = context.random;
  return {
    async begin(id) {
      const asksLeader = targets === 'leader';
      const leader = asksLeader ? await awaitLeader(context) : undefined;
      const { value: hit, next } = drawTargets({ nodes, targets, leader, given }, random);
      random = next;
      const disturbed = linksOf(hit, nodes, direction);
      open.add(id);
      await packets.disturb(disturbed, disturbance, id);
      const how = disturbanceWords(disturbance);
      return { value: { disturbed, how, ...(asksLeader && { leader: leader ?? null }) } };
    },
    async end(id) {
      await packets.calm(id);
      open.delete(id);
      return { value: { state: 'undisturbed' } };
    },
    async heal() {
      await Promise.all([...open].map((id) => packets.calm(id)));
      open.clear();
    },
  };
}
