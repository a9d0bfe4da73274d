import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { cutBetween } from '@/lib/nemesis/grudge';
import { type Plan, planSchema } from '@/lib/plan/plan';
import type { NodeStatus } from '@/lib/protocol/node-status';
import { EmbeddedCluster } from '../../lab/embedded/embedded-cluster';
import { connectCluster } from '../../nodes/cluster';
import type { Client, Reporter } from '../kit/client';
import type { SystemContext, SystemNode } from '../kit/system';
import { antietcd } from './antietcd';

const names = ['n1', 'n2', 'n3', 'n4', 'n5'];
/** What the embedded cluster promises, and how much slower a machine may be that runs other tests at the same time. */
const promisedStartMs = 3000;
const busyFactor = 10;

const quiet: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };
const never = new AbortController().signal;

function planOf(readLevel: 'stale' | 'strict'): Plan {
  return planSchema.parse({
    name: 'antietcd',
    cluster: { type: 'embedded' },
    system: { name: 'antietcd' },
    client: { readLevel },
    seed: 1,
  });
}

/** Five nodes of AntiEtcd that are up and hold the initial value. */
class Running {
  readonly cluster: EmbeddedCluster;
  readonly context: SystemContext;

  private constructor(cluster: EmbeddedCluster, context: SystemContext) {
    this.cluster = cluster;
    this.context = context;
  }

  static async start(readLevel: 'stale' | 'strict', directory: string): Promise<Running> {
    const cluster = await EmbeddedCluster.start(names);
    const remotes = await connectCluster(cluster.address, { dataDirectory: directory });
    const nodes = remotes.map((remote) => ({ name: remote.node, remote, slot: cluster.node(remote.node) }));
    const context: SystemContext = {
      plan: planOf(readLevel),
      nodes,
      links: (from, to) => cluster.links.port(from, to),
      report: quiet,
      signal: never,
      cacheDirectory: directory,
    };
    const running = new Running(cluster, context);
    await Promise.all(nodes.map((node) => antietcd.install(node, context)));
    await Promise.all(nodes.map((node) => running.up(() => antietcd.start(node, context), node)));
    await antietcd.prepare(context);
    return running;
  }

  async up(start: () => Promise<void>, node: SystemNode): Promise<void> {
    await start();
    await antietcd.awaitReady(node, this.context);
  }

  node(name: string): SystemNode {
    return present(
      this.context.nodes.find((node) => node.name === name),
      name,
    );
  }

  async statusOf(name: string): Promise<NodeStatus> {
    const probe = present(antietcd.openStatusProbe, 'a status probe')(this.node(name), this.context);
    try {
      return await probe.ask(never);
    } finally {
      await probe.close();
    }
  }

  async leader(): Promise<string> {
    return present((await this.statusOf('n1')).leader, 'a leader');
  }

  async invoke(name: string, f: string, value: Json = null) {
    const client: Client = antietcd.clients.register(this.node(name), this.context);
    try {
      const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value };
      return await client.invoke(op, never);
    } finally {
      await client.close();
    }
  }

  /** Until the side of this node elects and synchronizes, its writes are refused or unknown. */
  async written(name: string, value: Json): Promise<void> {
    await expect.poll(async () => (await this.invoke(name, 'write', value)).type, { interval: 100 }).toBe('ok');
  }

  async close(): Promise<void> {
    await Promise.all(this.context.nodes.map((node) => antietcd.daemon(node).wipe()));
    await Promise.all(this.context.nodes.map((node) => node.remote.close()));
    await this.cluster.close();
  }
}

