/**
 * AntiEtcd's HTTP interface, a part of etcd v3's: what Clew asks and what it reads of the answers. Keys and values are
 * base64, but for the value of a comparison, which AntiEtcd 1.3.1 compares as it was sent.
 */
import type { Json } from '@/lib/base/json';
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { Request } from '../kit/http/node-http';

/** The register under test is this one key, and nothing else is written. */
const registerKey = 'clew';

const key = encoded(registerKey);

export const getRegister: Request = post('/v3/kv/range', { key });
/** From what the node itself has, whatever its read level. */
export const getLocalRegister: Request = post('/v3/kv/range', { key, serializable: true });
export const getStatus: Request = post('/v3/maintenance/status', {});

export function putRegister(value: Json): Request {
  return post('/v3/kv/put', { key, value: encoded(JSON.stringify(value)) });
}

/** Writes `next` if the value is `expected`. */
export function casRegister(expected: Json, next: Json): Request {
  return transaction({ key, target: 'VALUE', value: JSON.stringify(expected) }, next);
}

/** Writes the value if there is none. */
export function createRegister(value: Json): Request {
  return transaction({ key, target: 'VERSION', version: 0 }, value);
}

function transaction(compare: Json, value: Json): Request {
  const request_put = { key, value: encoded(JSON.stringify(value)) };
  return post('/v3/kv/txn', { compare: [compare], success: [{ request_put }] });
}

function post(path: string, json: Json): Request {
  return { method: 'POST', path, body: { json } };
}

interface Register {
  readonly value: Json;
  /** Of the last write to the key. */
  readonly modifiedIndex: number;
  /** Of the last write that the node knows. */
  readonly index: number;
}

/** @returns undefined when the answer shows no key with a JSON value */
export function parsedRegister(text: string): Register | undefined {
  const answer = parsed(text);
  const found = field(answer, 'kvs');
  const register = Array.isArray(found) ? (found[0] as Json) : undefined;
  const [value, modifiedIndex] = [field(register, 'value'), field(register, 'mod_revision')];
  const index = parsedRevision(text);
  if (typeof value !== 'string' || typeof modifiedIndex !== 'number' || index === undefined) return undefined;
  const decoded = parsed(Buffer.from(value, 'base64').toString('utf8'));
  return decoded === undefined ? undefined : { value: decoded, modifiedIndex, index };
}

/** The revision of the node's data when it answered. */
export function parsedRevision(text: string): number | undefined {
  const revision = field(field(parsed(text), 'header'), 'revision');
  return typeof revision === 'number' ? revision : undefined;
}

/** Whether a transaction's comparison held; undefined when the answer is about no transaction. */
export function parsedSuccess(text: string): boolean | undefined {
  const succeeded = field(parsed(text), 'succeeded');
  return typeof succeeded === 'boolean' ? succeeded : undefined;
}

/** @returns undefined when the answer tells no state of the election */
export function parsedStatus(text: string): NodeStatus | undefined {
  const answer = parsed(text);
  const [role, leader, term] = ['raftState', 'leader', 'raftTerm'].map((name) => field(answer, name));
  const index = parsedRevision(text);
  if (role !== 'leader' && role !== 'follower' && role !== 'candidate') return undefined;
  return {
    role,
    // A candidate names the one it votes for.
    ...(role !== 'candidate' && typeof leader === 'string' && { leader }),
    ...(typeof term === 'number' && { term }),
    ...(index !== undefined && { index }),
  };
}

function encoded(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function field(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as { readonly [key: string]: Json })[name] : undefined;
}

/** @returns undefined when the text is no JSON */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
