/**
 * The testbed without machines: a replicated register inside this process, for tests and benchmarks of everything
 * above the client. Right at read level `quorum`, partitions and all; wrong, on request, in the ways of real systems.
 */
import { drawUnit, fork, randomFrom } from '@/lib/base/random';
import type { Plan } from '@/lib/plan/plan';
import { ClewError } from '../../failure';
import type { Client, Net, NodeLog, Reporter, StatusProbe, Testbed } from '../../runner/testbed';
import { IndexFloor } from '../index-floor';
import { type Latency, MemoryClient } from './client';
import { MemoryCluster } from './cluster';

const usualLatency: Latency = { leastMs: 1, mostMs: 5 };
const noLatency: Latency = { leastMs: 0, mostMs: 0 };

const source = 'clew.system.memory';

export function memoryTestbed(plan: Plan): Testbed {
  return new MemoryTestbed(plan);
}

class MemoryTestbed implements Testbed {
  readonly nodes: readonly string[];
  readonly net: Net;
  readonly #plan: Plan;
  #cluster: MemoryCluster | undefined;
  #random: ReturnType<typeof randomFrom>;

  constructor(plan: Plan) {
    const count = plan.cluster.type === 'memory' ? plan.cluster.nodes : 0;
    this.nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`);
    this.#plan = plan;
    this.#random = fork(randomFrom(plan.seed), 'memory');
    this.net = {
      cut: async (grudge) => this.#cluster?.cut(grudge),
      heal: async () => this.#cluster?.heal(),
    };
  }

  async setUp(report: Reporter, signal: AbortSignal): Promise<string> {
    await report.step('Heal the network', undefined, () => this.net.heal());
    signal.throwIfAborted();
    const zero = performance.now();
    this.#cluster = new MemoryCluster(this.nodes, () => performance.now() - zero);
    for (const node of this.nodes) {
      await report.step('Start memory', node, async () => report.log(source, `${node} memory ready`));
    }
    return 'memory 1';
  }

  async openClient(node: string): Promise<Client> {
    const cluster = this.#cluster;
    if (!cluster) throw new ClewError({ message: `${node} is not set up`, node });
    const client = new MemoryClient({
      node,
      cluster,
      plan: this.#plan,
      isSlow: node === this.nodes.at(-1),
      // A plan without pauses asks for speed; timers would bound it at a few hundred operations a second.
      latency: this.#plan.load.delaySeconds === 0 ? noLatency : usualLatency,
      chance: () => this.#draw(),
      nowMs: () => performance.now(),
    });
    const { tracksIndex, timeoutMs } = this.#plan.client;
    return tracksIndex ? new IndexFloor(client, timeoutMs) : client;
  }

  openStatusProbe(node: string): StatusProbe | undefined {
    const cluster = this.#cluster;
    return cluster && { ask: async () => cluster.status(node), close: async () => undefined };
  }

  async collectLogs(): Promise<readonly NodeLog[]> {
    const cluster = this.#cluster;
    if (!cluster) return [];
    return this.nodes.map((node) => ({ node, file: 'memory.log', text: cluster.log(node) }));
  }

  async tearDown(report: Reporter): Promise<void> {
    await report.step('Heal the network', undefined, () => this.net.heal());
    this.#cluster = undefined;
  }

  #draw(): number {
    const { value, next } = drawUnit(this.#random);
    this.#random = next;
    return value;
  }
}
