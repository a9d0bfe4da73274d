/**
 * Where a command finds machines: a cluster that is kept by the server or in the data directory, a file (`clusters/staging.json`),
 * or the hosts of an ssh config.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseJson } from '@/lib/base/json-text';
import type { SavedCluster } from '@/lib/plan/kept-cluster';
import { readSavedCluster, savedNameIn, withMachines } from '@/lib/plan/saved-cluster';
import { clusterOfSshConfig } from '@/lib/plan/ssh-config';
import { isTree, type Tree } from '@/lib/plan/tree';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import { readSmallFile, UnfitFileError } from '../base/small-file';
import { Clusters } from '../jobs/clusters';
import { openStore } from '../store/store';
import { ArgumentError, describeIssues } from './argument-error';
import { findServer } from './server-client';

/** A thousand hosts. */
const maxFileBytes = 1024 * 1024;

/** Of clusters that people keep with their sources. */
const clusterDirectory = 'clusters';

/** @param data the directory whose server, or whose store, is asked @throws ArgumentError where none is kept under the name */
export async function clusterNamed(name: string, data: string): Promise<SavedCluster> {
  const file = join(clusterDirectory, `${name}.json`);
  if (existsSync(file)) return clusterInFile(file);
  const kept = await keptClusters(data);
  const found = kept.find((cluster) => cluster.name === name);
  if (found) return found;
  const known = kept.map((cluster) => cluster.name).join(', ') || 'none';
  throw new ArgumentError(`there is no ${file}, and no cluster is kept as ${name} in ${data}; it has ${known}`);
}

/** @throws ArgumentError */
export async function clusterInFile(path: string): Promise<SavedCluster> {
  const name = /([^/]+)\.json$/.exec(path)?.[1];
  const document = parseJson(await readText(path));
  if (!document.ok) throw new ArgumentError(`${path} is no JSON: ${document.error.message}`);
  return checked(path, isTree(document.value) ? { name, ...document.value } : document.value);
}

/** @param hosts those that are wanted; all where none is named @throws ArgumentError */
export async function clusterInSshConfig(path: string, hosts: readonly string[], name: string): Promise<SavedCluster> {
  const cluster = clusterOfSshConfig(await readText(path), hosts, homedir());
  if (!cluster.ok) throw new ArgumentError(`${path} is no cluster: ${cluster.error}`);
  return checked(path, { name, ...cluster.value });
}

/** A plan, or an experiment, with the machines in the place of a cluster's name. @throws ArgumentError */
export async function filledFrom(document: Tree, data: string | undefined): Promise<Tree> {
  const name = savedNameIn(document);
  return name === undefined || data === undefined ? document : withMachines(document, await clusterNamed(name, data));
}

function checked(path: string, input: unknown): SavedCluster {
  const read = readSavedCluster(input);
  if (!read.ok) throw new ArgumentError(describeIssues(`${path} is no cluster`, read.error));
  return read.value;
}

async function readText(path: string): Promise<string> {
  try {
    return (await readSmallFile(path, maxFileBytes)).toString('utf8');
  } catch (error) {
    if (error instanceof UnfitFileError) throw new ArgumentError(`${path} ${error.message}`);
    throw new ArgumentError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Of the server that has the directory open, else of the store in it. */
async function keptClusters(data: string): Promise<readonly SavedCluster[]> {
  const directory = resolve(data);
  const server = await findServer(directory, () => undefined);
  if (server) return (await server.ask(endpoints.listClusters, {})).clusters.map(({ cluster }) => cluster);
  const place = join(directory, 'store');
  if (!existsSync(place)) return [];
  const store = await openStore(place);
  try {
    return (await new Clusters(store.clusters).list()).map(({ cluster }) => cluster);
  } finally {
    await store.close();
  }
}
