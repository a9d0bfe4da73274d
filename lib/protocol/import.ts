/** What is asked of a history that is brought, and how far it is. */
import * as z from 'zod/mini';
import { parseJson } from '../base/json-text';
import { strangeTexts } from '../base/plain-text';
import { checkerNames } from '../checker/names';
import { historyFormats } from '../history/history-format';
import { historyOrders, opFields } from '../history/read-options';
import { modelNames } from '../model/registry';

const typed = (most: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1, 'must not be empty'),
    z.maxLength(most, `must have at most ${most} characters`),
    z.superRefine((text, { addIssue }) => {
      for (const { message } of strangeTexts(text)) addIssue({ code: 'custom', message });
    }),
  );

/** What goes by another name in the file. */
const renamed = <Name extends z.ZodMiniType>(ours: Name) =>
  z.readonly(z.array(z.strictObject({ theirs: typed(100), ours })).check(z.maxLength(50)));

export const importRequestSchema = z
  .readonly(
    z.strictObject({
      /** Of the file; directories before it are left out. */
      file: typed(1000),
      /** Of the run; without it, that of the file. */
      name: z.exactOptional(typed(80)),
      format: z.exactOptional(z.enum(historyFormats)),
      /** `none`: only checkers judge it. Absent: what its operations look like. */
      model: z.exactOptional(z.enum(['none', ...modelNames])),
      /** The state in which the model began, as JSON text. */
      initial: z.exactOptional(typed(10_000).check(z.refine((text) => parseJson(text).ok, 'must be JSON, such as 0'))),
      /** Whether values are `[key value]`, each key an object of its own. Absent: whether all of them look so. */
      isByKey: z.exactOptional(z.boolean()),
      checkers: z.exactOptional(z.readonly(z.array(z.enum(checkerNames)).check(z.minLength(1)))),
      order: z.exactOptional(z.enum(historyOrders)),
      /** Fields of ops that do not matter. */
      ignored: z.exactOptional(z.readonly(z.array(typed(100)).check(z.maxLength(50)))),
      fields: z.exactOptional(renamed(z.enum(opFields))),
      /** Models and checkers call them so. */
      functions: z.exactOptional(renamed(typed(100))),
      timeLimitSeconds: z.exactOptional(z.number().check(z.minimum(0.1), z.maximum(3600))),
      memoryLimitMb: z.exactOptional(z.int().check(z.minimum(16), z.maximum(16_384))),
    }),
  )
  .check(z.meta({ id: 'ImportInput', title: 'import' }));
export type ImportRequest = z.output<typeof importRequestSchema>;

const importStateSchema = z.enum(['waiting', 'reading', 'done', 'failed', 'cancelled']);

export const importStatusSchema = z
  .readonly(
    z.object({
      id: z.string(),
      file: z.string(),
      /** `waiting`: nothing of the file has come. `done`: it is the run, and is being judged, or was. */
      state: importStateSchema,
      /** Of the history, as far as it was read; uncompressed. */
      bytes: z.number(),
      totalBytes: z.exactOptional(z.number()),
      ops: z.int(),
      runId: z.exactOptional(z.string()),
      /** Why it failed, and what to do. */
      message: z.exactOptional(z.string()),
    }),
  )
  .check(z.meta({ id: 'Import' }));
export type ImportStatus = z.output<typeof importStatusSchema>;
