/** A network that is parted: which links are cut is drawn anew each time; what one partition cut, its end heals. */
import type { Draw, Random } from '@/lib/base/random';
import type { Grudge } from '@/lib/history/nemesis-value';
import type { FaultContext, Injector } from './driver';

export const healNetwork = 'Heal the network';

export interface Parting {
  /** Undefined where the leader does not matter, null where none is known. */
  readonly leader?: string | null;
  draw(random: Random): Draw<Grudge>;
}

/** @param next without nodes, a partition that is drawn */
export function partitionInjector(
  context: FaultContext,
  next: (nodes: readonly string[] | undefined) => Promise<Parting>,
): Injector {
  const network = context.capability('network');
  const open = new Set<number>();
  let source = context.random;
  return {
    async begin(id, nodes) {
      const { leader, draw } = await next(nodes);
      const drawn = draw(source);
      source = drawn.next;
      open.add(id);
      await network.cut(drawn.value, id);
      return { value: { cutOff: drawn.value, ...(leader === undefined ? {} : { leader }) } };
    },
    async end(id) {
      await network.heal(id);
      open.delete(id);
      return { value: { state: 'fully connected' } };
    },
    async heal() {
      await Promise.all([...open].map((id) => network.heal(id)));
      open.clear();
    },
  };
}