describe('AntiEtcd on an embedded cluster', () => {
  let directory: string;
  let running: Running;
  let startMs: number;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-antietcd-'));
    const before = performance.now();
    running = await Running.start('stale', directory);
    startMs = performance.now() - before;
  });
  afterAll(async () => {
    await running.close();
    await rm(directory, { recursive: true });
  });

  test('five nodes with SSH and AntiEtcd are up within seconds', () => {
    process.stderr.write(`embedded cluster: five nodes of AntiEtcd up in ${(startMs / 1000).toFixed(2)} s\n`);
    expect(startMs).toBeLessThan(promisedStartMs * busyFactor);
  });

  test('the version is the one that the package names', async () => {
    expect(await antietcd.install(running.node('n1'), running.context)).toBe('1.3.1');
  });

  test('every node names the same leader, which takes itself for it', async () => {
    const leader = await running.leader();
    const reports = await Promise.all(names.map((name) => running.statusOf(name)));
    expect(reports.map((report) => report.leader)).toEqual(names.map(() => leader));
    expect(reports.map((report) => report.role)).toEqual(
      names.map((name) => (name === leader ? 'leader' : 'follower')),
    );
  });

  test('each operation does what it says, through any node', async () => {
    expect(await running.invoke('n1', 'read')).toMatchObject({ type: 'ok', value: null, node: 'n1' });
    const write = await running.invoke('n2', 'write', 3);
    expect(write).toMatchObject({ type: 'ok', value: 3 });
    const read = await running.invoke('n3', 'read');
    expect(read).toMatchObject({ type: 'ok', value: 3, revision: write.revision });
    expect(await running.invoke('n4', 'cas', [4, 1])).toMatchObject({ type: 'fail', error: 'compare-failed' });
    expect(await running.invoke('n5', 'cas', [3, 0])).toMatchObject({ type: 'ok', value: [3, 0] });
    expect(await running.invoke('n1', 'read')).toMatchObject({ type: 'ok', value: 0 });
    expect(await running.invoke('n1', 'write', null)).toMatchObject({ type: 'ok' });
    expect(await running.invoke('n2', 'cas', [null, 2])).toMatchObject({ type: 'ok' });
    expect(await running.invoke('n3', 'read')).toMatchObject({ type: 'ok', value: 2 });
  });

  test('a node that is killed refuses, and starts again on what it had', async () => {
    await running.written('n1', 4);
    const node = running.node(names.find((name) => name !== 'n1') ?? 'n2');
    await antietcd.daemon(node).kill();
    expect(await running.invoke(node.name, 'write', 1)).toMatchObject({ type: 'fail' });
    await running.up(() => antietcd.restart(node, running.context), node);
    // It refuses until the others have brought it up to date.
    await expect.poll(async () => (await running.invoke(node.name, 'read')).type, { interval: 100 }).toBe('ok');
    expect(await running.invoke(node.name, 'read')).toMatchObject({ type: 'ok', value: 4 });
  });

  test('a node that is paused keeps its clients waiting, and answers when it goes on', async () => {
    const node = running.node('n5');
    await antietcd.daemon(node).pause();
    const answer = running.invoke('n5', 'read');
    expect(await Promise.race([answer, pause(300, 'waiting')])).toBe('waiting');
    await antietcd.daemon(node).resume();
    expect(['ok', 'fail']).toContain((await answer).type);
    await expect.poll(async () => (await running.invoke('n5', 'read')).type, { interval: 100 }).toBe('ok');
  });

  test('in a partition the majority goes on, the minority answers with the old value, and after it all agree', async () => {
    await running.written('n1', 0);
    const leader = await running.leader();
    const minority = names.filter((name) => name !== leader).slice(0, 2);
    const majority = names.filter((name) => !minority.includes(name));
    await running.cluster.links.cut(cutBetween(majority, minority));
    const [cutOff = ''] = minority;
    await expect
      .poll(
        async () => {
          const write = await running.invoke(leader, 'write', 1);
          return write.type;
        },
        { interval: 50 },
      )
      .toBe('ok');
    const stale = await running.invoke(cutOff, 'read');
    // Its election begins about when the majority's ends; then it refuses.
    expect(stale.type !== 'ok' || stale.value === 0).toBe(true);
    await expect.poll(async () => (await running.invoke(cutOff, 'read')).type, { interval: 100 }).toBe('fail');
    expect((await running.invoke(cutOff, 'write', 2)).type).toBe('fail');
    await running.cluster.links.heal();
    await expect.poll(async () => (await running.invoke(cutOff, 'read')).value, { interval: 100 }).toBe(1);
  });
});
