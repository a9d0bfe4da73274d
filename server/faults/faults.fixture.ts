/** A run's surroundings on paper, for tests of one fault. */
import { randomFrom } from '@/lib/base/random';
import type { Capabilities } from '../testbed/capabilities';
import type { FaultContext } from './driver';

export const five = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** @param capabilities the only ones that the cluster has */
export function contextOf(capabilities: Partial<Capabilities>, more: Partial<FaultContext> = {}): FaultContext {
  return {
    nodes: five,
    capability(name) {
      const found = capabilities[name];
      if (found === undefined) throw new Error(`no ${name}`);
      return found;
    },
    random: randomFrom(11),
    held: new Set(),
    leader: () => undefined,
    leaders: () => [],
    warn: () => undefined,
    ...more,
  };
}
