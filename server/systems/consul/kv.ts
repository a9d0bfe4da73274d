/** The paths of Consul that Clew requests, and parsers for their answers. */
import type { Json } from '@/lib/base/json';
import type { NodeRole } from '@/lib/protocol/node-status';
import { field, parsedJson } from '../kit/http/json-body';
import type { Request } from '../kit/http/node-http';

/** The register under test is this one key. */
const key = 'clew';
export const registerPath = `/v1/kv/${key}`;
export const transactionPath = '/v1/txn';
/** The leader as this node currently sees it; answered without asking any other node. */
export const leaderPath = '/v1/status/leader';
/** The servers in the node's own Raft configuration. */
export const peersPath = '/v1/status/peers';
/** The state of the node's own Raft, as it is in memory, among much else; answered without asking any other node. */
export const selfPath = '/v1/agent/self';
export const membersPath = '/v1/agent/members';

/** Without an index the value is set unconditionally, with one only if the key's `ModifyIndex` equals it. */
export function setRequest(value: Json, index?: number): Request {
  const entry = { Key: key, Value: encodedValue(value) };
  const operation = index === undefined ? { Verb: 'set', ...entry } : { Verb: 'cas', ...entry, Index: index };
  return { method: 'PUT', path: transactionPath, body: { json: [{ KV: operation }] } };
}

/** Values are kept as JSON text, so that null and 0 differ; Consul shows and takes bytes in base64. */
export function encodedValue(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

export interface Register {
  readonly value: Json;
  /** The index of the last log entry that changed the key; setting the same value does not count. */
  readonly modifyIndex: number;
}

/** @returns undefined when the text shows no key with a JSON value */
export function parsedRegister(text: string): Register | undefined {
  const entries = parsedJson(text);
  const entry = Array.isArray(entries) ? (entries[0] as Json | undefined) : undefined;
  const [value, modifyIndex] = [field(entry, 'Value'), field(entry, 'ModifyIndex')];
  if (typeof value !== 'string' || typeof modifyIndex !== 'number') return undefined;
  const decoded = parsedJson(Buffer.from(value, 'base64').toString());
  return decoded === undefined ? undefined : { value: decoded, modifyIndex };
}

/** @returns the key's `ModifyIndex` after a transaction of one `set` or `cas` */
export function parsedSetIndex(text: string): number | undefined {
  const results = field(parsedJson(text), 'Results');
  const [result] = Array.isArray(results) ? (results as readonly Json[]) : [];
  const index = field(field(result, 'KV'), 'ModifyIndex');
  return typeof index === 'number' ? index : undefined;
}

/** `"10.0.0.1:8300"`, or `""` while the node knows of no leader. */
export function parsedLeader(text: string): string | undefined {
  const leader = parsedJson(text);
  return typeof leader === 'string' && leader !== '' ? leader : undefined;
}

export function parsedPeers(text: string): readonly string[] {
  const peers = parsedJson(text);
  return Array.isArray(peers) ? peers.filter((peer) => typeof peer === 'string') : [];
}

/** The names of the nodes by the addresses of their servers. */
export function parsedMembers(text: string): ReadonlyMap<string, string> {
  const members = parsedJson(text);
  if (!Array.isArray(members)) return new Map();
  return new Map(
    members.flatMap((member: Json) => {
      const [name, address, port] = [
        field(member, 'Name'),
        field(member, 'Addr'),
        field(field(member, 'Tags'), 'port'),
      ];
      if (typeof name !== 'string' || typeof address !== 'string' || typeof port !== 'string') return [];
      const host = address.includes(':') ? `[${address}]` : address;
      return [[`${host}:${port}`, name] as const];
    }),
  );
}

interface RaftState {
  readonly role: NodeRole;
  /** The address of a server; missing while it knows of no leader. */
  readonly leader?: string;
  readonly term: number;
  readonly applied: number;
}

const roles: Readonly<Record<string, NodeRole>> = {
  Leader: 'leader',
  Follower: 'follower',
  Candidate: 'candidate',
};

/** @returns undefined when the text contains no Raft state */
export function parsedRaftState(text: string): RaftState | undefined {
  const stats = field(parsedJson(text), 'Stats');
  const raft = field(stats, 'raft');
  const state = field(raft, 'state');
  const role = typeof state === 'string' ? roles[state] : undefined;
  const [term, applied] = [wholeNumber(field(raft, 'term')), wholeNumber(field(raft, 'applied_index'))];
  if (role === undefined || term === undefined || applied === undefined) return undefined;
  const leader = field(field(stats, 'consul'), 'leader_addr');
  return { role, term, applied, ...(typeof leader === 'string' && leader !== '' ? { leader } : {}) };
}

/** Consul's statistics are strings. */
function wholeNumber(value: Json | undefined): number | undefined {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}
