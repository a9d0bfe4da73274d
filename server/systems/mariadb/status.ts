/**
 * What a server says of itself. With Galera: whether it is in the primary component, the only one that takes
 * transactions, and how far it has applied what was committed.
 *
 *     wsrep_cluster_status Primary · wsrep_local_state_comment Synced · wsrep_cluster_size 3 · wsrep_last_committed 1207
 */
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { SqlServer } from '../kit/sql/own-server';
import { accountErrors } from './errors';
import { database } from './member';

export type Status = ReadonlyMap<string, string>;

const variables = [
  'wsrep_cluster_status',
  'wsrep_local_state_comment',
  'wsrep_cluster_size',
  'wsrep_cluster_conf_id',
  'wsrep_last_committed',
  'wsrep_provider_name',
] as const;
const statusQuery = `SHOW GLOBAL STATUS WHERE Variable_name IN (${variables.map((name) => `'${name}'`).join(', ')})`;

/** Its sessions do not wait for the others (wsrep_sync_wait is 0 unless a session says otherwise), so it answers for itself. */
export const server: SqlServer<Status> = {
  title: 'MariaDB',
  database,
  accountErrors,
  versionQuery: 'SELECT VERSION()',
  async statusIn(session, limit) {
    const { rows } = await session.query(statusQuery, limit);
    return new Map(rows.map(([name, value]) => [name ?? '', value ?? '']));
  },
};

export function isInPrimary(status: Status): boolean {
  return status.get('wsrep_cluster_status') === 'Primary' && status.get('wsrep_local_state_comment') === 'Synced';
}

/** A server without Galera is alone, and leads. */
export function nodeStatus(status: Status): NodeStatus {
  const provider = status.get('wsrep_provider_name');
  if (provider === undefined || provider === '') return { role: 'leader' };
  const number = (name: string) => {
    const value = Number(status.get(name) ?? Number.NaN);
    // Outside the primary component some are -1, or the largest number there is.
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  };
  const [term, index] = [number('wsrep_cluster_conf_id'), number('wsrep_last_committed')];
  return {
    role: isInPrimary(status) ? 'member' : 'outsider',
    ...(term !== undefined && { term }),
    ...(index !== undefined && { index }),
  };
}
