/** Machines of a person's own that a run may have left cut, paused or busy, and what came of putting them right. */
import * as z from 'zod/mini';
import type { Plan } from '../plan/plan';

const machine = z.readonly(
  z.object({
    name: z.string(),
    host: z.string(),
    port: z.int(),
    /** What hindered the last try; nothing where it went well, or none was made yet. */
    trouble: z.exactOptional(z.string()),
  }),
);

const unhealedCluster = z.readonly(
  z.object({
    /** The run that left it so, and the name of its plan. */
    run: z.string(),
    name: z.string(),
    /** Milliseconds since 1970; nothing before the first try. */
    triedAt: z.exactOptional(z.number()),
    machines: z.readonly(z.array(machine)),
  }),
);

/** Until each of its machines was reached a cluster is listed, and no run may use any of them. */
export const healingList = z.readonly(z.object({ clusters: z.readonly(z.array(unhealedCluster)) }));

export const healingReport = z.readonly(
  z.object({
    isWhole: z.boolean(),
    /** What was done on each node or, where nothing could be, why. */
    nodes: z.readonly(
      z.array(
        z.readonly(
          z.object({ name: z.string(), done: z.exactOptional(z.string()), trouble: z.exactOptional(z.string()) }),
        ),
      ),
    ),
  }),
);

export type UnhealedCluster = z.output<typeof unhealedCluster>;
export type HealingReport = z.output<typeof healingReport>;

/** Whether a run on the one would use a machine of the other. */
export function isSameCluster({ machines }: UnhealedCluster, cluster: Plan['cluster']): boolean {
  if (cluster.type !== 'ssh') return false;
  return cluster.nodes.some(({ host, port }) => machines.some((one) => one.host === host && one.port === port));
}
