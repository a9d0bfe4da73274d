/** Examines the cluster of a plan, whichever it is: one that is made for each run has only this machine to be looked at. */
import { needsOf } from '@/lib/doctor/needs';
import type { CheckRow, NodeExamination } from '@/lib/doctor/report';
import { nodeNames } from '@/lib/plan/nodes';
import type { Plan } from '@/lib/plan/plan';
import { labAddress, labStatus } from '../../lab/lab';
import { labSupport } from '../../lab/support';
import { sshAddress } from '../../nodes/cluster';
import { keptLabName } from '../open-testbed';
import { examineCluster } from './examine';

/** @param onNode told as soon as a node has been looked at */
export async function examinePlan(
  plan: Pick<Plan, 'cluster' | 'system' | 'faults'>,
  dataDirectory: string,
  onNode?: (node: NodeExamination) => void,
): Promise<readonly NodeExamination[]> {
  const { cluster } = plan;
  const needs = needsOf(plan);
  if (cluster.type === 'ssh') return examineCluster({ address: sshAddress(cluster), needs, dataDirectory }, onNode);
  const names = nodeNames(cluster);
  if (cluster.type !== 'lab') {
    const where = cluster.type === 'memory' ? 'inside this server' : 'will be a process on this machine';
    return names.map((name) => toBeMade(name, { check: 'reachable', state: 'good', brief: 'here', detail: where }));
  }
  const [lab] = await labStatus(keptLabName);
  if (lab && lab.nodes.length === names.length) {
    return examineCluster({ address: labAddress(lab), needs, dataDirectory }, onNode);
  }
  const support = await labSupport();
  const row: CheckRow = support.ok
    ? { check: 'reachable', state: 'good', brief: 'will be made', detail: 'will be made on this machine' }
    : {
        check: 'reachable',
        state: 'bad',
        brief: 'cannot be made',
        detail: 'no lab can be made here',
        cure: support.reason,
      };
  return names.map((name) => toBeMade(name, row));
}

function toBeMade(name: string, row: CheckRow): NodeExamination {
  return { name, address: 'this machine', rows: [row], unreached: [] };
}
