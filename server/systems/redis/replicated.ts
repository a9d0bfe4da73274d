/** A master, its replicas and a Sentinel on each node: started, watched and spoken to alike, whichever flavour it is. */
import { openly, worded } from '@/lib/base/wording';
import type { LogPattern } from '@/lib/checker/core/checker';
import { ClewError } from '../../base/failure';
import { poll } from '../../base/poll';
import { BrokenTestError } from '../kit/client';
import { type DaemonClients, daemonSystem, type Member } from '../kit/daemon-system';
import { type Deadline, deadline } from '../kit/http/deadline';
import type { Serving } from '../kit/readiness';
import type { System, SystemNode } from '../kit/system';
import { RedisClient } from './client';
import { RedisConnection, RedisError } from './connection';
import {
  type Flavour,
  firstMaster,
  pathsOf,
  sentinelConfiguration,
  sentinelPort,
  serverConfiguration,
  serverPort,
} from './member';
import { listOperation, type OperationOf, queueOperation, registerOperation, setOperation } from './operations';
import { installServer } from './program';
import { attachedReplicas, infoOf, sightOf } from './state';
import { ReplicatedStatusProbe } from './status-probe';

/** Of one question outside any operation. */
const askTimeoutMs = 1500;
/** A replica is sent an empty master's data within a second. */
const attachTimeoutMs = 20_000;
const pollMs = 100;

/** What is written only in a crash: a report of it, or why the server gives up. */
const logPatterns: readonly LogPattern[] = [
  { title: 'the server crashed', pattern: '=== (?:REDIS|VALKEY) BUG REPORT START' },
  { title: 'the server gave up', pattern: '(?:Fatal error|FATAL CONFIG FILE ERROR|Out Of Memory allocating)' },
  { title: 'its file was bad', pattern: 'Bad file format reading the append only file' },
];

interface InstalledServer {
  readonly version: string;
}

type ServerMember = Member<InstalledServer>;

type Workload = 'register' | 'registers' | 'set' | 'queue' | 'list-append';

const client =
  (operationOf: OperationOf) =>
  ({ node, context, token }: ServerMember) =>
    new RedisClient(node, context, token, operationOf);

const clients: DaemonClients<Workload, InstalledServer> = {
  register: client(registerOperation),
  registers: client(registerOperation),
  set: client(setOperation),
  queue: client(queueOperation),
  'list-append': client(listOperation),
};

export function replicated(flavour: Flavour): System<Workload> {
  const { title } = flavour;
  const paths = (node: SystemNode) => pathsOf(flavour, node);
  return daemonSystem<InstalledServer, Workload>({
    title,
    filesOf: (node) => paths(node).server,
    portOf: () => serverPort,
    install: async (node, context) => ({ version: await installServer(node, context, flavour) }),
    beforeStart: ({ node, context, token: password }) => {
      const { configFile, dataDirectory } = paths(node).server;
      return configure(node, configFile, serverConfiguration(node, context, { password, dataDirectory }));
    },
    commandOf: ({ node }) => commandOf(paths(node).server),
    isServing: (_http, member) => isAttached(member),
    needsOf: () => `ports ${serverPort} and ${sentinelPort} must be free, and the nodes must reach each other`,
    prepare: (first) => assertOwn(first, flavour),
    clients,
    companion: {
      title: `${title} Sentinel`,
      filesOf: (node) => paths(node).sentinel,
      async beforeStart(member) {
        const { node, context, token: password } = member;
        const { configFile, dataDirectory } = paths(node).sentinel;
        // A Sentinel asks a master for its replicas when it starts, and then only every ten seconds.
        await allAttached(member);
        await configure(node, configFile, sentinelConfiguration(node, context, { password, dataDirectory }));
      },
      commandOf: ({ node }) => commandOf(paths(node).sentinel),
      isServing: seesAll,
    },
    openStatusProbe: (node, member) => new ReplicatedStatusProbe(node, member),
    logPatterns,
    program: flavour.program,
  });
}

const commandOf = ({ command, configFile }: { readonly command: string; readonly configFile: string }) => ({
  command: [command, configFile],
});

