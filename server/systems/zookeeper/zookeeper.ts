/** ZooKeeper, the yardstick of the post, as Debian packages it. */
import { present } from '@/lib/base/assert';
import { oneOf } from '@/lib/plan/systems';
import type { Client, StatusProbe } from '../../runner/testbed';
import { clusterState } from '../cluster-state';
import { Daemon, type DaemonCommand } from '../daemon';
import { awaitServing, type FirstFailure } from '../readiness';
import type { System, SystemContext, SystemNode } from '../system';
import { ZooKeeperClient } from './client';
import { createRegister } from './initial-value';
import { findJars } from './jars';
import { findJava, versionOf } from './java';
import { logPatterns } from './log-patterns';
import { configFile, configuration, dataDirectory, files, logFile, serverCommand } from './member';
import { askState, parsedState } from './state';

const logSource = 'clew.system.zookeeper';

/** Five virtual machines start at once, and elect after that. */
const readyTimeoutMs = 60_000;
const stateTimeoutMs = 1500;

/** What the servers of one ensemble have in common while its run lasts. */
interface Ensemble {
  readonly commands: Map<string, DaemonCommand>;
  readonly firstFailure: FirstFailure;
}

const ensembleOf = clusterState<Ensemble>(() => ({ commands: new Map(), firstFailure: {} }));

export const zookeeper: System = {
  async install(node: SystemNode, context: SystemContext): Promise<string> {
    const java = await findJava(node);
    const classPath = await findJars(node, context);
    const version = await versionOf(node, java, classPath);
    ensembleOf(context).commands.set(node.name, { command: serverCommand(java, classPath) });
    return version;
  },

  async start(node: SystemNode, context: SystemContext): Promise<void> {
    const daemon = this.daemon(node);
    await daemon.wipe();
    await configure(node, context);
    await daemon.restart(commandOf(node, context));
  },

  async restart(node: SystemNode, context: SystemContext): Promise<void> {
    await this.daemon(node).restart(commandOf(node, context));
  },

  async awaitReady(node: SystemNode, context: SystemContext): Promise<void> {
    await awaitServing(node, context, {
      system: 'ZooKeeper',
      daemon: this.daemon(node),
      logFile,
      cure: 'Read the end of its log: ports 2181, 2888 and 3888 must be free, and the nodes must reach each other.',
      first: ensembleOf(context).firstFailure,
      isServing: () => serves(node),
      timeoutMs: readyTimeoutMs,
    });
    context.report.log(logSource, `${node.name} zookeeper ready`);
  },

  async prepare(context: SystemContext): Promise<void> {
    await createRegister(context);
  },

  async openClient(node: SystemNode, context: SystemContext): Promise<Client> {
    const { readLevel, timeoutMs } = context.plan.client;
    return new ZooKeeperClient(node, { readLevel: oneOf(['local', 'sync'], readLevel), timeoutMs });
  },

  openStatusProbe(node: SystemNode): StatusProbe {
    return {
      async ask(signal) {
        const state = parsedState(await askState(node.remote, signal));
        if (state === undefined) throw new Error(`${node.name} tells nothing of its state`);
        return state;
      },
      close: async () => undefined,
    };
  },

  daemon: (node) => new Daemon(node, files),

  logPatterns,
};

function commandOf(node: SystemNode, context: SystemContext): DaemonCommand {
  return present(ensembleOf(context).commands.get(node.name), `the command of ${node.name}`);
}

/** The number of the server is in a file of its own, the log of the run before goes. */
async function configure(node: SystemNode, { nodes }: SystemContext): Promise<void> {
  const number = nodes.findIndex(({ name }) => name === node.name) + 1;
  const script = 'mkdir -p "$1" && rm -f "$2" && echo "$3" > "$1/myid" && cat > "$4"';
  const args = [dataDirectory, logFile, String(number), configFile];
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
