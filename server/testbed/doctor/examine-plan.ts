/** Examines the cluster of a plan, whichever it is: one that is made for each run has only this machine to be looked at. */
import { needsOf, needsOfAny } from '@/lib/doctor/needs';
import type { CheckRow, NodeExamination } from '@/lib/doctor/report';
import { nodeNames } from '@/lib/plan/nodes';
import type { Plan } from '@/lib/plan/plan';
import { labAddress, labStatus } from '../../lab/lab';
import { labSupport } from '../../lab/support';
import { type ClusterAddress, sshAddress } from '../../nodes/cluster';
import { keptLabName } from '../open-testbed';
import { examineCluster, examineNode } from './examine';

export interface ClusterExamination {
  readonly cluster: Plan['cluster'];
  /** What is to be tested there; of a cluster without a test, anything may be. */
  readonly system?: Plan['system'] | undefined;
  /** Only this one of its nodes. */
  readonly node?: string | undefined;
  readonly dataDirectory: string;
}

/** @param onNode told as soon as a node has been looked at */
export async function examine(
  { cluster, system, node, dataDirectory }: ClusterExamination,
  onNode?: (node: NodeExamination) => void,
): Promise<readonly NodeExamination[]> {
  const needs = system ? needsOf({ system }) : needsOfAny();
  const looked = async (address: ClusterAddress) => {
    const examination = { address, needs, dataDirectory };
    return node === undefined ? examineCluster(examination, onNode) : [await examineNode(examination, node)];
  };
  if (cluster.type === 'ssh') return looked(sshAddress(cluster));
  const names = nodeNames(cluster).filter((name) => node === undefined || name === node);
  if (cluster.type !== 'lab') {
    const where = cluster.type === 'memory' ? 'inside this server' : 'will be a process on this machine';
    return names.map((name) => toBeMade(name, { check: 'reachable', state: 'good', brief: 'here', detail: where }));
  }
  const [lab] = await labStatus(keptLabName);
  if (lab && lab.nodes.length === cluster.nodes) return looked(labAddress(lab));
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
