/** The clusters that are kept under a name: found for a plan that names one, added, changed and removed. */
import type { PlanIssue } from '@/lib/plan/issues';
import type { SavedCluster } from '@/lib/plan/kept-cluster';
import { readSavedCluster, savedNameIn, withMachines } from '@/lib/plan/saved-cluster';
import type { Tree } from '@/lib/plan/tree';
import type { ListedCluster } from '@/lib/protocol/cluster';
import type { ClusterTable } from '../store/clusters';

/** More are kept by a mistake of a script. */
const maxClusters = 200;

/** What was asked cannot be, and why; with issues it is the definition that is wrong. */
export class ClusterRefusal extends Error {
  override readonly name = 'ClusterRefusal';
  readonly kind: 'missing' | 'too-many' | 'wrong';
  readonly issues: readonly PlanIssue[];

  constructor(kind: ClusterRefusal['kind'], message: string, issues: readonly PlanIssue[] = []) {
    super(message);
    this.kind = kind;
    this.issues = issues;
  }
}

export class Clusters {
  readonly #table: ClusterTable;

  constructor(table: ClusterTable) {
    this.#table = table;
  }

  /** By name; one that a newer version wrote in a way unknown here is passed over. */
  async list(): Promise<readonly ListedCluster[]> {
    const rows = await this.#table.list();
    return rows.flatMap(({ definition, changedAt }) => {
      const cluster = readSavedCluster(definition);
      return cluster.ok ? [{ cluster: cluster.value, changedAt }] : [];
    });
  }

  async find(name: string): Promise<SavedCluster | undefined> {
    const row = await this.#table.find(name);
    const cluster = row && readSavedCluster(row.definition);
    return cluster?.ok ? cluster.value : undefined;
  }

  /** In the place of one that has its name. @throws ClusterRefusal */
  async save(input: unknown): Promise<ListedCluster> {
    const read = readSavedCluster(input);
    if (!read.ok) throw new ClusterRefusal('wrong', 'this is no cluster', read.error);
    const cluster = read.value;
    const others = (await this.#table.list()).filter(({ name }) => name !== cluster.name);
    if (others.length >= maxClusters) {
      throw new ClusterRefusal('too-many', `${maxClusters} clusters are kept already: remove some`);
    }
    const changedAt = Date.now();
    await this.#table.put(cluster, changedAt);
    return { cluster, changedAt };
  }

  /** @throws ClusterRefusal */
  async remove(name: string): Promise<void> {
    if (!(await this.#table.remove(name))) throw missing(name);
  }

  /** A plan or an experiment with the machines in the place of the name. @throws ClusterRefusal */
  async filled(document: unknown): Promise<unknown> {
    const name = savedNameIn(document);
    if (name === undefined) return document;
    const cluster = await this.find(name);
    if (cluster) return withMachines(document as Tree, cluster);
    const known = (await this.#table.list()).map((each) => each.name).join(', ');
    const message = `no cluster is kept as ${name}${known === '' ? '' : `; there are ${known}`}`;
    throw new ClusterRefusal('wrong', message, [{ path: 'cluster', message }]);
  }
}

function missing(name: string): ClusterRefusal {
  return new ClusterRefusal('missing', `no cluster is kept as ${name}`);
}
