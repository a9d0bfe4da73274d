/**
 * Every system of the registry on three real nodes, from install to wipe. A system that is added is walked without a line
 * here; what is asked of it is what the runner relies on.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import { type SystemName, systemOf } from '@/lib/catalog/systems/registry';
import { findWorkload, workloadsOf } from '@/lib/catalog/workloads/registry';
import { simulate } from '@/lib/generator/simulate';
import type { Op } from '@/lib/history/op';
import { type Plan, planSchema } from '@/lib/plan/plan';
import { testGenerator } from '@/lib/plan/timetable';
import { labAddress, labDown, labUp } from '../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../lab/test-lab';
import { connectCluster } from '../nodes/cluster';
import type { Remote } from '../nodes/remote';
import type { Client, Completion, Reporter } from './kit/client';
import { openClient, type System, type SystemContext, type SystemNode } from './kit/system';
import { systemImplementations } from './registry';

/** Where every system keeps what `wipe` removes. */
const dataHome = '/var/lib/clew';
/** Longer than an operation takes on a busy machine, shorter than anyone wants to wait for a paused node. */
const timeoutMs = 2000;
/** A new leader, and members that have to be heard of again. */
const recoveryMs = 30_000;
/** Each workload has tables of its own there, and a cluster of Galera takes ten seconds to start. */
const startedOnce: readonly SystemName[] = ['mariadb', 'postgresql'];
/** Of one client; a cas by chance of one in two succeeds among them. */
const operationsWalked = 40;

const never = new AbortController().signal;
const silent: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };
const labName = testLabName('walk');
const walked = (Object.keys(systemImplementations) as (keyof typeof systemImplementations)[]).filter((name) =>
  systemOf(name).clusters.includes('lab'),
);

let remotes: readonly Remote[];

function planOf(name: SystemName, workload: string): Plan {
  const { versions } = systemOf(name);
  const described = present(findWorkload(workload), workload);
  return planSchema.parse({
    name: `a walk through ${name}`,
    cluster: { type: 'lab', nodes: 3 },
    system: { name, source: versions[0]?.source },
    client: { timeoutMs },
    // Two values where there is a choice, so that a cas soon finds the one that it expects.
    workload: { name: described.name, ...('values' in described.options.shape ? { values: 2 } : {}) },
    load: { concurrency: 3, delaySeconds: 0, timeLimitSeconds: 60 },
    faults: [],
    recoverySeconds: 0,
    seed: 4,
  });
}

/** What one client of the workload is asked to do while all goes well. */
function operationsOf(plan: Plan): readonly Op[] {
  const maxOps = 2 * operationsWalked * plan.load.concurrency;
  const answer = () => ({ latencyNanos: 1e6, type: 'ok' as const });
  const history = simulate(testGenerator(plan), { concurrency: plan.load.concurrency, answer, maxOps });
  return history.filter((op) => op.process === 0 && op.type === 'invoke');
}

/** The first operation of each kind. */
function kindsOf(operations: readonly Op[]): readonly Op[] {
  return operations.filter((op, i) => operations.findIndex(({ f }) => f === op.f) === i);
}

class Walk {
  readonly system: System;
  readonly plan: Plan;
  readonly context: SystemContext;

  /** @param nodes whose system is up already */
  constructor(
    name: keyof typeof systemImplementations,
    workload: string,
    nodes: readonly SystemNode[] = remotes.map((remote) => ({ name: remote.node, remote })),
  ) {
    this.system = systemImplementations[name];
    this.plan = planOf(name, workload);
    this.context = { plan: this.plan, nodes, report: silent, signal: never, cacheDirectory: testCacheDirectory };
  }

  node(i: number): SystemNode {
    return present(this.context.nodes[i], `node ${i}`);
  }

  /** @returns what each node says it runs */
  async bringUp(): Promise<readonly string[]> {
    const versions = await this.onAll((node) => this.system.install(node, this.context));
    await this.onAll(async (node) => {
      await this.system.start(node, this.context);
      await this.system.awaitReady(node, this.context);
    });
    await this.system.prepare(this.context);
    return versions;
  }

  onAll<T>(work: (node: SystemNode) => Promise<T>): Promise<readonly T[]> {
    return Promise.all(this.context.nodes.map(work));
  }

  async withClient<T>(node: SystemNode, work: (client: Client) => Promise<T>): Promise<T> {
    const client = openClient(this.system, node, this.context);
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }

  /** Some operation on a new client of the node succeeds, sooner or later. @returns who answered it */
  async untilAnswered(node: SystemNode): Promise<SystemNode> {
    const operations = operationsOf(this.plan);
    const lastMs = performance.now() + recoveryMs;
    while (performance.now() < lastMs) {
      // A client that cannot be opened yet is no answer either.
      const completions = await this.withClient(node, (client) => completionsOf(client, operations.slice(0, 10))).catch(
        (): readonly Completion[] => [],
      );
      const answered = completions.findLast(({ type }) => type === 'ok');
      if (answered) return this.context.nodes.find(({ name }) => name === answered.node) ?? node;
      await pause(200);
    }
    throw new Error(`${node.name} answered nothing within ${recoveryMs} ms`);
  }
}

