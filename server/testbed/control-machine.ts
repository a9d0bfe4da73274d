/**
 * Where Clew runs on one of the nodes, a partition drops the packets of its own SSH connections as well: neither would the
 * heal reach the others, nor the renewal of their holds.
 */
import { chosenFaults } from '@/lib/plan/faults';
import type { Plan } from '@/lib/plan/plan';
import { ClewError } from '../base/failure';
import type { Remote } from '../nodes/remote';

/** @throws ClewError where a fault of the plan would cut off the test itself */
export async function assertApart(remotes: readonly Remote[], plan: Plan): Promise<void> {
  if (!chosenFaults(plan.faults).some(({ fault }) => fault.needs.includes('network'))) return;
  await Promise.all(
    remotes.map(async (remote) => {
      const { stdout } = await remote.shell('echo "$SSH_CONNECTION"');
      const [from, , to] = stdout.trim().split(' ');
      if (from === undefined || from !== to) return;
      throw new ClewError({
        message: `${remote.node} is the machine on which Clew runs, so a partition would cut off the test itself`,
        cure: 'run Clew on a machine that is no node of the cluster, or choose faults of processes only',
        node: remote.node,
      });
    }),
  );
}
