/**
 * What a server says of itself. With Galera: whether it is in the primary component, the only one that takes
 * transactions, and how far it has applied what was committed.
 *
 *     wsrep_cluster_status Primary · wsrep_local_state_comment Synced · wsrep_cluster_size 3 · wsrep_last_committed 1207
 */

import { openly, worded } from '@/lib/base/wording';
import type { NodeStatus } from '@/lib/protocol/node-status';
import { ClewError } from '../../base/failure';
import type { StatusProbe } from '../kit/client';
import { type Deadline, deadline } from '../kit/http/deadline';
import { SqlError } from '../kit/sql/request-error';
import { SqlSession } from '../kit/sql/session';
import type { SystemContext, SystemNode } from '../kit/system';
import { accountErrors } from './errors';
import { clientPort, database } from './member';

/** As etcd's own health check has it; a node that waits for the others may hold a question much longer. */
const answerTimeoutMs = 1500;

const variables = [
  'wsrep_cluster_status',
  'wsrep_local_state_comment',
  'wsrep_cluster_size',
  'wsrep_cluster_conf_id',
  'wsrep_last_committed',
  'wsrep_provider_name',
] as const;
const statusQuery = `SHOW GLOBAL STATUS WHERE Variable_name IN (${variables.map((name) => `'${name}'`).join(', ')})`;
/** In a session that waits for the others, the answer would be that of the group. */
const setUp = 'SET SESSION wsrep_sync_wait = 0';

export type Status = ReadonlyMap<string, string>;

async function statusIn(session: SqlSession, limit: Deadline): Promise<Status> {
  const { rows } = await session.query(statusQuery, limit);
  return new Map(rows.map(([name, value]) => [name ?? '', value ?? '']));
}

export function isInPrimary(status: Status): boolean {
  return status.get('wsrep_cluster_status') === 'Primary' && status.get('wsrep_local_state_comment') === 'Synced';
}

/** A server without Galera is alone, and leads. */
export function nodeStatus(status: Status): NodeStatus {
  if (status.get('wsrep_provider_name') === undefined || status.get('wsrep_provider_name') === '')
    return { role: 'leader' };
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

/** Undefined while it does not answer. @throws ClewError where another server than ours answers */
export async function statusOf(
  node: SystemNode,
  { signal }: Pick<SystemContext, 'signal'>,
  version: string,
): Promise<Status | undefined> {
  const limit = deadline(answerTimeoutMs, signal);
  let session: SqlSession | undefined;
  try {
    session = await SqlSession.open(node.remote, database, limit);
    await session.query(setUp, limit);
    const told = (await session.query('SELECT VERSION()', limit)).rows[0]?.[0] ?? '';
    if (!told.startsWith(`${version}-`)) throw another(node, `it is ${told}, not ${version}`);
    return await statusIn(session, limit);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { requestError } = error;
    if (requestError.kind === 'refused' && accountErrors.includes(requestError.code)) {
      throw another(node, requestError.message);
    }
    return undefined;
  } finally {
    session?.close();
    limit.release();
  }
}

function another(node: SystemNode, reason: string): ClewError {
  return new ClewError({
    message: worded`${openly(node.name)}: another MariaDB answers on port ${openly(clientPort)}: ${reason}`,
    cure: `End it, or free port ${clientPort} of the node, and start the run again.`,
    node: node.name,
  });
}

/** On one session, which is opened anew after it ended. */
export function statusProbe(node: SystemNode): StatusProbe {
  let session: SqlSession | undefined;
  return {
    async ask(signal) {
      const limit: Deadline = { signal, reason: () => undefined, release: () => undefined };
      if (!session?.isOpen) {
        session = await SqlSession.open(node.remote, database, limit);
        await session.query(setUp, limit);
      }
      return nodeStatus(await statusIn(session, limit));
    },
    close: async () => session?.close(),
  };
}
