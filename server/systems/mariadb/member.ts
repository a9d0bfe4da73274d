/** One server of MariaDB: its ports, its files and its command. It runs as `nobody`, because it refuses to be root's. */
import type { Plan } from '@/lib/plan/plan';
import type { DaemonCommand, DaemonFiles } from '../kit/daemon';
import { asServer } from '../kit/server-user';
import { mariadbDialect, tableStatements } from '../kit/sql/dialect';
import type { Database } from '../kit/sql/session';
import type { SystemNode } from '../kit/system';
import { mysqlDriver } from './driver';

export const clientPort = 3306;
const groupPort = 4567;

export const homeDirectory = '/var/lib/clew/mariadb';
export const dataDirectory = `${homeDirectory}/data`;
export const temporaryDirectory = `${homeDirectory}/tmp`;
export const logFile = '/var/log/clew/mariadb.log';

const dataOption = `--datadir=${dataDirectory}`;

export const files: DaemonFiles = {
  pidFile: '/run/clew/mariadb.pid',
  logFile,
  dataDirectory: homeDirectory,
  processMarker: dataOption,
};

/** A test's own, on nodes that hold nothing else. */
const account = { user: 'clew', password: 'clew', database: 'clew' };

export const database: Database = { port: clientPort, driver: mysqlDriver, account };

/** What the data directory begins with: whom the clients are, and what they work on. */
export const initialStatements: readonly string[] = [
  'FLUSH PRIVILEGES',
  `CREATE DATABASE ${account.database}`,
  `CREATE USER '${account.user}'@'%' IDENTIFIED BY '${account.password}'`,
  `GRANT ALL ON *.* TO '${account.user}'@'%'`,
  `USE ${account.database}`,
  ...tableStatements(mariadbDialect),
];

/** Where the files of MariaDB are on a node. */
export interface InstalledMariadb {
  readonly version: string;
  readonly server: string;
  /** Makes a data directory. */
  readonly installer: string;
  /** What `--basedir` names: above `share/mysql`. */
  readonly base: string;
  /** The library of Galera; absent where it was not asked for. */
  readonly provider?: string;
  /** What server and scripts find their libraries and each other by. */
  readonly env: Readonly<Record<string, string>>;
}

type Options = Extract<Plan['system'], { readonly name: 'mariadb' }>;

/** Small enough for five servers on one machine, and for a state transfer of seconds. */
export const sizeOptions = ['--innodb-log-file-size=16M', '--innodb-buffer-pool-size=64M'];

export function serverCommand(
  installed: InstalledMariadb,
  node: SystemNode,
  nodes: readonly SystemNode[],
  options: Options,
  more: readonly string[] = [],
): DaemonCommand {
  const { server, base, provider, env } = installed;
  const command = [
    ...asServer,
    server,
    '--no-defaults',
    `--basedir=${base}`,
    dataOption,
    `--tmpdir=${temporaryDirectory}`,
    `--socket=${homeDirectory}/server.sock`,
    `--pid-file=${homeDirectory}/server.pid`,
    `--port=${clientPort}`,
    '--bind-address=*',
    '--skip-name-resolve',
    '--max-connections=400',
    // A backslash in a literal is a backslash.
    '--sql-mode=STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES,NO_ENGINE_SUBSTITUTION',
    ...sizeOptions,
    `--transaction-isolation=${options.isolation.toUpperCase()}`,
    ...(options.snapshotIsolation ? ['--innodb-snapshot-isolation=ON'] : []),
    `--innodb-flush-log-at-trx-commit=${options.flushLogAtCommit}`,
    ...(provider === undefined ? [] : galeraOptions(provider, node, nodes)),
    ...more,
  ];
  return { command, env };
}

function galeraOptions(provider: string, node: SystemNode, nodes: readonly SystemNode[]): readonly string[] {
  return [
    '--binlog-format=ROW',
    '--innodb-autoinc-lock-mode=2',
    '--wsrep-on=ON',
    `--wsrep-provider=${provider}`,
    '--wsrep-provider-options=gcache.size=32M',
    '--wsrep-cluster-name=clew',
    `--wsrep-cluster-address=gcomm://${nodes.map(({ remote }) => `${remote.address}:${groupPort}`).join(',')}`,
    `--wsrep-node-name=${node.name}`,
    `--wsrep-node-address=${node.remote.address}`,
    '--wsrep-sst-method=rsync',
  ];
}
