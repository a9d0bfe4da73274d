/** What answers /api/clusters. */
import { planIssues, planMessage } from '@/lib/plan/issues';
import { machineIssues } from '@/lib/plan/machine-words';
import { type Plan, systemSchema } from '@/lib/plan/plan';
import { ClusterRefusal, type Clusters } from '../../jobs/clusters';
import type { ClusterExamination, examine } from '../../testbed/doctor/examine-plan';
import type { Handlers } from './handler';
import { Refusal } from './refusal';
import { notValid } from './request-body';

type ClusterHandlers = Pick<Handlers, 'listClusters' | 'saveCluster' | 'removeCluster' | 'examineCluster'>;

export type Examine = (examination: Omit<ClusterExamination, 'dataDirectory'>) => ReturnType<typeof examine>;

export function clusterHandlers(clusters: Clusters, examineCluster: Examine): ClusterHandlers {
  return {
    listClusters: async () => ({ clusters: await clusters.list() }),
    saveCluster: ({ body }) => orRefusal(clusters.save(body)),
    removeCluster: async ({ params: { name } }) => {
      await orRefusal(clusters.remove(name));
      return undefined;
    },
    examineCluster: async ({ body }) => {
      const { cluster, node } = body;
      const issues = cluster.type === 'ssh' ? machineIssues(cluster, 'cluster') : [];
      if (issues.length > 0) throw notValid('cluster', issues);
      if (node !== undefined && cluster.type === 'ssh' && !cluster.nodes.some(({ name }) => name === node)) {
        throw notValid('cluster', [{ path: 'node', message: `there is no node ${node} in it` }]);
      }
      const system = body.system === undefined ? undefined : systemIn(body.system);
      return { nodes: await examineCluster({ cluster, node, system }) };
    },
  };
}

/** A plan or an experiment with the machines in the place of the name. @throws Refusal where none is kept under it */
export function filled(clusters: Clusters, document: unknown): Promise<unknown> {
  return orRefusal(clusters.filled(document));
}

/** @throws Refusal that names the field */
function systemIn(input: unknown): Plan['system'] {
  const parsed = systemSchema.safeParse(input, { error: planMessage });
  if (parsed.success) return parsed.data;
  throw notValid(
    'cluster',
    planIssues(parsed.error).map(({ path, message }) => ({ path: `system.${path}`, message })),
  );
}

const statuses = { missing: 404, 'too-many': 409 } as const;

async function orRefusal<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ClusterRefusal)) throw error;
    if (error.kind === 'wrong') throw notValid('cluster', error.issues);
    throw new Refusal(statuses[error.kind], error.message);
  }
}
