/** A real failover on three nodes, and what goes wrong before a test. Every operation is walked in `walk.lab.test.ts`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { planSchema } from '@/lib/plan/plan';
import { labAddress, labDown, labUp } from '../../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../../lab/test-lab';
import { connectCluster } from '../../nodes/cluster';
import { iptablesNet } from '../../nodes/net/iptables';
import type { Remote } from '../../nodes/remote';
import type { Reporter } from '../kit/client';
import type { SystemContext, SystemNode } from '../kit/system';
import { redis } from './redis';

const never = new AbortController().signal;
const report: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };
/** An election, and a master that hears of it. */
const failoverMs = 30_000;

describe.skipIf(cannotMakeLabs)('Redis and Sentinel on three nodes', () => {
  const labName = testLabName('redis');
  let directory: string;
  let remotes: readonly Remote[];
  let nodes: readonly SystemNode[];

  const context = (client: object = {}, system: object = {}): SystemContext => {
    const plan = planSchema.parse({
      name: 'Redis in a lab',
      cluster: { type: 'lab', nodes: 3 },
      system: { name: 'redis', downAfterMs: 500, failoverTimeoutMs: 3000, ...system },
      client: { timeoutMs: 1000, ...client },
      seed: 1,
    });
    return { plan, nodes, report, signal: never, cacheDirectory: testCacheDirectory };
  };
  const nodeNamed = (name: string) =>
    present(
      nodes.find((node) => node.name === name),
      name,
    );
  const onAll = <R>(work: (node: SystemNode) => Promise<R>) => Promise.all(nodes.map(work));

  async function invoke(node: string, f: string, value: Json, client: object = {}, system: object = {}) {
    const opened = redis.clients.register(nodeNamed(node), context(client, system));
    const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value };
    try {
      return await opened.invoke(op, never);
    } finally {
      await opened.close();
    }
  }

  async function statuses() {
    return onAll(async (node) => {
      const probe = present(redis.openStatusProbe?.(node, context()), 'a probe of Redis');
      try {
        const { role, leader, term } = await probe.ask(AbortSignal.timeout(2000));
        return { node: node.name, role, leader, term };
      } finally {
        await probe.close();
      }
    });
  }

  async function onServer(node: string, ...command: readonly string[]): Promise<string> {
    const { remote } = nodeNamed(node);
    const script = `
password=$(sed -n 's/^requirepass "*\\([^"]*\\)"*$/\\1/p' /var/lib/clew/redis/server.conf)
{ printf 'AUTH %s\\r\\n' "$password"; printf '%s\\r\\n' "$*"; sleep 0.2; } | timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/6379"; cat >&3; timeout 0.5 cat <&3' ${remote.address} || true`;
    const { stdout } = await remote.exec(['sh', '-c', script, 'clew', ...command], { asRoot: true });
    return stdout;
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-redis-test-'));
    const lab = await labUp({ name: labName, nodes: 3, ownerPid: process.pid });
    remotes = await connectCluster(labAddress(lab), { dataDirectory: directory });
    nodes = remotes.map((remote) => ({ name: remote.node, remote }));
    const versions = await onAll((node) => redis.install(node, context()));
    expect(versions).toEqual(Array(3).fill(expect.stringMatching(/^\d+\.\d+\.\d+$/)));
    await onAll(async (node) => {
      await redis.start(node, context());
      await redis.awaitReady(node, context());
    });
    await redis.prepare(context());
  });

  afterAll(async () => {
    await iptablesNet(remotes).heal();
    await onAll((node) => redis.daemon(node).wipe());
    await Promise.all(remotes.map((remote) => remote.close()));
    await labDown(labName);
    await rm(directory, { recursive: true, force: true });
  });

  it('begins with one master, whom every replica follows', async () => {
    expect(await statuses()).toEqual([
      { node: 'n1', role: 'leader', leader: undefined, term: 0 },
      { node: 'n2', role: 'follower', leader: 'n1', term: 0 },
      { node: 'n3', role: 'follower', leader: 'n1', term: 0 },
    ]);
  });

  it('a write waits for replicas, and with fewer than asked for it is unknown', async () => {
    expect(await invoke('n2', 'write', 1, {}, { waitReplicas: 2 })).toEqual({ type: 'ok', value: 1, node: 'n1' });
    expect(await invoke('n2', 'write', 2, { timeoutMs: 300 }, { waitReplicas: 3 })).toMatchObject({ type: 'info' });
  });

  it('each node answers for itself where it is asked for what it has', async () => {
    expect(await invoke('n1', 'write', 3, {}, { waitReplicas: 2 })).toMatchObject({ type: 'ok' });
    for (const { name } of nodes) {
      expect(await invoke(name, 'read', null, { readLevel: 'replica' })).toEqual({ type: 'ok', value: 3, node: name });
    }
  });

  it('cut off, the old master goes on taking writes, and throws them away when it hears of the new one', async () => {
    const others = ['n2', 'n3'];
    await iptablesNet(remotes).cut({ n1: others, n2: ['n1'], n3: ['n1'] });
    // On this side nobody knows that n1 is cut off; on the other side nobody can be asked.
    expect(await invoke('n1', 'write', 10)).toEqual({ type: 'ok', value: 10, node: 'n1' });
    expect(await invoke('n2', 'write', 20)).toMatchObject({ type: 'fail', error: 'not-connected' });
    await expect
      .poll(() => invoke('n2', 'write', 21), { timeout: failoverMs })
      .toMatchObject({ type: 'ok', node: expect.toBeOneOf(others) });
    expect(await invoke('n1', 'write', 11)).toMatchObject({ type: 'ok', node: 'n1' });
    // A Sentinel ends the connections of a node that it makes the master, and so may end one that asks.
    const masters = async () => (await statuses()).filter(({ role }) => role === 'leader');
    await expect
      .poll(async () => (await masters()).map(({ node, term }) => [node === 'n1', (term ?? 0) > 0]))
      .toEqual([
        [true, false],
        [false, true],
      ]);
    await iptablesNet(remotes).heal();
    await expect
      .poll(async () => (await statuses()).map(({ role }) => role).toSorted(), { timeout: failoverMs })
      .toEqual(['follower', 'follower', 'leader']);
    await expect
      .poll(() => invoke('n1', 'read', null), { timeout: failoverMs })
      .toMatchObject({ type: 'ok', value: 21, node: expect.toBeOneOf(others) });
  });

  it('another version than was installed breaks the test, which names the node', async () => {
    const later = context({}, { source: { from: 'debian', release: 'trixie' } });
    expect(await redis.install(nodeNamed('n1'), later)).toMatch(/^8\.0\./);
    await expect(redis.prepare(context())).rejects.toMatchObject({
      name: 'BrokenTestError',
      failure: {
        node: expect.stringMatching(/^n\d$/),
        message: expect.stringMatching(/answers as Redis .* was installed/),
      },
    });
  });

  it('a server with another password breaks the test, which names the node', async () => {
    expect(await onServer('n3', 'CONFIG', 'SET', 'requirepass', 'another')).toContain('+OK');
    await expect(invoke('n3', 'read', null, { readLevel: 'replica' })).rejects.toMatchObject({
      name: 'BrokenTestError',
      failure: { node: 'n3', message: expect.stringContaining('n3 refuses the password of this run') },
    });
  });
});
