/** What is asked of a history that is brought, and how far it is. */
import * as z from 'zod';
import { parseJson } from '../base/json-text';
import { strangeTexts } from '../base/plain-text';
import { type CheckerName, checkers } from '../checker/about';
import { historyFormats } from '../history/detect-format';
import { historyOrders, opFields } from '../history/read-options';
import { modelNames } from '../model/registry';

const typed = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`)
    .superRefine((text, { addIssue }) => {
      for (const { message } of strangeTexts(text)) addIssue({ code: 'custom', message });
    });

const checkerNames = Object.keys(checkers) as CheckerName[];

/** What goes by another name in the file. */
const renamed = <Name extends z.ZodType>(ours: Name) =>
  z
    .array(z.strictObject({ theirs: typed(100), ours }))
    .max(50)
    .readonly();

export const importRequestSchema = z
  .strictObject({
    /** Of the file; directories before it are left out. */
    file: typed(1000),
    /** Of the run; without it, that of the file. */
    name: typed(80).exactOptional(),
    format: z.enum(historyFormats).exactOptional(),
    /** `none`: only checkers judge it. Absent: what its operations look like. */
    model: z.enum(['none', ...modelNames]).exactOptional(),
    /** The state in which the model began, as JSON text. */
    initial: typed(10_000)
      .refine((text) => parseJson(text).ok, 'must be JSON, such as 0')
      .exactOptional(),
    /** Whether values are `[key value]`, each key an object of its own. Absent: whether all of them look so. */
    isByKey: z.boolean().exactOptional(),
    checkers: z.array(z.enum(checkerNames)).min(1).readonly().exactOptional(),
    order: z.enum(historyOrders).exactOptional(),
    /** Fields of ops that do not matter. */
    ignored: z.array(typed(100)).max(50).readonly().exactOptional(),
    fields: renamed(z.enum(opFields)).exactOptional(),
    /** Models and checkers call them so. */
    functions: renamed(typed(100)).exactOptional(),
    timeLimitSeconds: z.number().min(0.1).max(3600).exactOptional(),
    memoryLimitMb: z.int().min(16).max(16_384).exactOptional(),
  })
  .readonly()
  .meta({ id: 'ImportInput', title: 'import' });
export type ImportRequest = z.output<typeof importRequestSchema>;

const importStateSchema = z.enum(['waiting', 'reading', 'done', 'failed', 'cancelled']);

export const importStatusSchema = z
  .object({
    id: z.string(),
    file: z.string(),
    /** `waiting`: nothing of the file has come. `done`: it is the run, and is being judged, or was. */
    state: importStateSchema,
    /** Of the history, as far as it was read; uncompressed. */
    bytes: z.number(),
    totalBytes: z.number().exactOptional(),
    ops: z.int(),
    runId: z.string().exactOptional(),
    /** Why it failed, and what to do. */
    message: z.string().exactOptional(),
  })
  .readonly()
  .meta({ id: 'Import' });
export type ImportStatus = z.output<typeof importStatusSchema>;
