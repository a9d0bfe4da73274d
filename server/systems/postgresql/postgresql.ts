/**
 * PostgreSQL: a primary on the first node, and a hot standby on each of the others.
 *
 *     n1   ├ initdb ┤ starts │ takes transactions
 *     n2                     ├ pg_basebackup ┤ starts │ follows n1's log
 *     n3                     ├ pg_basebackup ┤ starts │ follows n1's log
 *
 * Nobody takes the primary's place when it is gone; a client writes to the primary, whichever node is its own.
 */
import { openly, worded } from '@/lib/base/wording';
import { oneOf } from '@/lib/catalog/systems/registry';
import type { LogPattern } from '@/lib/checker/core/checker';
import { ClewError } from '../../base/failure';
import { poll } from '../../base/poll';
import { daemonSystem, type Member } from '../kit/daemon-system';
import { asServer, withVariables } from '../kit/server-user';
import { postgresDialect } from '../kit/sql/dialect';
import { sqlStatusProbe, statusOf } from '../kit/sql/own-server';
import { type Place, SqlClient } from '../kit/sql/sql-client';
import { putStart, sqlClients, termsOf } from '../kit/sql/sql-workloads';
import type { SqlWorkload } from '../kit/sql/work';
import { accountErrors, classify } from './errors';
import { installPostgresql } from './install';
import {
  account,
  beginStatement,
  clientPort,
  connectionWords,
  database,
  dataDirectory,
  files,
  homeDirectory,
  hostAccess,
  type InstalledPostgresql,
  initialStatements,
  type Options,
  primaryOf,
  serverCommand,
} from './member';
import { nodeStatus, server } from './status';

/** Each of five nodes copies the data of the first, on a busy machine. */
const readyTimeoutMs = 60_000;
const commandTimeoutMs = 60_000;
const pollMs = 100;

/** What the server writes only in a crash. */
const logPatterns: readonly LogPattern[] = [
  { title: 'PostgreSQL panicked', pattern: '\\bPANIC:' },
  { title: 'A process of PostgreSQL crashed', pattern: 'was terminated by signal (?:4|6|7|11):' },
  { title: 'PostgreSQL found broken data', pattern: 'invalid page in block|could not read block' },
];

type PostgresqlMember = Member<InstalledPostgresql>;

export const postgresql = daemonSystem({
  title: 'PostgreSQL',
  filesOf: () => files,
  portOf: () => clientPort,
  install: installPostgresql,
  async beforeStart(member) {
    await asRoot(member, ['sh', '-c', 'mkdir -p "$1" && chown -R nobody "$1"', 'clew', homeDirectory]);
    if (isPrimary(member)) await makeData(member);
    else {
      await awaitPrimary(member);
      await copyData(member);
    }
  },
  commandOf: ({ context, installed, ...member }) =>
    serverCommand(installed, context.nodes, optionsOf({ ...member, context, installed })),
  async isServing(_http, member) {
    const { node, context, installed } = member;
    const status = await statusOf(server, node, installed.version, context.signal);
    if (status === undefined) return false;
    if (isPrimary(member)) return !status.isStandby || 'is no primary';
    return (status.isStandby && status.isStreaming) || `has not attached to ${primaryOf(context.nodes).name}`;
  },
  readyTimeoutMsOf: () => readyTimeoutMs,
  needsOf: ({ context }) =>
    `port 5432 must be free, and the standbys must reach that of ${primaryOf(context.nodes).name}`,
  // The tables came with the data.
  prepare: ({ context }) => putStart(context, primaryOf(context.nodes), database, postgresDialect),
  clients: sqlClients(clientOf),
  openStatusProbe: (node, member) =>
    sqlStatusProbe(server, node, (status) => nodeStatus(status, primaryOf(member().context.nodes).name)),
  logPatterns,
});

