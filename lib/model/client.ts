/**
 * Who holds a lock. A client is known by the name that the value of its operation gives, `{client: "a"}`, else by its
 * process, else not at all.
 *
 * A name and a process may belong to the same client: an acquire that answers with the client's name and a crashed one
 * that only has its process occur in one history. So two clients differ only where both are names or both are
 * processes; in doubt an operation is allowed, because a correct system must never be called wrong.
 */
import { formatJson } from '../base/edn';
import { isJsonArray, isJsonEqual, type Json } from '../base/json';
import type { ModelOp } from './model';

/** `{client: name}`, `{process: number}`, or null for somebody unknown. */
export type Client = Json;

export function clientOf({ value, process }: ModelOp): Client {
  const client = fieldOf(value, 'client');
  if (client !== null) return { client };
  return process === undefined ? null : { process };
}

/** Whether the two may be the same client. */
export function mayBeSame(a: Client, b: Client): boolean {
  if (a === null || b === null) return true;
  return kindOf(a) !== kindOf(b) || isJsonEqual(a, b);
}

/** Of two that are the same client, the one that says more: a name stays when a process is replaced after a crash. */
export function betterKnown(a: Client, b: Client): Client {
  if (a === null || (kindOf(a) === 'process' && kindOf(b) === 'client')) return b;
  return a;
}

export function formatClient(client: Client): string {
  if (client === null) return 'somebody';
  const name = fieldOf(client, 'client');
  return name === null ? `process ${formatJson(fieldOf(client, 'process'))}` : formatJson(name);
}

/** A field of a value that is a map; null where it is none or has none. */
export function fieldOf(value: Json, key: string): Json {
  if (value === null || typeof value !== 'object' || isJsonArray(value) || !Object.hasOwn(value, key)) return null;
  return value[key] ?? null;
}

function kindOf(client: Client): 'client' | 'process' | 'unknown' {
  if (fieldOf(client, 'client') !== null) return 'client';
  return fieldOf(client, 'process') === null ? 'unknown' : 'process';
}
