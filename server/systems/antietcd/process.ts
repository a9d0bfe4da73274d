/** One node of AntiEtcd: its program, flags and files. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { present } from '@/lib/base/assert';
import type { ReadLevelName } from '@/lib/catalog/systems/registry';
import type { DaemonCommand, DaemonFiles } from '../kit/daemon';
import type { SystemContext, SystemNode } from '../kit/system';

/** Where the package that Clew depends on lies; nodes that share this machine read it in place. */
export const packageDirectory = dirname(createRequire(import.meta.url).resolve('antietcd'));

/**
 * Shorter than AntiEtcd's defaults of 5 s and 1 s, so that a majority recovers within a fault of some seconds. A leader
 * without an answer from a majority for the last of the three steps down; TinyRaft wants it between the other two. It
 * must be set: without it the command line of 1.3.1 concatenates the other two as text, "300" and "1500", and a deposed
 * leader continues for 25 minutes.
 */
const electionTimeoutMs = 1500;
const heartbeatTimeoutMs = 300;
const leadershipTimeoutMs = 1200;
/** The first nodes start before the others; AntiEtcd's default of a second would be spent at every start. */
const reconnectIntervalMs = 200;

/** Whether replicas answer reads by themselves. */
const staleReads: Partial<Record<ReadLevelName, '0' | '1'>> = { stale: '1', strict: '0' };

export function portOf(node: SystemNode): number {
  return slotOf(node).port;
}

export function filesOf(node: SystemNode): DaemonFiles {
  const { directory } = slotOf(node);
  const dataDirectory = `${directory}/antietcd`;
  return {
    pidFile: `${directory}/antietcd.pid`,
    logFile: `${directory}/antietcd.log`,
    dataDirectory,
    processMarker: dataFile(dataDirectory),
  };
}

/** @param clusterKey differs in every run, so that a node left over from an earlier run can never join */
export function commandOf(node: SystemNode, { plan, nodes, links }: SystemContext, clusterKey: string): DaemonCommand {
  const reach = present(links, 'the links between the nodes');
  const own = portOf(node);
  const addresses = nodes.map(
    ({ name }) => `${name}=http://127.0.0.1:${name === node.name ? own : reach(node.name, name)}`,
  );
  const flags = {
    ip: '127.0.0.1',
    port: own,
    data: dataFile(filesOf(node).dataDirectory),
    node_id: node.name,
    cluster_key: clusterKey,
    cluster: addresses.join(','),
    stale_read: present(staleReads[plan.client.readLevel], `AntiEtcd's way to read at ${plan.client.readLevel}`),
    election_timeout: electionTimeoutMs,
    heartbeat_timeout: heartbeatTimeoutMs,
    leadership_timeout: leadershipTimeoutMs,
    reconnect_interval: reconnectIntervalMs,
    logs: 'cluster',
  };
  const shown = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return { command: [process.execPath, `${packageDirectory}/antietcd-app.js`, ...shown] };
}

/** Written and synced at every change: a killed node keeps what it confirmed. */
function dataFile(dataDirectory: string): string {
  return `${dataDirectory}/data.gz`;
}

function slotOf(node: SystemNode) {
  return present(node.slot, `the directory and port of ${node.name}`);
}
