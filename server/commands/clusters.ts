/** `clew clusters`: machines that a server keeps under a name, for any number of plans. */
import { basename, resolve } from 'node:path';
import { printableJson } from '@/lib/base/plain-text';
import { counted } from '@/lib/base/words';
import { formatHosts } from '@/lib/plan/hosts';
import type { SavedCluster } from '@/lib/plan/kept-cluster';
import { clusterEndpoints } from '@/lib/protocol/api/cluster-endpoints';
import { ClewError } from '../base/failure';
import { ArgumentError } from './argument-error';
import { clusterInFile, clusterInSshConfig } from './cluster-source';
import { findServer, RefusedError, type ServerClient } from './server-client';
import { exitCodes, type Terminal } from './terminal';

interface Settings {
  readonly data: string;
  readonly json: boolean;
}

export interface AddSettings extends Settings {
  /** Of an ssh config. */
  readonly hosts?: readonly string[] | undefined;
  readonly name?: string | undefined;
  readonly replace: boolean;
}

export async function listClusters(settings: Settings, terminal: Terminal): Promise<number> {
  const { clusters } = await (await serverOf(settings, terminal)).ask(clusterEndpoints.listClusters, {});
  if (settings.json) terminal.out(printableJson(JSON.stringify({ clusters })));
  else if (clusters.length === 0) terminal.err('clew: no clusters are kept; clew clusters add keeps one');
  else for (const { cluster } of clusters) for (const line of linesOf(cluster)) terminal.out(line);
  return exitCodes.valid;
}

/** @param path of a cluster in JSON, or of an ssh config */
export async function addCluster(path: string, settings: AddSettings, terminal: Terminal): Promise<number> {
  const read = await clusterAt(path, settings);
  const cluster = { ...read, name: settings.name ?? read.name };
  const server = await serverOf(settings, terminal);
  const { clusters } = await server.ask(clusterEndpoints.listClusters, {});
  if (!settings.replace && clusters.some((each) => each.cluster.name === cluster.name)) {
    throw new ArgumentError(`there is a cluster ${cluster.name} already; --replace puts this one in its place`);
  }
  const kept = await asked(server.ask(clusterEndpoints.saveCluster, { body: cluster }));
  if (settings.json) terminal.out(printableJson(JSON.stringify(kept)));
  else for (const line of linesOf(kept.cluster)) terminal.out(line);
  return exitCodes.valid;
}

export async function removeCluster(name: string, settings: Settings, terminal: Terminal): Promise<number> {
  const server = await serverOf(settings, terminal);
  await asked(server.ask(clusterEndpoints.removeCluster, { params: { name } }));
  if (settings.json) terminal.out(printableJson(JSON.stringify({ removed: name })));
  else terminal.out(`${name} is removed; its machines and the runs on them stay`);
  return exitCodes.valid;
}

/** What is no JSON by its name is an ssh config. */
export function clusterAt(path: string, { hosts = [], name = 'machines' }: Pick<AddSettings, 'hosts' | 'name'>) {
  return basename(path).endsWith('.json') ? clusterInFile(path) : clusterInSshConfig(path, hosts, name);
}

async function serverOf({ data }: Settings, terminal: Terminal): Promise<ServerClient> {
  const server = await findServer(resolve(data), terminal.err);
  if (server) return server;
  throw new ClewError({
    message: `no server has ${data} open, which keeps the clusters`,
    cure: 'start one with clew serve, or keep the cluster as a file: clusters/<name>.json',
  });
}

/** What the server has against what was asked is wrong with the arguments. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RefusedError && [400, 404, 409].includes(error.status)) throw new ArgumentError(error.reason);
    throw error;
  }
}

function linesOf({ name, nodes, user, jump }: SavedCluster): readonly string[] {
  const through = jump === undefined ? '' : `, through ${jump}`;
  const hosts = formatHosts(nodes).split('\n');
  return [`${name}  ${counted(nodes.length, 'node')} as ${user}${through}`, ...hosts.map((line) => `    ${line}`)];
}
