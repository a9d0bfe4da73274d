/**
 * The v3 API of etcd in JSON, through its gRPC gateway: the requests, and parsers for the parts of the answers that
 * clients need. Keys and values are base64, 64-bit integers are strings, and zero, false or empty fields are omitted.
 * (etcd 3.4 and later; until 3.3 the paths had another prefix.)
 */
import type { Json } from '@/lib/base/json';
import type { Revision } from '@/lib/history/op';
import { field, parsedJson } from '../kit/http/json-body';
import type { Request } from '../kit/http/node-http';

type Fields = { readonly [name: string]: Json };

/** The members of the cluster, with their ids, names and peerURLs. */
export const membersRequest = post('/v3/cluster/member/list', {});

export interface ReadOptions {
  /** The node answers from its applied state, without asking a quorum. */
  readonly isSerializable: boolean;
}

export function rangeRequest(key: string, { isSerializable }: ReadOptions): Request {
  return post('/v3/kv/range', { key: base64(key), ...(isSerializable && { serializable: true }) });
}

/** All keys with a prefix, at one revision. */
export function prefixRequest(prefix: string, { isSerializable }: ReadOptions): Request {
  const body = { key: base64(prefix), range_end: base64(afterPrefix(prefix)), keys_only: true };
  return post('/v3/kv/range', { ...body, ...(isSerializable && { serializable: true }) });
}

export function putRequest(key: string, value: string): Request {
  return post('/v3/kv/put', { key: base64(key), value: base64(value) });
}

/**
 * One transaction that writes if the key has the expected value, and reads the key otherwise. etcd refuses to compare
 * the value of an absent key, so for that its version is compared with 0.
 * @param expected undefined: the key is absent
 */
export function casRequest(key: string, expected: string | undefined, next: string): Request {
  const compared = { key: base64(key), result: 'EQUAL' };
  const compare =
    expected === undefined
      ? { ...compared, target: 'VERSION', version: '0' }
      : { ...compared, target: 'VALUE', value: base64(expected) };
  return post('/v3/kv/txn', {
    compare: [compare],
    success: [{ request_put: { key: base64(key), value: base64(next) } }],
    failure: [{ request_range: { key: base64(key) } }],
  });
}

/** Keys one by one, all at one revision. */
export function readsRequest(keys: readonly string[], { isSerializable }: ReadOptions): Request {
  const range = isSerializable ? { serializable: true } : {};
  return post('/v3/kv/txn', { success: keys.map((key) => ({ request_range: { key: base64(key), ...range } })) });
}

/** Writes if no key has changed since it was read; a key that was absent was of revision 0. */
export function guardedWriteRequest(
  guards: readonly { readonly key: string; readonly modifiedIndex: number }[],
  puts: readonly { readonly key: string; readonly value: string }[],
): Request {
  return post('/v3/kv/txn', {
    compare: guards.map(({ key, modifiedIndex }) => {
      return { key: base64(key), target: 'MOD', result: 'EQUAL', mod_revision: String(modifiedIndex) };
    }),
    success: puts.map(({ key, value }) => ({ request_put: { key: base64(key), value: base64(value) } })),
  });
}

export function grantRequest(ttlSeconds: number): Request {
  return post('/v3/lease/grant', { TTL: String(ttlSeconds) });
}

export function revokeRequest(lease: string): Request {
  return post('/v3/lease/revoke', { ID: lease });
}

/** Answered once the lock is held. A lease holds a lock once: a second request with the same lease succeeds at once. */
export function lockRequest(name: string, lease: string): Request {
  return post('/v3/lock/lock', { name: base64(name), lease });
}

/** @param key from the lock's answer, in base64 */
export function unlockRequest(key: string): Request {
  return post('/v3/lock/unlock', { key });
}

export interface Found {
  readonly key: string;
  readonly value: string;
  readonly modifiedIndex: number;
}

