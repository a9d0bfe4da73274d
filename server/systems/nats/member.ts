/** One server of the NATS cluster: its ports, files and settings. */
import { isIP } from 'node:net';
import type { NatsOptions } from '@/lib/catalog/systems/nats';
import type { DaemonFiles } from '../kit/daemon';
import { urlHost } from '../kit/http/node-http';
import type { Program } from '../kit/source/program';
import type { SystemContext, SystemNode } from '../kit/system';
import type { Account } from './connection';

export const clientPort = 4222;
const routePort = 6222;
export const monitoringPort = 8222;

const dataDirectory = '/var/lib/clew/nats';
export const configFile = `${dataDirectory}/server.conf`;

export const files: DaemonFiles = {
  pidFile: '/run/clew/nats.pid',
  logFile: '/var/log/clew/nats.log',
  dataDirectory,
  processMarker: configFile,
};

export const program: Program = {
  command: 'nats-server',
  debianPackage: 'nats-server',
  pathInPackage: 'usr/sbin/nats-server',
  installedPath: '/opt/clew/nats/nats-server',
  versionArguments: ['--version'],
  versionPattern: /^nats-server: v(\S+)/m,
  cure: 'Install nats-server on every node, or choose another source for it.',
};

/** The settings of the plan, which its schema has found to be those of NATS. */
export function settingsOf({ plan }: Pick<SystemContext, 'plan'>): NatsOptions {
  if (plan.system.name === 'nats') return plan.system;
  throw new Error(`${plan.system.name} has no streams`);
}

/** The password is the run's own, so that remains of an earlier run neither join nor are spoken to. */
export function accountOf(token: string): Account {
  return { user: 'clew', password: token };
}

/** What is not named here is as NATS has it by default. */
export function configuration(node: SystemNode, context: SystemContext, token: string): string {
  const { address } = node.remote;
  const { user, password } = accountOf(token);
  const listen = (port: number) => `${isIP(address) === 0 ? '0.0.0.0' : urlHost(address)}:${port}`;
  const routes = context.nodes
    .filter(({ name }) => name !== node.name)
    .map(({ remote }) => `nats-route://${user}:${password}@${urlHost(remote.address)}:${routePort}`);
  const { sync } = settingsOf(context);
  return JSON.stringify(
    {
      server_name: node.name,
      listen: listen(clientPort),
      http: listen(monitoringPort),
      authorization: { user, password },
      jetstream: {
        store_dir: `${dataDirectory}/store`,
        ...(sync === 'always' ? { sync_interval: 'always' } : {}),
      },
      cluster: { name: token, listen: listen(routePort), authorization: { user, password }, routes },
    },
    undefined,
    2,
  );
}
