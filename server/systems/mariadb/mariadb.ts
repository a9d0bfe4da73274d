/**
 * MariaDB, alone or as a Galera cluster.
 *
 *     n1   ├ makes its data ┤ starts a new cluster │ Synced
 *     n2                                           ├ joins: n1 sends all of its files by rsync ┤ Synced
 *     n3                                           ├ joins after it ──────────────────────────────┤ Synced
 *
 * A server that was killed is first asked how far its data is (`--wsrep-recover`), and joins from there. Where all were
 * killed, nobody starts a new cluster: each remembers the last primary component (`gvwstate.dat`), which is restored once
 * all of its members are back.
 */
import { present } from '@/lib/base/assert';
import { openly, worded } from '@/lib/base/wording';
import { oneOf } from '@/lib/catalog/systems/registry';
import type { LogPattern } from '@/lib/checker/core/checker';
import type { Plan } from '@/lib/plan/plan';
import { ClewError } from '../../base/failure';
import { poll } from '../../base/poll';
import { quoteAll } from '../../nodes/quote';
import { daemonSystem, type Member } from '../kit/daemon-system';
import { asServer, withVariables } from '../kit/server-user';
import { mariadbDialect } from '../kit/sql/dialect';
import { sqlStatusProbe, statusOf } from '../kit/sql/own-server';
import { SqlClient } from '../kit/sql/sql-client';
import { putStart, sqlClients, termsOf } from '../kit/sql/sql-workloads';
import type { SqlWorkload } from '../kit/sql/work';
import { accountErrors, classify } from './errors';
import { installMariadb } from './install';
import {
  clientPort,
  database,
  dataDirectory,
  files,
  homeDirectory,
  type InstalledMariadb,
  initialStatements,
  serverCommand,
  sizeOptions,
  temporaryDirectory,
} from './member';
import { isInPrimary, nodeStatus, server } from './status';

/** Each of five nodes takes the files of another, on a busy machine. */
const readyTimeoutMs = 120_000;
const commandTimeoutMs = 60_000;
const pollMs = 200;

/** What the server writes only in a crash, or where it gives up. */
const logPatterns: readonly LogPattern[] = [
  { title: 'MariaDB crashed', pattern: '\\[ERROR\\] mysqld got (?:signal|exception)' },
  { title: 'InnoDB gave up', pattern: 'InnoDB: (?:Assertion failure|Database page corruption)' },
  { title: 'Nodes of Galera differ', pattern: 'Inconsistency detected|inconsistent with group' },
];

type MariadbMember = Member<InstalledMariadb>;

