/** The shape of a cluster that is kept under a name; what is read of one is in `saved-cluster.ts`, which needs the whole plan. */
import * as z from 'zod/mini';
import { sshFields } from './cluster';
import type { Plan } from './plan';

export const clusterName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,40}$/, 'must be a short lower-case name such as staging'));

export const savedClusterSchema = z
  .strictObject({ name: clusterName, ...sshFields })
  .check(z.meta({ id: 'SavedCluster', title: 'cluster', description: 'Machines that are kept under a name.' }));

export type SavedCluster = z.output<typeof savedClusterSchema>;

export function clusterOfSaved({ name: _, ...machines }: SavedCluster): Extract<Plan['cluster'], { type: 'ssh' }> {
  return { type: 'ssh', ...machines };
}
