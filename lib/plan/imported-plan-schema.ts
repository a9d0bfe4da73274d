/** What may stand for the plan of a brought history; pages that only read one do without it. See `imported-plan.ts`. */
import * as z from 'zod/mini';
import type { Json } from '../base/json';
import { checkerNames } from '../checker/names';
import { historyFormats } from '../history/history-format';

/** A lane each; a picture of more tells nothing. */
export const maxImportedClients = 1000;

/** @throws where it is none, for a row of the database that somebody else wrote */
const json = z.custom<Json>((value) => value !== undefined, 'is missing');

/** What a person should know about the file. The line counts from 1; absent where it is about the whole. */
const importNote = z.readonly(z.object({ line: z.exactOptional(z.int()), message: z.string() }));
export type ImportNote = z.output<typeof importNote>;

const origin = z.readonly(
  z.object({
    /** As the person named it, without directories. */
    file: z.string(),
    /** Where in a store or a zip the history was. */
    entry: z.exactOptional(z.string()),
    format: z.enum(historyFormats),
    /** Of the history, uncompressed. */
    bytes: z.number(),
    ops: z.int(),
    notes: z.readonly(z.array(importNote)),
    /** The file is damaged: from this line on nothing was brought. */
    damagedAt: z.exactOptional(z.int()),
  }),
);

export const importedPlanSchema = z.readonly(
  z.strictObject({
    version: z.literal(2),
    name: z.string().check(z.minLength(1)),
    origin,
    system: z.strictObject({ name: z.literal('imported') }),
    /** Which node a client drove is not known, whatever nodes the history names. */
    cluster: z.strictObject({ type: z.literal('none'), nodes: z.tuple([]) }),
    workload: z.strictObject({
      name: z.literal('history'),
      model: z.exactOptional(z.string()),
      initial: json,
      isByKey: z.boolean(),
      checkers: z.array(z.enum(checkerNames)),
    }),
    load: z.strictObject({
      kind: z.literal('closed'),
      concurrency: z.int().check(z.minimum(1), z.maximum(maxImportedClients)),
      /** How long the history is. */
      timeLimitSeconds: z.number().check(z.minimum(0)),
    }),
    faults: z.tuple([]),
    recoverySeconds: z.literal(0),
    checker: z.strictObject({
      timeLimitSeconds: z.number(),
      memoryLimitMb: z.number(),
      stopAtViolation: z.literal(false),
      extra: z.tuple([]),
    }),
  }),
);
