/** One server of the ZooKeeper ensemble: its ports, files and command. */
import { isIP } from 'node:net';
import type { DaemonFiles } from '../kit/daemon';
import { urlHost } from '../kit/http/node-http';
import type { SystemNode } from '../kit/system';

export const clientPort = 2181;
const peerPort = 2888;
const electionPort = 3888;

export const dataDirectory = '/var/lib/clew/zookeeper';
export const configFile = `${dataDirectory}/zoo.cfg`;
export const logFile = '/var/log/clew/zookeeper.log';

export const files: DaemonFiles = {
  pidFile: '/run/clew/zookeeper.pid',
  logFile,
  dataDirectory,
  processMarker: configFile,
};

/** Of the text that follows `Mode:` when a server is asked for its state. */
export const stateCommand = 'srvr';

/**
 * Times as in the configuration that ZooKeeper ships: a tick of 2 s, 10 ticks to join, and 5 ticks after which a server
 * without contact to its leader gives up. A server's number is its position in the list.
 */
export function configuration(nodes: readonly SystemNode[]): string {
  return [
    'tickTime=2000',
    'initLimit=10',
    'syncLimit=5',
    `dataDir=${dataDirectory}`,
    'admin.enableServer=false',
    `4lw.commands.whitelist=${stateCommand}`,
    ...nodes.map(({ remote: { address } }, i) => {
      const host = urlHost(address);
      return `server.${i + 1}=${host}:${peerPort}:${electionPort};${listenHost(address)}:${clientPort}`;
    }),
    '',
  ].join('\n');
}

/** Plenty for one znode, and small enough for five servers on one machine. */
export function serverCommand(java: string, classPath: string): readonly string[] {
  return [
    java,
    '-Xmx192m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss,SSS',
    ...['-cp', classPath],
    'org.apache.zookeeper.server.quorum.QuorumPeerMain',
    configFile,
  ];
}

/** A node known by its name listens on all of its addresses. */
function listenHost(address: string): string {
  return isIP(address) === 0 ? '0.0.0.0' : urlHost(address);
}