/** The keys of a range, in their order. @returns undefined when the text is not such an answer */
export function parsedRange(text: string): readonly Found[] | undefined {
  const body = parsedJson(text);
  return revisionOf(body) === undefined ? undefined : foundIn(body);
}

export type CasAnswer =
  | { readonly isDone: true }
  /** @param found the key's actual value; undefined if it is absent */
  | { readonly isDone: false; readonly found: string | undefined };

/** @returns undefined when the text is not such an answer */
export function parsedCas(text: string): CasAnswer | undefined {
  const body = parsedJson(text);
  const responses = field(body, 'responses');
  const [response] = Array.isArray(responses) ? responses : [];
  if (revisionOf(body) === undefined || response === undefined) return undefined;
  if (field(body, 'succeeded') === true) return field(response, 'response_put') ? { isDone: true } : undefined;
  const found = field(response, 'response_range') ? foundIn(field(response, 'response_range')) : undefined;
  return found && { isDone: false, found: found[0]?.value };
}

/** What `readsRequest` asked for, in its order, undefined where a key is absent. @returns undefined when the text is no such answer */
export function parsedReads(
  answer: string,
  keys: number,
): { readonly revision: number; readonly found: readonly (Found | undefined)[] } | undefined {
  const body = parsedJson(answer);
  const [revision, responses] = [revisionOf(body), field(body, 'responses')];
  if (revision === undefined || !Array.isArray(responses) || responses.length !== keys) return undefined;
  const ranges = responses.map((response: Json) => field(response, 'response_range'));
  const found = ranges.map((range) => (range === undefined ? undefined : foundIn(range)));
  return found.every((each) => each !== undefined) ? { revision, found: found.map((each) => each?.[0]) } : undefined;
}

/** @returns undefined when the text is no answer to `guardedWriteRequest` */
export function parsedGuarded(answer: string): { readonly isDone: boolean; readonly revision: number } | undefined {
  const body = parsedJson(answer);
  const revision = revisionOf(body);
  return revision === undefined ? undefined : { isDone: field(body, 'succeeded') === true, revision };
}

/** The revision of the store that answered. */
export function parsedRevision(text: string): number | undefined {
  return revisionOf(parsedJson(text));
}

/** Of a completed write: the revision of the answer is that of the write. */
export function writtenAt(revision: number | undefined): Revision {
  return revision === undefined ? {} : { index: revision, modifiedIndex: revision };
}

export function parsedLease(text: string): string | undefined {
  const id = field(parsedJson(text), 'ID');
  return typeof id === 'string' ? id : undefined;
}

/** The key that represents the held lock, in base64. */
export function parsedLockKey(text: string): string | undefined {
  const key = field(parsedJson(text), 'key');
  return typeof key === 'string' ? key : undefined;
}

function foundIn(range: Json | undefined): readonly Found[] | undefined {
  const kvs = field(range, 'kvs') ?? [];
  if (!Array.isArray(kvs)) return undefined;
  const found: Found[] = [];
  for (const kv of kvs) {
    const [key, value = '', modified] = ['key', 'value', 'mod_revision'].map((name) => field(kv, name));
    if (typeof key !== 'string' || typeof value !== 'string' || typeof modified !== 'string') return undefined;
    found.push({ key: text(key), value: text(value), modifiedIndex: Number(modified) });
  }
  return found;
}

function revisionOf(body: Json | undefined): number | undefined {
  const revision = field(field(body, 'header'), 'revision');
  const index = typeof revision === 'string' ? Number(revision) : Number.NaN;
  return Number.isSafeInteger(index) ? index : undefined;
}

function post(path: string, json: Fields): Request {
  return { method: 'POST', path, body: { json } };
}

/** The first key after all keys with the prefix. The prefix must end in a character whose successor is one byte. */
function afterPrefix(prefix: string): string {
  return `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function text(base64Text: string): string {
  return Buffer.from(base64Text, 'base64').toString();
}
