/** ZooKeeper, the yardstick of the post, as Debian packages it. */
import { oneOf } from '@/lib/catalog/systems/registry';
import type { StatusProbe } from '../kit/client';
import { daemonSystem } from '../kit/daemon-system';
import { writeInitialValue } from '../kit/initial-value';
import type { SystemContext, SystemNode } from '../kit/system';
import { ZooKeeperClient } from './client';
import { initialValue } from './initial-value';
import { findJars } from './jars';
import { findJava, versionOf } from './java';
import { logPatterns } from './log-patterns';
import { clientPort, configFile, configuration, dataDirectory, files, serverCommand } from './member';
import { askState, parsedState } from './state';

/** Five virtual machines start at once, and elect after that. */
const readyTimeoutMs = 60_000;
const stateTimeoutMs = 1500;

interface InstalledZooKeeper {
  readonly version: string;
  readonly command: readonly string[];
}

export const zookeeper = daemonSystem({
  title: 'ZooKeeper',
  filesOf: () => files,
  portOf: () => clientPort,
  async install(node: SystemNode, context: SystemContext): Promise<InstalledZooKeeper> {
    const java = await findJava(node);
    const classPath = await findJars(node, context);
    return { version: await versionOf(node, java, classPath), command: serverCommand(java, classPath) };
  },
  beforeStart: ({ node, context }) => configure(node, context),
  commandOf: ({ installed }) => installed,
  isServing: (_http, { node }) => serves(node),
  readyTimeoutMsOf: () => readyTimeoutMs,
  needsOf: () => 'ports 2181, 2888 and 3888 must be free, and the nodes must reach each other',
  prepare: ({ context }) => writeInitialValue(context, initialValue),
  clients: {
    register({ node, context }) {
      const { readLevel, timeoutMs } = context.plan.client;
      return new ZooKeeperClient(node, { readLevel: oneOf(['local', 'sync'], readLevel), timeoutMs });
    },
  },
  openStatusProbe(node): StatusProbe {
    return {
      async ask(signal) {
        const state = parsedState(await askState(node.remote, signal));
        if (state === undefined) throw new Error(`${node.name} tells nothing of its state`);
        return state;
      },
      close: async () => undefined,
    };
  },
  logPatterns,
});

/** The number of the server is in a file of its own. */
async function configure(node: SystemNode, { nodes }: SystemContext): Promise<void> {
  const number = nodes.findIndex(({ name }) => name === node.name) + 1;
  const script = 'mkdir -p "$1" && echo "$2" > "$1/myid" && cat > "$3"';
  const args = [dataDirectory, String(number), configFile];
  await node.remote.exec(['sh', '-c', script, 'clew', ...args], { asRoot: true, stdin: configuration(nodes) });
}

/** A server that is no part of a quorum answers that it does not serve. */
async function serves(node: SystemNode): Promise<boolean> {
  try {
    const state = parsedState(await askState(node.remote, AbortSignal.timeout(stateTimeoutMs)));
    return state?.role === 'leader' || state?.role === 'follower';
  } catch {
    return false;
  }
}
