/**
 * The testbed without machines: a replicated register inside this process, for tests and benchmarks of everything
 * above the client. Right at read level `quorum`, partitions and all; wrong, on request, in the ways of real systems.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { present } from '@/lib/base/assert';
import { drawUnit, fork, randomFrom } from '@/lib/base/random';
import { openly, worded } from '@/lib/base/wording';
import type { Plan } from '@/lib/plan/plan';
import { workloadOf, workloadOptions } from '@/lib/plan/workload';
import type { NodeStatus } from '@/lib/protocol/node-status';
import { ClewError } from '../../base/failure';
import type { Client, NodeLog, Reporter, StatusProbe, SystemVersion } from '../../systems/kit/client';
import { IndexFloor } from '../../systems/kit/index-floor';
import type { Capabilities, Rhythm } from '../capabilities';
import type { Testbed } from '../testbed';
import { type Latency, MemoryClient, retryMs } from './client';
import { MemoryCluster, type ProcessState } from './cluster';

const usualLatency: Latency = { minMs: 1, maxMs: 5 };
const noLatency: Latency = { minMs: 0, maxMs: 0 };

const source = 'clew.system.memory';

export function memoryTestbed(plan: Plan): Testbed {
  return new MemoryTestbed(plan);
}

class MemoryTestbed implements Testbed {
  readonly nodes: readonly string[];
  readonly #plan: Plan;
  readonly #capabilities: Omit<Capabilities, 'packets' | 'power'>;
  readonly #rhythms = new Map<string, NodeJS.Timeout>();
  #cluster: MemoryCluster | undefined;
  #random: ReturnType<typeof randomFrom>;

  constructor(plan: Plan) {
    const count = plan.cluster.type === 'memory' ? plan.cluster.nodes : 0;
    this.nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`);
    this.#plan = plan;
    this.#random = fork(randomFrom(plan.seed), 'memory');
    this.#capabilities = {
      network: {
        cut: async (grudge, id) => this.#cluster?.cut(grudge, id),
        heal: async (id) => this.#cluster?.heal(id),
      },
      process: {
        isRunning: async (node) => this.#cluster?.stateOf(node) !== 'killed',
        pause: async (node) => this.#setState(node, 'paused'),
        resume: async (node) => this.#setState(node, 'running'),
        kill: async (node) => this.#setState(node, 'killed'),
        restart: async (node) => this.#cluster?.setState(node, 'running'),
        end: async (node) => {
          this.#setState(node, 'killed');
          return true;
        },
        stutter: async (node, rhythm) => this.#stutter(node, rhythm),
        steady: async (node) => {
          this.#steady(node);
          this.#setState(node, 'running');
          return true;
        },
      },
    };
  }

  capability<Name extends keyof Capabilities>(name: Name): Capabilities[Name] | undefined {
    const own: Partial<Capabilities> = this.#capabilities;
    return own[name];
  }

  async setUp(report: Reporter, signal: AbortSignal): Promise<SystemVersion> {
    await report.step(worded`Heal the network`, undefined, async () => this.#cluster?.heal());
    signal.throwIfAborted();
    const zero = performance.now();
    const start = workloadOf(this.#plan).start?.(workloadOptions(this.#plan));
    this.#cluster = new MemoryCluster(this.nodes, () => performance.now() - zero, start);
    for (const node of this.nodes) {
      await report.step(worded`Start memory`, node, async () =>
        report.log(source, worded`${openly(node)} memory ready`),
      );
    }
    return { version: 'memory 1' };
  }

  async openClient(node: string): Promise<Client> {
    const cluster = this.#cluster;
    if (!cluster) throw new ClewError({ message: worded`${openly(node)} is not set up`, node });
    const { operations, structure } = workloadOf(this.#plan);
    const client = new MemoryClient({
      node,
      cluster,
      plan: this.#plan,
      operations,
      structure: present(structure, 'the structure of a workload that runs in memory'),
      isSlow: node === this.nodes.at(-1),
      // A plan without pauses asks for speed; timers would bound it at a few hundred operations a second.
      latency: this.#plan.load.delaySeconds === 0 ? noLatency : usualLatency,
      chance: () => this.#draw(),
      nowMs: () => performance.now(),
    });
    const { tracksIndex, timeoutMs } = this.#plan.client;
    return tracksIndex ? new IndexFloor(client, { timeoutMs, operations }) : client;
  }

  openStatusProbe(node: string): StatusProbe | undefined {
    const cluster = this.#cluster;
    return cluster && { ask: (signal) => status(cluster, node, signal), close: async () => undefined };
  }

  async collectLogs(): Promise<readonly NodeLog[]> {
    const cluster = this.#cluster;
    if (!cluster) return [];
    return this.nodes.map((node) => ({ node, file: 'memory.log', text: cluster.log(node) }));
  }

  async tearDown(report: Reporter): Promise<void> {
    await report.step(worded`Heal the network`, undefined, async () => this.#cluster?.heal());
    for (const node of this.nodes) this.#steady(node);
    this.#cluster = undefined;
  }

  #stutter(node: string, { stoppedMs, runningMs }: Rhythm): void {
    this.#setState(node, 'paused');
    const turn = (state: ProcessState) => {
      this.#cluster?.setState(node, state);
      const next = state === 'paused' ? 'running' : 'paused';
      this.#rhythms.set(node, setTimeout(turn, state === 'paused' ? stoppedMs : runningMs, next).unref());
    };
    turn('paused');
  }

  #steady(node: string): void {
    clearTimeout(this.#rhythms.get(node));
    this.#rhythms.delete(node);
  }

  #setState(node: string, state: ProcessState): void {
    if (this.#cluster?.stateOf(node) === 'killed')
      throw new ClewError({ message: worded`${openly(node)} does not run`, node });
    this.#cluster?.setState(node, state);
  }

  #draw(): number {
    const { value, next } = drawUnit(this.#random);
    this.#random = next;
    return value;
  }
}

/** A paused node leaves the caller waiting. */
async function status(cluster: MemoryCluster, node: string, signal: AbortSignal): Promise<NodeStatus> {
  while (cluster.stateOf(node) === 'paused') await pause(retryMs, undefined, { signal });
  if (cluster.stateOf(node) === 'killed')
    throw new ClewError({ message: worded`${openly(node)} refuses connections`, node });
  return cluster.status(node);
}
