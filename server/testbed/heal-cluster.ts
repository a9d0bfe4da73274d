/**
 * Undoes on a person's own machines whatever a run may have left there that nobody ended: cuts in the network, paused and
 * running processes, data. Labs and embedded clusters are this machine's own and go with their server.
 */
import { systemOf } from '@/lib/catalog/systems/registry';
import type { Plan } from '@/lib/plan/plan';
import { type NodeResult, onEachNode, sshAddress } from '../nodes/cluster';
import { iptablesNet } from '../nodes/net/iptables';
import { systemImplementations } from '../systems/registry';

/** @returns what was done on each node, or why nothing could be; nothing of a cluster that leaves nothing behind */
export async function healCluster(plan: Plan, dataDirectory: string): Promise<readonly NodeResult<string>[]> {
  const { cluster, system } = plan;
  if (cluster.type !== 'ssh' || system.name === 'memory') return [];
  const implementation = systemImplementations[system.name];
  return onEachNode(sshAddress(cluster), { dataDirectory }, async (remote) => {
    // The network first: nothing that fails afterwards may leave it cut.
    await iptablesNet([remote]).heal();
    await implementation.daemon({ name: remote.node, remote }).wipe();
    return `the network is whole, ${systemOf(system.name).title} is stopped and its data removed`;
  });
}
