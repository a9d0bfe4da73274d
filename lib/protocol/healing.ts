/** Machines of a person's own that a run may have left cut, paused or busy, and what came of putting them right. */
import * as z from 'zod';
import type { Plan } from '../plan/plan';

const machine = z
  .object({
    name: z.string(),
    host: z.string(),
    port: z.int(),
    /** What hindered the last try; nothing where it went well, or none was made yet. */
    trouble: z.string().exactOptional(),
  })
  .readonly();

const unhealedCluster = z
  .object({
    /** The run that left it so, and the name of its plan. */
    run: z.string(),
    name: z.string(),
    /** Milliseconds since 1970; nothing before the first try. */
    triedAt: z.number().exactOptional(),
    machines: z.array(machine).readonly(),
  })
  .readonly();

/** Until each of its machines was reached a cluster is listed, and no run may use any of them. */
export const healingList = z.object({ clusters: z.array(unhealedCluster).readonly() }).readonly();

export const healingReport = z
  .object({
    isWhole: z.boolean(),
    /** What was done on each node or, where nothing could be, why. */
    nodes: z
      .array(
        z
          .object({ name: z.string(), done: z.string().exactOptional(), trouble: z.string().exactOptional() })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

export type UnhealedCluster = z.output<typeof unhealedCluster>;
export type HealingReport = z.output<typeof healingReport>;

/** Whether a run on the one would use a machine of the other. */
export function isSameCluster({ machines }: UnhealedCluster, cluster: Plan['cluster']): boolean {
  if (cluster.type !== 'ssh') return false;
  return cluster.nodes.some(({ host, port }) => machines.some((one) => one.host === host && one.port === port));
}
