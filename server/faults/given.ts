import { openly, worded } from '@/lib/base/wording';
import { ClewError } from '../base/failure';

/** The nodes that a plan names for a fault. @throws ClewError where they are none of the cluster's */
export function givenIn(nodes: readonly string[], named: readonly string[] = []): readonly string[] {
  const stranger = named.find((node) => !nodes.includes(node));
  if (stranger === undefined && named.length > 0) return named;
  throw new ClewError({
    message:
      stranger === undefined
        ? worded`the fault is to hit given nodes, and none is named`
        : worded`there is no node ${openly(stranger)} that a fault could hit`,
    cure: `name some of ${nodes.join(', ')}`,
  });
}
