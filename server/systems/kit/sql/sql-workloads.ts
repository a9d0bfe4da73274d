/** What a plan says of its workload, for a database: the terms of its transactions, and what its tables hold at first. */
import { openly, worded } from '@/lib/base/wording';
import { workloadNamed } from '@/lib/catalog/workloads/registry';
import type { Plan } from '@/lib/plan/plan';
import { ClewError } from '../../../base/failure';
import { poll } from '../../../base/poll';
import { deadline } from '../http/deadline';
import type { SystemContext, SystemNode } from '../system';
import type { Dialect } from './dialect';
import { type Database, SqlSession } from './session';
import { openingStatement, type SqlWorkload, sqlWorkloads, type WorkTerms } from './work';

/** A healthy cluster takes milliseconds. */
const prepareTimeoutMs = 15_000;
const pollMs = 50;

export const sqlWorkloadNames = Object.keys(sqlWorkloads) as readonly SqlWorkload[];

/** A client for every workload. */
export function sqlClients<Member, Client>(
  open: (member: Member, workload: SqlWorkload) => Client,
): Readonly<Record<SqlWorkload, (member: Member) => Client>> {
  const entries = sqlWorkloadNames.map((name) => [name, (member: Member) => open(member, name)] as const);
  return Object.fromEntries(entries) as Record<SqlWorkload, (member: Member) => Client>;
}

export function termsOf({ workload }: Plan): WorkTerms {
  return { allowsNegative: workload.name === 'bank' && workload.negativeBalances };
}

/**
 * Puts what the workload begins with into the tables, by a node that takes writes, and waits until every node shows it.
 * @throws ClewError naming the node that does not @throws SqlError where it cannot be written
 */
export async function putStart(
  { plan, nodes, signal }: SystemContext,
  writer: SystemNode,
  database: Database,
  dialect: Dialect,
): Promise<void> {
  const { name, ...options } = plan.workload;
  const start = workloadNamed(name).start?.(options);
  if (name !== 'bank' || start === undefined) return;
  const balances = start as Readonly<Record<string, number>>;
  await inSession(writer, database, signal, (query) => query(openingStatement(balances, dialect)));
  await Promise.all(
    nodes.map(async (node) => {
      const isShown = async () => {
        const rows = await inSession(node, database, signal, (query) => query('SELECT id FROM accounts'));
        return rows.length === Object.keys(balances).length;
      };
      if (await poll(isShown, { intervalMs: pollMs, timeoutMs: prepareTimeoutMs, signal })) return;
      throw new ClewError({
        message: worded`${openly(node.name)} does not show the accounts within ${openly(prepareTimeoutMs / 1000)} s`,
        cure: `Read the log of ${node.name}: it does not follow the others.`,
        node: node.name,
      });
    }),
  );
}

type Rows = readonly (readonly (string | null)[])[];

async function inSession(
  node: SystemNode,
  database: Database,
  signal: AbortSignal,
  ask: (query: (text: string) => Promise<Rows>) => Promise<Rows>,
): Promise<Rows> {
  const limit = deadline(prepareTimeoutMs, signal);
  let session: SqlSession | undefined;
  try {
    const opened = await SqlSession.open(node.remote, database, limit);
    session = opened;
    return await ask(async (text) => (await opened.query(text, limit)).rows);
  } finally {
    session?.close();
    limit.release();
  }
}