function clientOf(member: PostgresqlMember, workload: SqlWorkload): SqlClient {
  const { node, context } = member;
  const { readLevel, timeoutMs } = context.plan.client;
  const options = optionsOf(member);
  const writes: Place = { node: primaryOf(context.nodes), begin: beginStatement(options, false), setUp: [] };
  const isOwn = oneOf(['primary', 'standby'], readLevel) === 'standby' && !isPrimary(member);
  return new SqlClient({
    title: 'PostgreSQL',
    workload,
    database,
    dialect: postgresDialect,
    terms: termsOf(context.plan),
    classify,
    accountErrors,
    reads: isOwn ? { node, begin: beginStatement(options, true), setUp: [] } : writes,
    writes,
    timeoutMs,
  });
}

function optionsOf({ context }: PostgresqlMember): Options {
  const { system } = context.plan;
  if (system.name !== 'postgresql') throw new Error(`the plan is of ${system.name}`);
  return system;
}

function isPrimary({ node, context }: PostgresqlMember): boolean {
  return primaryOf(context.nodes).name === node.name;
}

/** The account, who is let in, and the tables. */
async function makeData(member: PostgresqlMember): Promise<void> {
  const { directory } = member.installed;
  const passwordFile = `${homeDirectory}/password`;
  await asServerOf(member, ['sh', '-c', 'cat > "$1"', 'clew', passwordFile], `${account.password}\n`);
  await asServerOf(member, [
    `${directory}/initdb`,
    `--pgdata=${dataDirectory}`,
    `--username=${account.user}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  await asServerOf(member, ['sh', '-c', 'cat >> "$1/pg_hba.conf"', 'clew', dataDirectory], hostAccess);
  for (const [name, statements] of Object.entries(initialStatements)) {
    // In single-user mode a line is a statement.
    const input = statements.map((statement) => `${statement}\n`).join('');
    await asServerOf(member, [`${directory}/postgres`, '--single', '-D', dataDirectory, name], input);
  }
}

/** @throws the failure of the primary, or a ClewError when the time is up */
async function awaitPrimary({ node, context, failed, installed }: PostgresqlMember): Promise<void> {
  const primary = primaryOf(context.nodes);
  const isUp = async () => {
    if (failed.error !== undefined) throw failed.error;
    const status = await statusOf(server, primary, installed.version, context.signal);
    return status?.isStandby === false;
  };
  if (await poll(isUp, { intervalMs: pollMs, timeoutMs: readyTimeoutMs, signal: context.signal })) return;
  throw new ClewError({
    message: worded`${openly(node.name)}: PostgreSQL has no primary to follow: ${openly(primary.name)} does not answer as ${openly(installed.version)}`,
    cure: `Read the log of ${primary.name}: port 5432 must be free.`,
    node: node.name,
  });
}

/** Of the primary as it is, with what makes the copy a standby. @throws ClewError where the primary cannot be reached */
async function copyData(member: PostgresqlMember): Promise<void> {
  const { node, context, installed } = member;
  const primary = primaryOf(context.nodes);
  const copied = asServerOf(member, [
    `${installed.directory}/pg_basebackup`,
    `--dbname=${connectionWords(primary, node)}`,
    `--pgdata=${dataDirectory}`,
    '--wal-method=stream',
    '--checkpoint=fast',
    '--write-recovery-conf',
    '--no-sync',
  ]);
  await copied.catch((cause: unknown) => {
    context.signal.throwIfAborted();
    throw new ClewError(
      {
        message: worded`${openly(node.name)}: PostgreSQL could not copy the data of ${openly(primary.name)}: ${cause instanceof Error ? cause.message : String(cause)}`,
        cure: `See that ${node.name} reaches port ${clientPort} of ${primary.name}, and start the run again.`,
        node: node.name,
      },
      { cause },
    );
  });
}

function asServerOf(member: PostgresqlMember, command: readonly string[], stdin?: string): Promise<void> {
  return asRoot(member, [...withVariables(member.installed.env), ...asServer, ...command], stdin);
}

async function asRoot({ node, context }: PostgresqlMember, command: readonly string[], stdin?: string): Promise<void> {
  await node.remote.exec(command, {
    asRoot: true,
    timeoutMs: commandTimeoutMs,
    signal: context.signal,
    ...(stdin !== undefined && { stdin }),
  });
}
