/** What a server and a Sentinel say of themselves. */
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { Deadline } from '../kit/http/deadline';
import type { RedisConnection, Reply } from './connection';
import { masterName } from './member';

/**
 * The answer to INFO:
 *
 *     # Replication
 *     role:slave
 *     master_host:10.0.0.1
 *     master_link_status:up
 *     slave_repl_offset:8231
 */
export type Info = ReadonlyMap<string, string>;

export async function infoOf(
  connection: RedisConnection,
  section: 'server' | 'replication',
  limit: Deadline,
): Promise<Info> {
  return parsedInfo(await connection.request(['INFO', section], limit));
}

export function parsedInfo(reply: Reply): Info {
  const lines = typeof reply === 'string' ? reply.split(/\r?\n/) : [];
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([a-z0-9_]+):(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Of a master, the replicas that have its data and are sent what it writes. */
export function attachedReplicas(info: Info): number {
  return [...info].filter(([name, value]) => /^slave\d+$/.test(name) && value.includes('state=online')).length;
}

export interface Sight {
  readonly master: string;
  readonly epoch: number;
  readonly replicas: number;
  readonly otherSentinels: number;
  readonly isMasterDown: boolean;
}

/** What a Sentinel sees: `SENTINEL MASTER`, a list of names and values. */
export async function sightOf(sentinel: RedisConnection, limit: Deadline): Promise<Sight | undefined> {
  return parsedSight(await sentinel.request(['SENTINEL', 'MASTER', masterName], limit));
}

export function parsedSight(reply: Reply): Sight | undefined {
  if (reply === null || typeof reply !== 'object') return undefined;
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < reply.length; i += 2) fields.set(String(reply[i]), String(reply[i + 1]));
  const [master, epoch] = [fields.get('ip'), Number(fields.get('config-epoch') ?? Number.NaN)];
  if (master === undefined || !Number.isSafeInteger(epoch)) return undefined;
  return {
    master,
    epoch,
    replicas: Number(fields.get('num-slaves') ?? 0),
    otherSentinels: Number(fields.get('num-other-sentinels') ?? 0),
    isMasterDown: /down/.test(fields.get('flags') ?? ''),
  };
}

/** @param nameOf the name of the node at an address @param epoch what its own Sentinel knows; none where it is silent */
export function statusOf(
  info: Info,
  nameOf: (address: string) => string,
  epoch: number | undefined,
): NodeStatus | undefined {
  const role = info.get('role');
  const term = epoch === undefined ? {} : { term: epoch };
  const offset = Number(info.get(role === 'slave' ? 'slave_repl_offset' : 'master_repl_offset') ?? Number.NaN);
  const index = Number.isSafeInteger(offset) ? { index: offset } : {};
  if (role === 'master') return { role: 'leader', ...term, ...index };
  if (role !== 'slave') return undefined;
  const master = info.get('master_host');
  return { role: 'follower', ...(master === undefined ? {} : { leader: nameOf(master) }), ...term, ...index };
}
