/** One line of JSON as an op: at once where it is as plain as nearly all are, else with the words of a schema. */
import * as z from 'zod';
import type { Json } from '../base/json';
import type { OpType, Revision } from './op';
import type { ReadOp, ReadRest } from './op-list';

export interface ReadJsonOp {
  readonly op: ReadOp;
  readonly rest?: ReadRest | undefined;
}

const json: z.ZodType<Json> = z.json();

const whole = z.int().min(0);

const revision: z.ZodType<Revision> = z.object({ modifiedIndex: whole.optional(), index: whole.optional() }) as never;

const opSchema = z.strictObject({
  index: whole,
  time: whole,
  process: z.union([whole, z.literal('nemesis')], { error: 'must be a whole number or "nemesis"' }),
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  f: z.string().min(1),
  value: json,
  key: json.optional(),
  error: json.optional(),
  node: z.string().optional(),
  revision: revision.optional(),
  extra: z.record(z.string(), json).optional(),
});

const bare = (value: unknown) => (typeof value === 'string' ? value.replace(/^:/, '') : value);
const orNothing = (value: unknown) => (value === null ? undefined : value);

const foreignSchema = z.looseObject({
  index: z.preprocess(orNothing, z.int().optional()),
  time: z.preprocess(orNothing, z.number().optional()),
  process: z.preprocess(bare, opSchema.shape.process),
  type: z.preprocess(bare, opSchema.shape.type),
  f: z.preprocess(bare, opSchema.shape.f),
  value: json.default(null),
  error: json.optional(),
});

/** An op with its six keys and no other; undefined for anything else. */
export function plainOp(value: unknown): ReadJsonOp | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const op = value as Partial<Record<keyof ReadOp, unknown>>;
  if (!isWhole(op.index) || !isWhole(op.time) || !(isWhole(op.process) || op.process === 'nemesis')) return undefined;
  if (!isOpType(op.type) || typeof op.f !== 'string' || op.f === '' || op.f[0] === ':') return undefined;
  if (op.value === undefined) return undefined;
  let keys = 0;
  for (const _ in value) keys++;
  return keys === 6 ? { op: op as ReadOp } : undefined;
}

/** @returns the message of the first thing that is wrong, where something is */
export function readOurOp(value: unknown): ReadJsonOp | string {
  const parsed = opSchema.safeParse(value);
  if (!parsed.success) return firstIssue(parsed.error);
  return { op: parsed.data, rest: parsed.data };
}

/** @returns the message of the first thing that is wrong, where something is */
export function readForeignOp(value: unknown): ReadJsonOp | string {
  const parsed = foreignSchema.safeParse(value);
  if (!parsed.success) return firstIssue(parsed.error);
  const { index, time, process, type, f, value: carried, error, node, ...others } = parsed.data;
  const isNamed = typeof node === 'string';
  const more = { ...others, ...(isNamed || node === undefined ? {} : { node }) } as Record<string, Json>;
  const op = { index: index !== undefined && index < 0 ? undefined : index, time, process, type, f, value: carried };
  const extra = Object.keys(more).length === 0 ? undefined : more;
  return { op, rest: { error, node: isNamed ? node : undefined, extra } };
}

export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'not valid';
  const path = issue.path.join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isSafeInteger(value);
}

function isOpType(value: unknown): value is OpType {
  return value === 'invoke' || value === 'ok' || value === 'fail' || value === 'info';
}
