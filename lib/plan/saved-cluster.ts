/**
 * A cluster that is kept under a name, in the store or in a file (`clusters/staging.json`), for any number of plans. A plan that
 * says `"cluster": "staging"` has the machines themselves in their place by the time it is resolved, so that a run stays
 * what it was when they change.
 *
 *     { "name": "staging", "nodes": [{ "name": "n1", "host": "10.0.0.1" }, …], "user": "root", "auth": { "agent": true } }
 */
import * as z from 'zod/mini';
import { strangeLines } from '../base/plain-text';
import { err, ok, type Result } from '../base/result';
import { sshFields } from './cluster';
import { type PlanIssue, planIssues, planMessage } from './issues';
import { machineIssues } from './machine-words';
import type { Plan } from './plan';
import { isTree, type Tree } from './tree';

export const clusterName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,40}$/, 'must be a short lower-case name such as staging'));

export const savedClusterSchema = z
  .strictObject({ name: clusterName, ...sshFields })
  .check(z.meta({ id: 'SavedCluster', title: 'cluster', description: 'Machines that are kept under a name.' }));

export type SavedCluster = z.output<typeof savedClusterSchema>;

/** What a person wrote, with every default. */
export function readSavedCluster(input: unknown): Result<SavedCluster, readonly PlanIssue[]> {
  const strange = strangeLines(input);
  if (strange.length > 0) return err(strange);
  const parsed = savedClusterSchema.safeParse(input, { error: planMessage });
  if (!parsed.success) return err(planIssues(parsed.error));
  const issues = machineIssues(parsed.data, '');
  return issues.length > 0 ? err(issues) : ok(parsed.data);
}

export function clusterOfSaved({ name: _, ...machines }: SavedCluster): Extract<Plan['cluster'], { type: 'ssh' }> {
  return { type: 'ssh', ...machines };
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
