/**
 * A testbed over SSH: the nodes of a lab or of a person, the network between them, and the system installed on them.
 * Every step runs on all nodes at once. A failure ends the set-up only after the other nodes have finished the step, so
 * that tear-down never races with set-up.
 */

import { printedText } from '@/lib/base/plain-text';
import { hidden, joined, openly, type Wording, worded } from '@/lib/base/wording';
import { systemOf } from '@/lib/catalog/systems/registry';
import type { LogPattern } from '@/lib/checker/core/checker';
import { chosenFaults } from '@/lib/plan/faults';
import { isManaged } from '@/lib/plan/managed';
import type { Plan } from '@/lib/plan/plan';
import { workloadOf } from '@/lib/plan/workload';
import { describeVersions } from '@/lib/protocol/versions';
import { ClewError, failureOnNodes, failureText } from '../base/failure';
import { type ClusterAddress, connectCluster } from '../nodes/cluster';
import { clearDisk, cutPower, putDisk } from '../nodes/disk/data-disk';
import { Holds } from '../nodes/hold/holds';
import type { PacketNet } from '../nodes/net/net';
import type { Remote } from '../nodes/remote';
import type { Client, NodeLog, Reporter, StatusProbe, SystemVersion } from '../systems/kit/client';
import { IndexFloor } from '../systems/kit/index-floor';
import {
  openClient,
  type SharedHostSlot,
  type System,
  type SystemContext,
  type SystemNode,
} from '../systems/kit/system';
import type { Capabilities } from './capabilities';
import { assertApart } from './control-machine';
import type { Preparation } from './doctor/prepare-node';
import type { Testbed } from './testbed';
import { undoOn } from './undo';

/** The last part of a node's log: enough to explain a failure, small enough to store with every run. */
const logBytesKept = 2 * 1024 * 1024;

/** Long enough for a node that reads its data on a busy machine, short enough for the nemesis's own limit. */
const restartLimitMs = 30_000;

/** Makes or finds the nodes of a cluster. */
export interface NodeProvider {
  readonly nodes: readonly string[];
  open(report: Reporter): Promise<ClusterAddress>;
  /** Before anything of it is touched. @returns a line about the node for a person @throws ClewError with what it lacks */
  prepare(remote: Remote, preparation: Preparation): Promise<Wording>;
  /** Once the network is whole. @throws ClewError with whom the node does not reach */
  reach?(remote: Remote, preparation: Preparation): Promise<void>;
  /** The network between these nodes. */
  net(remotes: readonly Remote[]): PacketNet;
  /** Only for nodes that share one address. */
  readonly shared?: {
    slot(node: string): SharedHostSlot;
    /** The port of loopback at which one node reaches another. */
    link(from: string, to: string): number;
  };
  /** Whether the data of a system can lie on a disk that forgets what was not flushed. */
  readonly hasDataDisks?: boolean;
  /** Whether others may reach the nodes as well, and nobody but the nodes knows who has them and what to undo there. */
  readonly isHeld: boolean;
  /** The run is over. The owner of the nodes decides whether to keep them. */
  release(): Promise<void>;
}

/** In characters. The version is a program's own word: it is shown, searched and counted by. */
const maxVersionLength = 100;

export interface RemoteTestbedOptions {
  readonly plan: Plan;
  /** The id of the run, which the nodes tell others. */
  readonly run: string;
  /** Runs that are over, from which the nodes may be taken at once. */
  readonly over?: readonly string[];
  /** Shorter in tests. */
  readonly holdLimitSeconds?: number;
  readonly provider: NodeProvider;
  readonly system: System;
  readonly dataDirectory: string;
  readonly cacheDirectory: string;
}

export class RemoteTestbed implements Testbed {
  readonly nodes: readonly string[];
  readonly logPatterns: readonly LogPattern[];
  readonly #options: RemoteTestbedOptions;
  readonly #capabilities: Capabilities;
  #connections: readonly Remote[] = [];
  /** Those that are the run's: what is done to them is done through these. */
  #remotes: readonly Remote[] = [];
  #holds: Holds | undefined;
  #context: SystemContext | undefined;
  /** Whether anything was put on a node or started there. */
  #hasBegun = false;