export const mariadb = daemonSystem({
  title: 'MariaDB',
  filesOf: () => files,
  portOf: () => clientPort,
  install: installMariadb,
  async beforeStart(member) {
    const { node, context, installed } = member;
    const script = 'mkdir -p "$1" "$2" && cat > "$3" && chown -R nobody "$4"';
    const initialFile = `${homeDirectory}/initial.sql`;
    await node.remote.exec(
      ['sh', '-c', script, 'clew', dataDirectory, temporaryDirectory, initialFile, homeDirectory],
      {
        asRoot: true,
        stdin: initialStatements.map((statement) => `${statement};\n`).join(''),
      },
    );
    if (isFirst(member)) {
      const command = [
        ...environmentOf(installed),
        ...asServer,
        installed.installer,
        '--no-defaults',
        `--basedir=${installed.base}`,
        `--datadir=${dataDirectory}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        '--skip-name-resolve',
        ...sizeOptions,
        `--extra-file=${initialFile}`,
      ];
      await node.remote.exec(command, { asRoot: true, timeoutMs: commandTimeoutMs, signal: context.signal });
    } else await awaitFirst(member);
  },
  commandOf: (member) => commandOf(member, isFirst(member) && isGalera(member) ? ['--wsrep-new-cluster'] : []),
  async restartCommandOf(member) {
    if (!isGalera(member)) return commandOf(member, []);
    const position = await recoveredPosition(member);
    return commandOf(member, position === undefined ? [] : [`--wsrep-start-position=${position}`]);
  },
  async isServing(_http, member) {
    const { node, context, installed } = member;
    const status = await statusOf(server, node, installed.version, context.signal);
    if (status === undefined) return false;
    return !isGalera(member) || isInPrimary(status) || 'has not joined the cluster';
  },
  readyTimeoutMsOf: () => readyTimeoutMs,
  needsOf: () => 'ports 3306, 4444, 4567 and 4568 must be free, and the nodes must reach each other',
  async prepare({ context, installed }) {
    // The tables came with the data; with Galera all nodes have to be of one cluster.
    await Promise.all(context.nodes.map((node) => awaitWhole({ node, context, version: installed.version })));
    await putStart(context, present(context.nodes[0], 'the first node'), database, mariadbDialect);
  },
  clients: sqlClients(clientOf),
  openStatusProbe: (node) => sqlStatusProbe(server, node, nodeStatus),
  logPatterns,
});

function clientOf({ node, context }: MariadbMember, workload: SqlWorkload): SqlClient {
  const { readLevel, timeoutMs } = context.plan.client;
  const isSynced = oneOf(['local', 'sync'], readLevel) === 'sync';
  const place = {
    node,
    begin: 'START TRANSACTION',
    setUp: [`SET SESSION wsrep_sync_wait = ${isSynced ? 7 : 0}`],
  };
  return new SqlClient({
    title: 'MariaDB',
    workload,
    database,
    dialect: mariadbDialect,
    terms: termsOf(context.plan),
    classify,
    accountErrors,
    reads: place,
    writes: place,
    timeoutMs,
  });
}

function optionsOf({ context }: Pick<MariadbMember, 'context'>): Extract<Plan['system'], { readonly name: 'mariadb' }> {
  const { system } = context.plan;
  if (system.name !== 'mariadb') throw new Error(`the plan is of ${system.name}`);
  return system;
}

function isGalera(member: Pick<MariadbMember, 'context'>): boolean {
  return optionsOf(member).replication === 'galera';
}

function isFirst({ node, context }: MariadbMember): boolean {
  return context.nodes[0]?.name === node.name;
}

function commandOf(member: MariadbMember, more: readonly string[]) {
  const { node, context, installed } = member;
  return serverCommand(installed, node, context.nodes, optionsOf(member), more);
}

function environmentOf({ env }: InstalledMariadb): readonly string[] {
  return withVariables({ ...env, TMPDIR: temporaryDirectory });
}

/** The first starts the cluster that the others join. @throws the failure of the first, or a ClewError when the time is up */
async function awaitFirst({ node, context, failed, installed }: MariadbMember): Promise<void> {
  const first = present(context.nodes[0], 'the first node');
  const isUp = async () => {
    if (failed.error !== undefined) throw failed.error;
    const status = await statusOf(server, first, installed.version, context.signal);
    return status !== undefined && isInPrimary(status);
  };
  if (await poll(isUp, { intervalMs: pollMs, timeoutMs: readyTimeoutMs, signal: context.signal })) return;
  throw new ClewError({
    message: worded`${openly(node.name)}: MariaDB could not join, because ${openly(first.name)} started no cluster`,
    cure: `Read the log of ${first.name}: ports 3306, 4444, 4567 and 4568 must be free.`,
    node: node.name,
  });
}

/** Of Galera: until the node knows all of the cluster as its members. */
async function awaitWhole({
  node,
  context,
  version,
}: Pick<MariadbMember, 'node' | 'context'> & { readonly version: string }): Promise<void> {
  if (!isGalera({ context })) return;
  const { nodes } = context;
  const isWhole = async () => {
    const status = await statusOf(server, node, version, context.signal);
    return status !== undefined && isInPrimary(status) && status.get('wsrep_cluster_size') === String(nodes.length);
  };
  if (await poll(isWhole, { intervalMs: pollMs, timeoutMs: readyTimeoutMs, signal: context.signal })) return;
  throw new ClewError({
    message: worded`${openly(node.name)}: Galera does not know all ${openly(nodes.length)} nodes as members`,
    cure: 'See that the nodes reach each other on port 4567, and start the run again.',
    node: node.name,
  });
}

/**
 * `<cluster>:<number>` of the last transaction that InnoDB holds; undefined where it has none. Without it a server that was
 * killed does not know how far it is, and a cluster that was killed as a whole cannot be put together again.
 */
async function recoveredPosition(member: MariadbMember): Promise<string | undefined> {
  const { node, context, installed } = member;
  const { command } = commandOf(member, ['--wsrep-recover']);
  const script = quoteAll([...environmentOf(installed), ...command]);
  const { stdout } = await node.remote.shell(`${script} 2>&1`, {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
    signal: context.signal,
  });
  const position = /WSREP: Recovered position:? ?([0-9a-f-]{36}:-?\d+)/.exec(stdout)?.[1];
  return position?.startsWith('00000000-') ? undefined : position;
}
