/**
 * Opens the testbed of a plan. The first run that needs a lab makes it; later runs reuse it, because making one is
 * slow. Closing the opener removes it.
 */

import { join } from 'node:path';
import { openly, type Wording, worded } from '@/lib/base/wording';
import { nodeNames } from '@/lib/plan/nodes';
import type { Plan } from '@/lib/plan/plan';
import { type Lab, labAddress, labRelease, labStatus, labUp } from '../lab/lab';
import { sshAddress } from '../nodes/cluster';
import { iptablesNet } from '../nodes/net/iptables';
import { systemImplementations } from '../systems/registry';
import { assertReached, prepareNode } from './doctor/prepare-node';
import { embeddedNodes } from './embedded-nodes';
import { memoryTestbed } from './memory/testbed';
import { type NodeProvider, RemoteTestbed } from './remote-testbed';
import type { Testbed } from './testbed';

/** An unused lab from `clew lab up` is taken instead of making one. */
export const keptLabName = 'default';

/** Shared by nodes with root and iptables. */
const linux = {
  prepare: prepareNode,
  reach: assertReached,
  net: iptablesNet,
  isHeld: true,
  release: async () => undefined,
} as const;

export interface TestbedOptions {
  readonly runId: string;
  readonly dataDirectory: string;
  /** Runs that are over, from which the nodes may be taken at once. */
  readonly over?: readonly string[];
}

export class TestbedOpener {
  readonly #holdLimitSeconds: number | undefined;
  #lab: Lab | undefined;

  /** @param holdLimitSeconds after which a node that hears nothing of its run undoes what it did; shorter in tests */
  constructor(holdLimitSeconds?: number) {
    this.#holdLimitSeconds = holdLimitSeconds;
  }

  async open(plan: Plan, { runId, dataDirectory, over }: TestbedOptions): Promise<Testbed> {
    const { system } = plan;
    if (system.name === 'memory') return memoryTestbed(plan);
    return new RemoteTestbed({
      plan,
      run: runId,
      ...(over && { over }),
      ...(this.#holdLimitSeconds !== undefined && { holdLimitSeconds: this.#holdLimitSeconds }),
      provider: this.#providerOf(plan.cluster),
      system: systemImplementations[system.name],
      dataDirectory,
      cacheDirectory: join(dataDirectory, 'cache'),
    });
  }

  /** Releases the lab, and removes it if it was made here. */
  async close(): Promise<void> {
    const lab = this.#lab;
    this.#lab = undefined;
    if (lab) await labRelease(lab.name);
  }

  #providerOf(cluster: Plan['cluster']): NodeProvider {
    if (cluster.type === 'embedded') return embeddedNodes(nodeNames(cluster));
    if (cluster.type === 'ssh') {
      return {
        nodes: nodeNames(cluster),
        open: async () => sshAddress(cluster),
        ...linux,
      };
    }
    return {
      nodes: nodeNames(cluster),
      open: (report) =>
        report.step(worded`Make the lab of ${openly(cluster.nodes)} nodes`, undefined, async () =>
          labAddress(await this.#acquireLab(cluster.nodes, (message) => report.log('clew.lab', message))),
        ),
      hasDataDisks: true,
      ...linux,
    };
  }

  async #acquireLab(nodes: number, onProgress: (message: Wording) => void): Promise<Lab> {
    if (this.#lab && this.#lab.nodes.length !== nodes) await this.close();
    const name = this.#lab?.name ?? ((await isFree(keptLabName, nodes)) ? keptLabName : `clew-${process.pid}`);
    this.#lab = await labUp({ name, nodes, ownerPid: process.pid, onProgress });
    return this.#lab;
  }
}

async function isFree(name: string, nodes: number): Promise<boolean> {
  const [lab] = await labStatus(name);
  return lab?.isKept === true && lab.ownerPid === undefined && lab.nodes.length === nodes;
}
