/** Clusters that are kept under a name, as the server lists them. */
import * as z from 'zod/mini';
import { savedClusterSchema } from '../plan/kept-cluster';

export const listedCluster = z.readonly(
  z.object({
    cluster: savedClusterSchema,
    /** Milliseconds since 1970. */
    changedAt: z.int().check(z.minimum(0)),
  }),
);

export type ListedCluster = z.output<typeof listedCluster>;
