/** The paths of etcd's v2 API that Clew requests, and parsers for their answers. */
import type { Json } from '@/lib/base/json';
import type { NodeRole } from '@/lib/protocol/node-status';
import { field, parsedJson } from '../kit/http/json-body';
import type { Request } from '../kit/http/node-http';

/** The register under test is this one key. */
export const registerPath = '/v2/keys/clew';
/** All keys: any node that serves the v2 API answers, also before the register exists. */
export const rootPath = '/v2/keys/';
export const membersRequest: Request = { method: 'GET', path: '/v2/members' };
export const healthPath = '/health';
/** The state of the node's own Raft, as it is in memory; answered without asking any other node. */
export const variablesPath = '/debug/vars';

interface Register {
  readonly value: Json;
  readonly modifiedIndex: number;
}

/** @returns undefined when the text shows no key with a JSON value */
export function parsedRegister(text: string): Register | undefined {
  const node = field(parsedJson(text), 'node');
  const value = field(node, 'value');
  const modifiedIndex = field(node, 'modifiedIndex');
  if (typeof value !== 'string' || typeof modifiedIndex !== 'number') return undefined;
  const decoded = parsedJson(value);
  return decoded === undefined ? undefined : { value: decoded, modifiedIndex };
}

/** The addresses at which the members of the cluster speak to each other; known before they are up. */
export function parsedPeerUrls(text: string): readonly string[] {
  const members = field(parsedJson(text), 'members');
  if (!Array.isArray(members)) return [];
  return members.flatMap((member: Json) => {
    const urls = field(member, 'peerURLs');
    return Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : [];
  });
}

/** The names of the members by their ids, which are hexadecimal in the v2 API and decimal in the v3 API. */
export function parsedMembers(text: string): ReadonlyMap<string, string> {
  const members = field(parsedJson(text), 'members');
  if (!Array.isArray(members)) return new Map();
  return new Map(
    members.flatMap((member: Json) => {
      const name = field(member, 'name');
      const [id, decimal] = [field(member, 'id'), field(member, 'ID')];
      if (typeof name !== 'string') return [];
      if (typeof id === 'string') return [[id, name] as const];
      return typeof decimal === 'string' ? [[BigInt(decimal).toString(16), name] as const] : [];
    }),
  );
}

export interface RaftState {
  readonly role: NodeRole;
  /** The id of a member; missing while it knows of no leader. */
  readonly leader?: string;
  readonly term: number;
  readonly applied: number;
}

const roles: Readonly<Record<string, NodeRole>> = {
  StateLeader: 'leader',
  StateFollower: 'follower',
  StateCandidate: 'candidate',
  StatePreCandidate: 'candidate',
};

/** @returns undefined when the text contains no Raft state */
export function parsedRaftState(text: string): RaftState | undefined {
  const status = field(parsedJson(text), 'raft.status');
  const [state, lead, term, applied] = ['raftState', 'lead', 'term', 'applied'].map((name) => field(status, name));
  const role = typeof state === 'string' ? roles[state] : undefined;
  if (role === undefined || typeof term !== 'number' || typeof applied !== 'number') return undefined;
  return { role, term, applied, ...(typeof lead === 'string' && lead !== noMember ? { leader: lead } : {}) };
}

const noMember = '0';

/** The statistics of etcd 0.4 about itself. */
export const selfRequest: Request = { method: 'GET', path: '/v2/stats/self' };

/** @returns undefined when the text contains no role */
export function parsedSelf(text: string): { readonly role: NodeRole; readonly leader?: string } | undefined {
  const self = parsedJson(text);
  const state = field(self, 'state');
  const leader = field(field(self, 'leaderInfo'), 'leader');
  if (state !== 'leader' && state !== 'follower' && state !== 'candidate') return undefined;
  return { role: state, ...(typeof leader === 'string' && leader !== '' ? { leader } : {}) };
}

export function isHealthy(text: string): boolean {
  return field(parsedJson(text), 'health') === 'true';
}
