/** Questions to a server outside any operation: whether it is ours, whether it is ready, and what it says of itself. */
import { openly, worded } from '@/lib/base/wording';
import type { NodeStatus } from '@/lib/protocol/node-status';
import { ClewError } from '../../../base/failure';
import type { StatusProbe } from '../client';
import { type Deadline, deadline } from '../http/deadline';
import type { SystemNode } from '../system';
import { SqlError } from './request-error';
import { type Database, SqlSession } from './session';

/** As etcd's own health check has it; a node that waits for the others may hold a question much longer. */
const answerTimeoutMs = 1500;

export interface SqlServer<Status> {
  /** For people: `MariaDB`. */
  readonly title: string;
  readonly database: Database;
  /** Refusals of an account or a database that a set-up made. */
  readonly accountErrors: readonly string[];
  readonly versionQuery: string;
  statusIn(session: SqlSession, limit: Deadline): Promise<Status>;
}

/**
 * Undefined while it does not answer.
 * @param version of the program that we started
 * @throws ClewError where another server than ours answers
 */
export async function statusOf<Status>(
  server: SqlServer<Status>,
  node: SystemNode,
  version: string,
  signal: AbortSignal,
): Promise<Status | undefined> {
  const limit = deadline(answerTimeoutMs, signal);
  let session: SqlSession | undefined;
  try {
    session = await SqlSession.open(node.remote, server.database, limit);
    const told = (await session.query(server.versionQuery, limit)).rows[0]?.[0] ?? '';
    if (!new RegExp(`^${version.replaceAll('.', '\\.')}(?![.\\d])`).test(told)) {
      throw another(server, node, `it is ${told}, not ${version}`);
    }
    return await server.statusIn(session, limit);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { requestError } = error;
    if (requestError.kind === 'refused' && server.accountErrors.includes(requestError.code)) {
      throw another(server, node, requestError.message);
    }
    return undefined;
  } finally {
    session?.close();
    limit.release();
  }
}

function another<Status>({ title, database }: SqlServer<Status>, node: SystemNode, reason: string): ClewError {
  const { port } = database;
  return new ClewError({
    message: worded`${openly(node.name)}: another ${openly(title)} answers on port ${openly(port)}: ${reason}`,
    cure: `End it, or free port ${port} of the node, and start the run again.`,
    node: node.name,
  });
}

/** On one session, which is opened anew after it ended. */
export function sqlStatusProbe<Status>(
  server: SqlServer<Status>,
  node: SystemNode,
  toldBy: (status: Status) => NodeStatus,
): StatusProbe {
  let session: SqlSession | undefined;
  return {
    async ask(signal) {
      const limit: Deadline = { signal, reason: () => undefined, release: () => undefined };
      if (!session?.isOpen) session = await SqlSession.open(node.remote, server.database, limit);
      return toldBy(await server.statusIn(session, limit));
    },
    close: async () => session?.close(),
  };
}