  constructor(options: RemoteTestbedOptions) {
    this.#options = options;
    this.nodes = options.provider.nodes;
    this.logPatterns = options.system.logPatterns;
    const network = () => options.provider.net(this.#remotes);
    const daemon = (node: string) => options.system.daemon(this.#node(this.#ours(node)));
    this.#capabilities = {
      network: {
        cut: (grudge, id) => network().cut(grudge, id),
        heal: (id) => network().heal(id),
      },
      packets: {
        disturb: (links, disturbance, id) => network().disturb(links, disturbance, id),
        calm: (id) => network().heal(id),
      },
      power: {
        cut: async (node) => {
          if (await daemon(node).isRunning()) await daemon(node).kill();
          await cutPower(this.#node(node).remote);
        },
      },
      process: {
        isRunning: async (node) => daemon(node).isRunning(),
        kill: async (node) => daemon(node).kill(),
        pause: async (node) => daemon(node).pause(),
        resume: async (node) => daemon(node).resume(),
        restart: async (node) => this.#restart(this.#ours(node)),
        end: async (node, patienceSeconds) => daemon(node).end(patienceSeconds),
        stutter: async (node, { stoppedMs, runningMs }) => daemon(node).stutter(stoppedMs, runningMs),
        steady: async (node) => daemon(node).steady(),
      },
    };
  }

  /** @throws ClewError for a system that ran before us, whose process is not ours to touch */
  #ours(node: string): string {
    if (isManaged(this.#options.plan)) return node;
    throw new ClewError({
      message: worded`${openly(node)}: nothing is done to a process that ran there before the test`,
      cure: 'break the network instead, or let Clew install and start the system (leave out system.manage)',
      node,
    });
  }

  capability<Name extends Exclude<keyof Capabilities, 'power'>>(name: Name): Capabilities[Name];
  capability<Name extends keyof Capabilities>(name: Name): Capabilities[Name] | undefined;
  capability<Name extends keyof Capabilities>(name: Name): Capabilities[Name] | undefined {
    return name === 'power' && !this.#options.provider.hasDataDisks ? undefined : this.#capabilities[name];
  }

  async setUp(report: Reporter, signal: AbortSignal): Promise<SystemVersion> {
    const { plan, provider, system, dataDirectory, cacheDirectory } = this.#options;
    const address = await provider.open(report);
    signal.throwIfAborted();
    const onHostKey = (node: string, line: string) =>
      report.log('clew.control', worded`${openly(node)} ${hidden(line, 'host key pinned at first sight')}`);
    this.#connections = await connectCluster(address, { dataDirectory, onHostKey }, (node, work) =>
      report.step(worded`Connect over SSH`, node, work),
    );
    const preparation = { plan, address };
    await eachOf(this.#connections, (remote) =>
      report.step(
        worded`Look at the node`,
        remote.node,
        () => provider.prepare(remote, preparation),
        (found) => found,
      ),
    );
    signal.throwIfAborted();
    await this.#take(report);
    await report.step(worded`Heal the network`, undefined, () => this.capability('network').heal());
    await this.#layDisks(report);
    const { shared } = provider;
    const nodes = this.#remotes.map(
      (remote): SystemNode => ({
        name: remote.node,
        remote,
        ...(shared && { slot: shared.slot(remote.node) }),
      }),
    );
    const links = shared && { links: (from: string, to: string) => shared.link(from, to) };
    const context: SystemContext = { plan, nodes, ...links, report, signal, cacheDirectory };
    this.#context = context;
    const { reach } = provider;
    if (reach) {
      await eachOf(this.#remotes, (remote) =>
        report.step(worded`Reach the other nodes`, remote.node, () => reach(remote, preparation)),
      );
    }
    signal.throwIfAborted();
    this.#hasBegun = true;
    const versions = await onAll(nodes, (node) =>
      report.step(
        worded`${openly(isManaged(plan) ? 'Install' : 'Find')} ${openly(plan.system.name)}`,
        node.name,
        async () => {
          const version = printedText(await system.install(node, context), maxVersionLength);
          report.log(
            `clew.system.${plan.system.name}`,
            worded`${openly(node.name)} ${openly(plan.system.name)} ${openly(version)}`,
          );
          return [node.name, version] as const;
        },
      ),
    );
    signal.throwIfAborted();
    await onAll(nodes, (node) =>
      report.step(
        worded`${openly(isManaged(plan) ? 'Start' : 'Ask')} ${openly(plan.system.name)}`,
        node.name,
        async () => {
          await system.start(node, context);
          await system.awaitReady(node, context);
        },
      ),
    );
    signal.throwIfAborted();
    await report.step(worded`Write the initial state`, undefined, () => system.prepare(context));
    const byNode = Object.fromEntries(versions);
    return { version: describeVersions(byNode), byNode };
  }

  /** Only where a fault of the plan needs them: a system is faster in memory. */
  async #layDisks(report: Reporter): Promise<void> {
    const { plan, provider } = this.#options;
    if (!provider.hasDataDisks) return;
    const isNeeded = chosenFaults(plan.faults).some(({ fault }) => fault.needs.includes('power'));
    await onAll(this.#remotes, (remote) =>
      isNeeded
        ? report.step(worded`Put the data on a disk of its own`, remote.node, () => putDisk(remote))
        : clearDisk(remote),
    );
  }

  /** Before anything is touched: from here on the nodes undo by themselves what the run leaves. */
  async #take(report: Reporter): Promise<void> {
    const { plan, run, over = [], provider, system, holdLimitSeconds: limitSeconds } = this.#options;
    if (provider.isHeld) {
      await assertApart(this.#connections, plan);
      const undo = (remote: Remote) => undoOn(remote, isManaged(plan) ? system : undefined);
      const request = { run, undo, over, ...(limitSeconds !== undefined && { limitSeconds }) };
      this.#holds = await report.step('Take the nodes', undefined, () => Holds.take(this.#connections, request));
    }
    this.#remotes = this.#holds?.nodes ?? this.#connections;
  }

  get lost(): AbortSignal | undefined {
    return this.#holds?.lost;
  }