/**
 * Both write into their settings what they learn, so only a first start gets new ones. They name the password; and they are
 * flushed, so that a power cut takes nothing from the system that is ours.
 */
async function configure(node: SystemNode, path: string, text: string): Promise<void> {
  const script = 'umask 077 && mkdir -p "$(dirname "$1")" && cat > "$1" && sync "$1" "$(dirname "$1")"';
  await node.remote.exec(['sh', '-c', script, 'clew', path], { asRoot: true, stdin: text });
}

/** Whether the server answers and, where the cluster starts, has its master's data. */
async function isAttached({ node, context, token }: ServerMember): Promise<Serving> {
  return asking(node, serverPort, token, context.signal, async (connection, limit) => {
    const info = await infoOf(connection, 'replication', limit);
    if (context.isRestart || info.get('role') === 'master') return true;
    return info.get('master_link_status') === 'up' || `had not attached to its master ${info.get('master_host')}`;
  });
}

/** @throws ClewError naming how many replicas the first master has */
async function allAttached({ context, token }: ServerMember): Promise<void> {
  const master = firstMaster(context.nodes);
  const wanted = context.nodes.length - 1;
  let attached = 0;
  const areAll = () =>
    asking(master, serverPort, token, context.signal, async (connection, limit) => {
      attached = attachedReplicas(await infoOf(connection, 'replication', limit));
      return attached >= wanted;
    });
  const options = { intervalMs: pollMs, timeoutMs: attachTimeoutMs, signal: context.signal };
  if (await poll(async () => (await areAll()) === true, options)) return;
  throw new ClewError({
    message: worded`${openly(master.name)}: ${openly(attached)} of ${openly(wanted)} replicas had attached after ${openly(attachTimeoutMs / 1000)} s`,
    cure: `Look into the logs of the other nodes: each must reach port ${serverPort} of ${master.name}.`,
    node: master.name,
  });
}

async function seesAll({ node, context }: ServerMember): Promise<Serving> {
  return asking(node, sentinelPort, undefined, context.signal, async (sentinel, limit) => {
    const sight = await sightOf(sentinel, limit);
    if (context.isRestart) return sight !== undefined;
    const others = context.nodes.length - 1;
    if (sight === undefined || sight.isMasterDown) return 'saw no master';
    if (sight.replicas < others) return `saw ${sight.replicas} of ${others} replicas`;
    return sight.otherSentinels === others || `saw ${sight.otherSentinels} of ${others} other Sentinels`;
  });
}

/** False while it does not answer, or not in time. A password that is refused is said. */
async function asking(
  node: SystemNode,
  port: number,
  password: string | undefined,
  signal: AbortSignal,
  question: (connection: RedisConnection, limit: Deadline) => Promise<Serving>,
): Promise<Serving> {
  const limit = deadline(askTimeoutMs, signal);
  let connection: RedisConnection | undefined;
  try {
    connection = await RedisConnection.open(node.remote, { host: node.remote.address, port }, password, limit);
    return await question(connection, limit);
  } catch (error) {
    if (!(error instanceof RedisError)) throw error;
    const { requestError } = error;
    return requestError.kind === 'answer' && `answered ‘${requestError.message}’`;
  } finally {
    limit.release();
    connection?.close();
  }
}

/** Whether each node runs what was installed there. @throws BrokenTestError naming the one that does not */
async function assertOwn({ context, installed, token }: ServerMember, { title, versionField }: Flavour): Promise<void> {
  await Promise.all(
    context.nodes.map(async (node) => {
      let version: string | undefined;
      const answered = await asking(node, serverPort, token, context.signal, async (connection, limit) => {
        version = (await infoOf(connection, 'server', limit)).get(versionField);
        return true;
      });
      if (answered === true && version === installed.version) return;
      const said = version === undefined ? 'names no version' : `answers as ${title} ${version}`;
      throw new BrokenTestError({
        message: worded`${openly(node.name)} ${openly(said)}, and ${openly(`${title} ${installed.version}`)} was installed`,
        cure: `Another server answers at its port ${serverPort}, or the nodes have different versions; choose one source for all.`,
        node: node.name,
      });
    }),
  );
}
