/** One line of JSON as an op: at once where it is as plain as nearly all are, else with the words of a schema. */
import * as z from 'zod/mini';
import '../base/english-issues';
import type { Json } from '../base/json';
import type { OpType, Revision } from './op';
import { missingField } from './op-fields';
import type { ReadOp, ReadRest } from './op-list';

export interface ReadJsonOp {
  readonly op: ReadOp;
  readonly rest?: ReadRest | undefined;
}

/** As `JSON.parse` gave it. A schema would make a copy, and leave out what is called `__proto__`. */
const json = z.custom<Json>((value) => value !== undefined, { error: 'is missing' });

const whole = z.int().check(z.minimum(0));

const revision: z.ZodMiniType<Revision> = z.object({
  modifiedIndex: z.optional(whole),
  index: z.optional(whole),
}) as never;

const opSchema = z.strictObject({
  index: whole,
  time: whole,
  process: z.union([whole, z.literal('nemesis')], { error: 'must be a whole number or "nemesis"' }),
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  f: z.string().check(z.minLength(1)),
  value: json,
  key: z.optional(json),
  error: z.optional(json),
  node: z.optional(z.string()),
  revision: z.optional(revision),
  extra: z.optional(z.record(z.string(), json)),
});

const bare = (value: unknown) => (typeof value === 'string' ? value.replace(/^:/, '') : value);

const foreignSchema = z.looseObject({
  index: z.optional(z.int()),
  time: z.optional(z.number()),
  process: opSchema.shape.process,
  type: opSchema.shape.type,
  f: opSchema.shape.f,
  value: z._default(json, null),
  error: z.optional(json),
  key: z.optional(json),
});

/** Of an op that is an array, as older tools wrote it in EDN. */
const arrayFields = ['process', 'type', 'f', 'value', 'error'];

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

/**
 * @param renamed what a field of the file is called in `op.ts`
 * @returns the message of the first thing that is wrong, where something is
 */
export function readForeignOp(value: unknown, renamed?: ReadonlyMap<string, string>): ReadJsonOp | string {
  const named = namedFields(value, renamed);
  if (typeof named === 'string') return named;
  const missing = ['process', 'type', 'f'].find((field) => (named[field] ?? null) === null);
  if (missing !== undefined) return missingFrom(named, missing);
  const parsed = foreignSchema.safeParse(asOurs(named));
  if (!parsed.success) return firstIssue(parsed.error);
  const { index, time, process, type, f, value: carried, error, key, node, ...others } = parsed.data;
  const isNamed = typeof node === 'string';
  const more = { ...others, ...(isNamed || node === undefined ? {} : { node }) } as Record<string, Json>;
  const op = { index: index !== undefined && index < 0 ? undefined : index, time, process, type, f, value: carried };
  const extra = Object.keys(more).length === 0 ? undefined : more;
  return { op, rest: { key: key ?? undefined, error: error ?? undefined, node: isNamed ? node : undefined, extra } };
}

/** Keywords without their colons, and null where nothing is meant. */
function asOurs({ index, time, process, type, f, ...others }: Record<string, unknown>): Record<string, unknown> {
  return {
    ...others,
    index: index ?? undefined,
    time: time ?? undefined,
    process: bare(process),
    type: bare(type),
    f: bare(f),
  };
}

function namedFields(value: unknown, renamed?: ReadonlyMap<string, string>): Record<string, unknown> | string {
  if (Array.isArray(value)) {
    if (value.length >= 4 && value.length <= arrayFields.length) {
      return Object.fromEntries(value.map((item, place) => [arrayFields[place], item]));
    }
    return 'an op as an array is [process, type, f, value], as in [0,"invoke","read",null]';
  }
  if (typeof value !== 'object' || value === null)
    return 'an op is an object, as in {"process":0,"type":"invoke","f":"read","value":null}';
  if (!renamed || renamed.size === 0) return value as Record<string, unknown>;
  const named: Record<string, unknown> = {};
  for (const [field, item] of Object.entries(value)) {
    const name = renamed.get(field) ?? field;
    if (Object.hasOwn(named, name)) return `the op says ${name} twice, once as ${field}`;
    named[name] = item;
  }
  return named;
}

/** Also where it is no op at all, but what another program writes about one. */
function missingFrom(named: Record<string, unknown>, field: string): string {
  const missing = missingField(field, Object.keys(named));
  if ('Input' in named && 'Call' in named && 'Return' in named) {
    return `${missing}; it is an operation of Porcupine, as etcd's robustness tests write them, each client's to a file of its own: Clew reads an invocation and its completion, each as an op`;
  }
  if ('valid?' in named || 'valid' in named) return `${missing}; it is what a checker found, and no history`;
  return missing;
}

export function firstIssue(error: z.core.$ZodError): string {
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