async function completionsOf(client: Client, operations: readonly Op[]): Promise<readonly Completion[]> {
  const completions: Completion[] = [];
  for (const op of operations) completions.push(await client.invoke(op, never));
  return completions;
}

async function lines(remote: Remote, script: string): Promise<readonly string[]> {
  const { stdout } = await remote.shell(script, { asRoot: true, allowFailure: true });
  return stdout.split('\n').filter(Boolean);
}

/** What runs on a node of a lab besides what carries the question there. */
const processes = `for p in /proc/[0-9]*; do tr '\\0' ' ' < "$p/cmdline" 2>/dev/null; echo; done | grep -vE '^(sshd|sh |tr |/usr/sbin/sshd|grep|$)'`;

describe.skipIf(cannotMakeLabs)('every system, on three nodes', () => {
  beforeAll(async () => {
    const lab = await labUp({ name: labName, nodes: 3, ownerPid: process.pid });
    remotes = await connectCluster(labAddress(lab), { dataDirectory: testCacheDirectory });
  });

  afterAll(async () => {
    await Promise.all(remotes.map((remote) => remote.close()));
    await labDown(labName);
  });

  describe.each(walked)('%s', (name) => {
    const system = systemOf(name);
    const { logFiles } = system;
    const offered = workloadsOf(system);
    let walk: Walk;

    afterAll(() => walk.onAll((node) => walk.system.daemon(node).wipe()));

    it.each(offered)('is installed and started, and answers each operation of %s', async (workload) => {
      if (workload === offered[0] || !startedOnce.includes(name)) {
        walk = new Walk(name, workload);
        const versions = await walk.bringUp();
        expect(versions[0]).toMatch(/\d/);
        expect(new Set(versions).size).toBe(1);
      } else {
        walk = new Walk(name, workload, walk.context.nodes);
        await walk.system.prepare(walk.context);
      }
      const operations = operationsOf(walk.plan);
      const answered = new Map<string, Set<string>>();
      await walk.withClient(walk.node(0), async (client) => {
        for (const op of operations) {
          const completion = await client.invoke(op, never);
          expect(completion, `${op.f} ${JSON.stringify(op.value)}`).not.toMatchObject({ type: 'info' });
          answered.set(op.f, (answered.get(op.f) ?? new Set()).add(completion.type));
        }
      });
      for (const { f } of kindsOf(operations)) expect([...(answered.get(f) ?? [])], f).toContain('ok');
    });

    it('tells who leads, where it can tell', async () => {
      await expect
        .poll(
          async () => {
            const roles = await walk.onAll(async (node) => {
              const probe = walk.system.openStatusProbe?.(node, walk.context);
              if (probe === undefined) return 'cannot tell';
              const { role } = await probe.ask(AbortSignal.timeout(timeoutMs)).finally(() => probe.close());
              return role;
            });
            // Of equals none leads.
            const areEqual = roles.every((role) => role === 'member');
            return roles.includes('cannot tell') || areEqual ? ['leader'] : roles.filter((role) => role === 'leader');
          },
          { timeout: recoveryMs },
        )
        .toEqual(['leader']);
    });

    it('answers nothing on a node that was killed, and answers again when it is back', async () => {
      const node = walk.node(0);
      const daemon = walk.system.daemon(node);
      const kinds = kindsOf(operationsOf(walk.plan));
      await walk.withClient(node, async (client) => {
        await daemon.kill();
        expect(await daemon.isRunning()).toBe(false);
        for (const op of kinds) expect(['fail', 'info'], op.f).toContain((await client.invoke(op, never)).type);
      });
      await walk.system.restart(node, walk.context);
      await walk.system.awaitReady(node, walk.context);
      await walk.untilAnswered(node);
    });

    it('answers nothing on a node that is paused, and answers again when it goes on', async () => {
      // Of a system that answers elsewhere, there.
      const node = await walk.untilAnswered(walk.node(1));
      const daemon = walk.system.daemon(node);
      const kinds = kindsOf(operationsOf(walk.plan));
      await walk.withClient(node, async (client) => {
        await daemon.pause();
        for (const op of kinds) expect(['fail', 'info'], op.f).toContain((await client.invoke(op, never)).type);
        await daemon.resume();
      });
      await walk.untilAnswered(node);
    });

    it('leaves its log, and no process and no data when it is wiped', async () => {
      await walk.onAll(async (node) => {
        const { remote } = node;
        expect(await lines(remote, `find ${dataHome} -mindepth 1`), `data below ${dataHome}`).not.toEqual([]);
        expect((await lines(remote, processes)).length).toBeGreaterThan(0);
        await walk.system.daemon(node).wipe();
        expect(await lines(remote, `find ${dataHome} -mindepth 1`)).toEqual([]);
        expect(await lines(remote, processes)).toEqual([]);
        for (const file of logFiles) expect((await remote.read(file, { lastBytes: 1000 })).length).toBeGreaterThan(0);
      });
    });
  });
});
