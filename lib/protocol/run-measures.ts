/**
 * A run in numbers, for a table of many runs. Counted once, where the run is judged, and kept in its summary, so that no
 * table reads a history.
 *
 *     latency        of the operations that succeeded, to completion from when each was due; nearest rank
 *     arrivals       of an open load; those that found every client waiting passed
 *     under faults   as `nemesis/served.ts` counts it; while several faults are in effect an operation counts once
 */
import * as z from 'zod/mini';

const latencySchema = z.readonly(z.object({ p50: z.number(), p95: z.number(), p99: z.number() }));
export type Latency = z.output<typeof latencySchema>;

const servedSchema = z.readonly(
  z.object({
    /** Begun while a fault was in effect. */
    invoked: z.int(),
    served: z.int(),
    /** Absent in runs of older versions, which counted a refused cas as served, and an answer after the fault too. */
    refused: z.exactOptional(z.int()),
  }),
);
export type ServedMeasure = z.output<typeof servedSchema>;

const underFaultsSchema = z.readonly(
  z.object({
    reads: servedSchema,
    /** Everything that may change something. */
    updates: servedSchema,
  }),
);
export type UnderFaults = z.output<typeof underFaultsSchema>;

const arrivalsSchema = z.readonly(z.object({ scheduled: z.int(), passed: z.int() }));

export const runMeasuresSchema = z.readonly(
  z.object({
    /** Client operations by how they ended; `info` are those that may have happened, and those that never completed. */
    ok: z.int(),
    fail: z.int(),
    info: z.int(),
    /** Nanoseconds; absent where nothing succeeded. */
    latency: z.exactOptional(latencySchema),
    /** Absent where the load was closed. */
    arrivals: z.exactOptional(arrivalsSchema),
    /** Absent where no fault was ever fully in effect. */
    underFaults: z.exactOptional(underFaultsSchema),
  }),
);
export type RunMeasures = z.output<typeof runMeasuresSchema>;
