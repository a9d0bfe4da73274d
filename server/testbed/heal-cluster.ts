/**
 * Undoes on a person's own machines whatever a run may have left there that nobody ended: cuts in the network, paused and
 * running processes, data. Labs and embedded clusters are this machine's own and go with their server.
 */
import { randomUUID } from 'node:crypto';
import { systemOf } from '@/lib/catalog/systems/registry';
import { isManaged } from '@/lib/plan/managed';
import type { Plan } from '@/lib/plan/plan';
import { type NodeResult, onEachNode, sshAddress } from '../nodes/cluster';
import { NodeHeldError, NodeHold } from '../nodes/hold/node-hold';
import { iptablesNet } from '../nodes/net/iptables';
import type { Remote } from '../nodes/remote';
import { systemImplementations } from '../systems/registry';
import { undoOn } from './undo';

export interface HealRequest {
  readonly plan: Plan;
  /** The run that is over, from which the nodes are taken; without one only nodes that nobody has are healed. */
  readonly run?: string | undefined;
  readonly dataDirectory: string;
}

/** @returns what was done on each node, or why nothing could be; nothing of a cluster that leaves nothing behind */
export async function healCluster({ plan, run, dataDirectory }: HealRequest): Promise<readonly NodeResult<string>[]> {
  const { cluster, system } = plan;
  if (cluster.type !== 'ssh' || system.name === 'memory') return [];
  const implementation = systemImplementations[system.name];
  // Of its own, so that two that heal at once do not undo each other's work.
  const healing = `heal-${randomUUID()}`;
  return onEachNode(sshAddress(cluster), { dataDirectory }, async (remote) => {
    const undo = undoOn(remote, isManaged(plan) ? implementation : undefined);
    const hold = await heldFor(remote, { run: healing, undo, over: run === undefined ? [] : [run] });
    if (typeof hold === 'string') return `the same machine as ${hold}`;
    try {
      // The network first: nothing that fails afterwards may leave it cut.
      await iptablesNet([hold]).heal();
      if (isManaged(plan)) await implementation.daemon({ name: hold.node, remote: hold }).wipe();
    } finally {
      await hold.release();
    }
    const { title } = systemOf(system.name);
    return `the network is whole, ${title} ${isManaged(plan) ? 'is stopped and its data removed' : 'is left running'}`;
  });
}

/** @returns the hold, or the name of the node that is the same machine and is healed under that name */
async function heldFor(remote: Remote, request: Parameters<typeof NodeHold.take>[1]): Promise<NodeHold | string> {
  try {
    return await NodeHold.take(remote, request);
  } catch (error) {
    if (error instanceof NodeHeldError && error.sameAs !== undefined) return error.sameAs;
    throw error;
  }
}