  async confirm(): Promise<void> {
    await this.#holds?.confirm();
  }

  /** What was lost is taken back as far as nobody else has it, so that its logs are seen and nothing is left there. */
  async #regain(report: Reporter): Promise<void> {
    if (!this.lost?.aborted || !this.#holds) return;
    const left = await this.#holds.regain();
    for (const message of left) report.log('clew.control', message, 'warn');
    const held = this.#holds.nodes;
    this.#remotes = held;
    if (!this.#context) return;
    const nodes = this.#context.nodes.flatMap((node) => {
      const remote = held.find((each) => each.node === node.name);
      return remote ? [{ ...node, remote }] : [];
    });
    this.#context = { ...this.#context, nodes };
  }

  async openClient(node: string): Promise<Client> {
    const context = this.#present();
    const client = openClient(this.#options.system, this.#node(node), context);
    const { tracksIndex, timeoutMs } = context.plan.client;
    return tracksIndex
      ? new IndexFloor(client, { timeoutMs, operations: workloadOf(context.plan).operations })
      : client;
  }

  /** With its own time limit, because a stopped run restarts its killed nodes, too. */
  async #restart(name: string): Promise<void> {
    const { system } = this.#options;
    const node = this.#node(name);
    const context = { ...this.#present(), isRestart: true, signal: AbortSignal.timeout(restartLimitMs) };
    await system.restart(node, context);
    await system.awaitReady(node, context);
  }

  #present(): SystemContext {
    if (!this.#context) throw new ClewError({ message: worded`the cluster is not set up` });
    return this.#context;
  }

  #node(name: string): SystemNode {
    const found = this.#present().nodes.find((node) => node.name === name);
    if (!found) throw new ClewError({ message: worded`there is no node ${openly(name)}`, node: name });
    return found;
  }

  openStatusProbe(node: string): StatusProbe | undefined {
    const context = this.#context;
    const found = context?.nodes.find((candidate) => candidate.name === node);
    return context && found && this.#options.system.openStatusProbe?.(found, context);
  }

  async collectLogs(report: Reporter): Promise<readonly NodeLog[]> {
    await this.#regain(report);
    const nodes = this.#context?.nodes ?? [];
    const logs = await onAll(nodes, (node) => report.step(worded`Collect logs`, node.name, () => this.#logsOf(node)));
    return logs.flat();
  }

  async #logsOf(node: SystemNode): Promise<readonly NodeLog[]> {
    const logs: NodeLog[] = [];
    for (const file of systemOf(this.#options.plan.system.name).logFiles) {
      const { exitCode } = await node.remote.exec(['test', '-f', file], { allowFailure: true });
      if (exitCode !== 0) continue;
      logs.push({ node: node.name, file, text: await node.remote.read(file, { lastBytes: logBytesKept }) });
    }
    return logs;
  }

  async tearDown(report: Reporter): Promise<void> {
    const { plan, provider } = this.#options;
    const failures: unknown[] = [];
    const attempt = async (work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (error) {
        failures.push(error);
      }
    };
    await attempt(() => this.#regain(report));
    const remotes = this.#remotes;
    const whole = new Set<string>();
    const heal = async (remote: Remote) => {
      await provider.net([remote]).heal();
      whole.add(remote.node);
    };
    if (remotes.length > 0) {
      await attempt(() => report.step(worded`Heal the network`, undefined, () => onAll(remotes, heal)));
    }
    if (isManaged(plan)) {
      await attempt(() =>
        onAll(this.#context?.nodes ?? [], (node) =>
          report.step(worded`Stop and wipe ${openly(plan.system.name)}`, node.name, () => this.#wipe(node, whole)),
        ),
      );
    }
    await attempt(() => this.#giveBack(whole));
    await attempt(() => onAll(this.#connections, (remote) => remote.close()));
    this.#connections = [];
    this.#remotes = [];
    this.#holds = undefined;
    this.#context = undefined;
    await attempt(() => provider.release());
    if (failures.length > 0) {
      const message = worded`tear-down left something undone: ${joined(failures.map(failureText), '; ')}`;
      throw new ClewError({ message }, { cause: failures[0] });
    }
  }

  async #wipe(node: SystemNode, whole: Set<string>): Promise<void> {
    const { system, provider } = this.#options;
    try {
      await system.daemon(node).wipe();
      if (provider.hasDataDisks) await clearDisk(node.remote);
    } catch (error) {
      whole.delete(node.name);
      throw error;
    }
  }

  /** A node that is not whole is left to its switch, which goes on until it is. */
  async #giveBack(whole: ReadonlySet<string>): Promise<void> {
    if (!this.#holds) return;
    this.#holds.close();
    await onAll(this.#holds.nodes, async (hold) => {
      if (!this.#hasBegun || whole.has(hold.node)) await hold.release();
    });
  }
}

/** The same. @throws ClewError in which each node that failed has a row of its own */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const results = await Promise.allSettled(items.map(work));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) throw failureOnNodes(failures, items.length);
}

/** Runs the work on all at once and waits for all of them. @throws the first failure */
async function onAll<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results = await Promise.allSettled(items.map(work));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
