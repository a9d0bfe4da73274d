/** One server of PostgreSQL: its port, its files and its command. It runs as `nobody`, because it refuses to be root's. */
import { present } from '@/lib/base/assert';
import type { Plan } from '@/lib/plan/plan';
import type { DaemonCommand, DaemonFiles } from '../kit/daemon';
import { asServer } from '../kit/server-user';
import { postgresDialect, tableStatements } from '../kit/sql/dialect';
import type { Database } from '../kit/sql/session';
import type { SystemNode } from '../kit/system';
import { pgDriver } from './driver';

export const clientPort = 5432;

export const homeDirectory = '/var/lib/clew/postgresql';
export const dataDirectory = `${homeDirectory}/data`;

export const files: DaemonFiles = {
  pidFile: '/run/clew/postgresql.pid',
  logFile: '/var/log/clew/postgresql.log',
  dataDirectory: homeDirectory,
  processMarker: dataDirectory,
};

/** A test's own, on nodes that hold nothing else. */
export const account = { user: 'clew', password: 'clew', database: 'clew' };

export const database: Database = { port: clientPort, driver: pgDriver, account };

/** By database, each a line: what the data directory begins with. */
export const initialStatements = {
  postgres: [`CREATE DATABASE ${account.database}`],
  [account.database]: tableStatements(postgresDialect),
} as const;

/** Who is let in: every node and every client, with the password. */
export const hostAccess = ['0.0.0.0/0', '::/0']
  .flatMap((range) => ['all', 'replication'].map((what) => `host ${what} all ${range} scram-sha-256\n`))
  .join('');

/** Where the programs of PostgreSQL are on a node. */
export interface InstalledPostgresql {
  readonly version: string;
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
}

export type Options = Extract<Plan['system'], { readonly name: 'postgresql' }>;

export function primaryOf(nodes: readonly SystemNode[]): SystemNode {
  return present(nodes[0], 'the first node');
}

/** A primary that neither answers nor refuses by then is out of reach. */
const connectTimeoutSeconds = 10;

/** Where a standby finds the primary, and what it is called there. */
export function connectionWords(primary: SystemNode, standby: SystemNode): string {
  const { user, password } = account;
  return `host=${primary.remote.address} port=${clientPort} user=${user} password=${password} connect_timeout=${connectTimeoutSeconds} application_name=${standby.name}`;
}

/** As long as a cut may last under load: a standby has no slot, and cannot come back without what it missed. */
const keptLog = '512MB';

export function serverCommand(
  { directory, env }: InstalledPostgresql,
  nodes: readonly SystemNode[],
  options: Options,
): DaemonCommand {
  const standbys = nodes.length - 1;
  const isWaiting = options.replication !== 'asynchronous' && standbys > 0;
  const settings: Readonly<Record<string, string | number>> = {
    listen_addresses: '*',
    unix_socket_directories: '',
    max_connections: 300,
    shared_buffers: '64MB',
    wal_keep_size: keptLog,
    jit: 'off',
    default_transaction_isolation:
      options.isolation === 'serializable' ? 'repeatable read' : options.isolation.replace('-', ' '),
    synchronous_commit: options.replication === 'remote-apply' ? 'remote_apply' : 'on',
    synchronous_standby_names: isWaiting ? `${standbys} (*)` : '',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Of a server that was killed; its number may be another process's by now.
  const start = 'rm -f "$0/postmaster.pid"; exec "$@"';
  return {
    command: [
      ...['sh', '-c', start, dataDirectory],
      ...asServer,
      ...[`${directory}/postgres`, '-D', dataDirectory, '-p', String(clientPort)],
      ...flags,
    ],
    env,
  };
}

/** The statement that begins a transaction. @param isStandby which knows no serializable */
export function beginStatement({ isolation }: Options, isStandby: boolean): string {
  const level = isStandby && isolation === 'serializable' ? 'repeatable-read' : isolation;
  return `BEGIN ISOLATION LEVEL ${level.replace('-', ' ').toUpperCase()}${isStandby ? ' READ ONLY' : ''}`;
}
