/**
 * A cluster that is kept under a name, in the store or in a file (`clusters/staging.json`), for any number of plans. A plan that
 * says `"cluster": "staging"` has the machines themselves in their place by the time it is resolved, so that a run stays
 * what it was when they change.
 *
 *     { "name": "staging", "nodes": [{ "name": "n1", "host": "10.0.0.1" }, …], "user": "root", "auth": { "agent": true } }
 */
import { strangeLines } from '../base/plain-text';
import { err, ok, type Result } from '../base/result';
import { type PlanIssue, planIssues, planMessage } from './issues';
import { clusterOfSaved, type SavedCluster, savedClusterSchema } from './kept-cluster';
import { machineIssues } from './machine-words';
import { isTree, type Tree } from './tree';

/** What a person wrote, with every default. */
export function readSavedCluster(input: unknown): Result<SavedCluster, readonly PlanIssue[]> {
  const strange = strangeLines(input);
  if (strange.length > 0) return err(strange);
  const parsed = savedClusterSchema.safeParse(input, { error: planMessage });
  if (!parsed.success) return err(planIssues(parsed.error));
  const issues = machineIssues(parsed.data, '');
  return issues.length > 0 ? err(issues) : ok(parsed.data);
}

/** The name that stands in the place of machines in a plan, or in the plan of an experiment. */
export function savedNameIn(document: unknown): string | undefined {
  if (!isTree(document)) return undefined;
  const { cluster } = isTree(document.plan) ? document.plan : document;
  return typeof cluster === 'string' ? cluster : undefined;
}

/** The same with the machines themselves. */
export function withMachines(document: Tree, saved: SavedCluster): Tree {
  const cluster = clusterOfSaved(saved);
  return isTree(document.plan) ? { ...document, plan: { ...document.plan, cluster } } : { ...document, cluster };
}
