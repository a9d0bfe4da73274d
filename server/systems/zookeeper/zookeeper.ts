/** ZooKeeper, the yardstick of the post, as Debian packages it. */
import { oneOf } from '@/lib/catalog/systems/registry';
import type { LogPattern } from '@/lib/checker/core/checker';
import type { StatusProbe } from '../kit/client';
import { daemonSystem } from '../kit/daemon-system';
import { writeInitialValue } from '../kit/initial-value';
import type { SystemContext, SystemNode } from '../kit/system';
import { ZooKeeperClient } from './client';
import { initialValue } from './initial-value';
import { findJars } from './jars';
import { findJava, javaProgram, versionOf } from './java';
import { clientPort, configFile, configuration, dataDirectory, files, serverCommand } from './member';
import { askState, parsedState } from './state';

/** Five Java virtual machines start at the same time before the first election. */
const readyTimeoutMs = 60_000;
const stateTimeoutMs = 1500;

/** What ZooKeeper or the Java virtual machine writes only in a crash. */
const logPatterns: readonly LogPattern[] = [
  { title: 'Java crashed', pattern: '^# A fatal error has been detected by the Java Runtime Environment' },
  { title: 'Java ran out of memory', pattern: 'java\\.lang\\.OutOfMemoryError' },
  { title: 'ZooKeeper gave up', pattern: 'Severe unrecoverable error' },
];

interface InstalledZooKeeper {
  readonly version: string;
  readonly command: readonly string[];
}

export const zookeeper = daemonSystem({
  title: 'ZooKeeper',
  program: javaProgram,
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

/** ZooKeeper reads its server number from a separate file, `myid`. */
async function configure(node: SystemNode, { nodes }: SystemContext): Promise<void> {
  const number = nodes.findIndex(({ name }) => name === node.name) + 1;
  const script = 'mkdir -p "$1" && echo "$2" > "$1/myid" && cat > "$3"';
  const args = [dataDirectory, String(number), configFile];
  await node.remote.exec(['sh', '-c', script, 'clew', ...args], { asRoot: true, stdin: configuration(nodes) });
}

/** A server outside the quorum answers that it does not serve. */
async function serves(node: SystemNode): Promise<boolean> {
  try {
    const state = parsedState(await askState(node.remote, AbortSignal.timeout(stateTimeoutMs)));
    return state?.role === 'leader' || state?.role === 'follower';
  } catch {
    return false;
  }
}
