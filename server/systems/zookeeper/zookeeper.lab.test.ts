import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import type { ReadLevelName } from '@/lib/catalog/systems/registry';
import type { Source } from '@/lib/catalog/systems/source';
import type { Op } from '@/lib/history/op';
import { planSchema } from '@/lib/plan/plan';
import { labAddress, labDown, labUp } from '../../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../../lab/test-lab';
import { connectCluster } from '../../nodes/cluster';
import { iptablesNet } from '../../nodes/net/iptables';
import type { Remote } from '../../nodes/remote';
import type { Reporter } from '../kit/client';
import { withHeldRequest } from '../kit/held-request.fixture';
import { localCommand } from '../kit/source/local-command';
import type { SystemContext, SystemNode } from '../kit/system';
import { zookeeper } from './zookeeper';

const timeoutMs = 2000;
const never = new AbortController().signal;
const report: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };

describe.skipIf(cannotMakeLabs)('ZooKeeper on three nodes', () => {
  const labName = testLabName('zookeeper');
  let directory: string;
  let remotes: readonly Remote[];
  let nodes: readonly SystemNode[];

  const context = (readLevel: ReadLevelName = 'local'): SystemContext => {
    const plan = planSchema.parse({
      name: 'ZooKeeper in a lab',
      cluster: { type: 'lab', nodes: 3 },
      system: { name: 'zookeeper' },
      client: { readLevel, timeoutMs },
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

  async function invoke(readLevel: ReadLevelName, node: string, f: string, value: Json) {
    const client = zookeeper.clients.register(nodeNamed(node), context(readLevel));
    const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value };
    try {
      return await client.invoke(op, never);
    } finally {
      await client.close();
    }
  }

  async function statuses() {
    return onAll(async (node) => {
      const probe = present(zookeeper.openStatusProbe?.(node, context()), 'a probe of ZooKeeper');
      const { role, term, index } = await probe.ask(AbortSignal.timeout(timeoutMs));
      return { node: node.name, role, term, index };
    });
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-zookeeper-test-'));
    const lab = await labUp({ name: labName, nodes: 3, ownerPid: process.pid });
    remotes = await connectCluster(labAddress(lab), { dataDirectory: directory });
    nodes = remotes.map((remote) => ({ name: remote.node, remote }));
    const versions = await onAll((node) => zookeeper.install(node, context()));
    expect(versions).toEqual(Array(3).fill(expect.stringMatching(/^3\.\d+\.\d+$/)));
    await onAll(async (node) => {
      await zookeeper.start(node, context());
      await zookeeper.awaitReady(node, context());
    });
    await zookeeper.prepare(context());
  });

  afterAll(async () => {
    await iptablesNet(remotes).heal();
    await onAll((node) => zookeeper.daemon(node).wipe());
    for (const { remote } of nodes) {
      const left = await remote.shell('ls -d /var/lib/clew/zookeeper /run/clew/zookeeper.pid', { allowFailure: true });
      expect(left.stdout).toBe('');
    }
    await Promise.all(remotes.map((remote) => remote.close()));
    await labDown(labName);
    await rm(directory, { recursive: true, force: true });
  });

  it.each(['local', 'sync'] as const)('begins as null, and takes every operation, read at level %s', async (level) => {
    if (level === 'local') {
      for (const { name } of nodes) {
        expect(await invoke(level, name, 'read', null)).toMatchObject({ type: 'ok', value: null, node: name });
      }
    }
    expect(await invoke(level, 'n1', 'write', 1)).toMatchObject({ type: 'ok', value: 1 });
    expect(await invoke(level, 'n1', 'cas', [1, 4])).toMatchObject({ type: 'ok', value: [1, 4] });
    expect(await invoke(level, 'n1', 'cas', [1, 3])).toMatchObject({ type: 'fail', error: 'compare-failed' });
    const read = await invoke(level, 'n1', 'read', null);
    expect(read).toMatchObject({ type: 'ok', value: 4 });
    expect(read.revision?.index).toBeGreaterThanOrEqual(read.revision?.modifiedIndex ?? Number.NaN);
  });

  it('refuses a cas whose version another client has moved on', async () => {
    const clients = nodes.map((node) => zookeeper.clients.register(node, context()));
    const cas = (value: number): Op => ({ index: 0, time: 0, process: 0, type: 'invoke', f: 'cas', value: [0, value] });
    expect(await invoke('local', 'n1', 'write', 0)).toMatchObject({ type: 'ok' });
    await invoke('sync', 'n2', 'read', null);
    await invoke('sync', 'n3', 'read', null);
    const completions = await Promise.all(clients.map((client, i) => client.invoke(cas(i + 1), never)));
    expect(completions.filter(({ type }) => type === 'ok')).toHaveLength(1);
    for (const { type, error } of completions) {
      if (type === 'fail') expect([{ error: 'bad-version', code: -103 }, 'compare-failed']).toContainEqual(error);
    }
    await Promise.all(clients.map((client) => client.close()));
  });

  /**
   * The requests of each operation:
   *
   *     read, local   session ── read
   *     read, sync    session ── sync ── read
   *     write         session ── write
   *     cas           session ── read ── write
   */
  describe('whose server stands still between two requests of one operation', () => {
    const acknowledged = 1;
    const later = 9;
    /** A server whose pause calls no election, and another. */
    let server: string;
    let elsewhere: string;

    beforeAll(async () => {
      const told = (await statuses()).toSorted((a, b) => Number(a.role === 'leader') - Number(b.role === 'leader'));
      [server, elsewhere] = [present(told[0], 'a follower').node, present(told[1], 'another').node];
    });

    const pause = () => zookeeper.daemon(nodeNamed(server)).pause();
    const resume = () => zookeeper.daemon(nodeNamed(server)).resume();
    const now = () => invoke('sync', server, 'read', null);

    /** Another client writes and is answered, and then the server goes on. */
    async function overtaken(): Promise<void> {
      await pause();
      expect(await invoke('local', elsewhere, 'write', later)).toMatchObject({ type: 'ok' });
      await resume();
    }

    afterEach(resume);

    async function holdsBefore(): Promise<void> {
      expect(await invoke('local', elsewhere, 'write', acknowledged)).toMatchObject({ type: 'ok' });
      expect(await now()).toMatchObject({ type: 'ok', value: acknowledged });
    }

    /** Held before the request of this number. */
    async function heldOperation(
      [f, value, level]: readonly [string, Json, ReadLevelName],
      number: number,
      meanwhile: () => Promise<void>,
    ) {
      const client = zookeeper.clients.register(
        withHeldRequest(nodeNamed(server), { number, meanwhile }),
        context(level),
      );
      try {
        return await client.invoke({ index: 0, time: 0, process: 0, type: 'invoke', f, value }, never);
      } finally {
        await client.close();
      }
    }

    const overtakenOperation = async (operation: Parameters<typeof heldOperation>[0], number: number) => {
      await holdsBefore();
      return heldOperation(operation, number, overtaken);
    };

    it('a plain read shows what was acknowledged before it, or later', async () => {
      const read = await overtakenOperation(['read', null, 'local'], 1);
      expect(read).toMatchObject({ type: 'ok', value: expect.toBeOneOf([acknowledged, later]) });
    });

    it('a read after a sync that was asked late shows what was acknowledged until then', async () => {
      const read = await overtakenOperation(['read', null, 'sync'], 1);
      expect(read).toMatchObject({ type: 'ok', value: later });
    });

    it('a read that was asked late after its sync shows what the sync brought, or later', async () => {
      const read = await overtakenOperation(['read', null, 'sync'], 2);
      expect(read).toMatchObject({ type: 'ok', value: expect.toBeOneOf([acknowledged, later]) });
    });

    it('a write comes after what was acknowledged meanwhile', async () => {
      expect(await overtakenOperation(['write', 5, 'local'], 1)).toMatchObject({ type: 'ok' });
      expect(await now()).toMatchObject({ type: 'ok', value: 5 });
    });

    it('a cas compares with what it was shown', async () => {
      // Its read may be of either moment.
      const before = await overtakenOperation(['cas', [acknowledged, 2], 'local'], 1);
      expect(await now()).toMatchObject({ type: 'ok', value: later });
      expect(before).toMatchObject({ type: 'fail' });
    });

    it('a cas whose read was overtaken is refused', async () => {
      expect(await overtakenOperation(['cas', [acknowledged, 2], 'local'], 2)).toMatchObject({ type: 'fail' });
      expect(await now()).toMatchObject({ type: 'ok', value: later });
    });

    it('what is never answered changed nothing, and is unknown once a write was sent', async () => {
      await holdsBefore();
      const operations = [
        [['read', null, 'local'], 1],
        [['read', null, 'sync'], 1],
        [['read', null, 'sync'], 2],
        [['cas', [acknowledged, 5], 'local'], 1],
        [['cas', [acknowledged, 6], 'local'], 2],
        [['write', 7, 'local'], 1],
      ] as const;
      let held = 0;
      let paused: Promise<void> | undefined;
      const meanwhile = async () => {
        held++;
        await expect.poll(() => held).toBe(operations.length);
        paused ??= pause();
        await paused;
      };
      const completions = await Promise.all(
        operations.map(([operation, number]) => heldOperation(operation, number, meanwhile)),
      );
      expect(completions.map(({ type, error }) => [type, error])).toEqual(
        ['fail', 'fail', 'fail', 'fail', 'info', 'info'].map((type) => [type, 'timed-out']),
      );
      await resume();
      // Each write that was sent may happen when the server goes on.
      expect(await now()).toMatchObject({ type: 'ok', value: expect.toBeOneOf([acknowledged, 6, 7]) });
    });
  });

  it('has one leader, and tells the epoch and how far each server is', async () => {
    const told = await statuses();
    expect(told.map(({ role }) => role).toSorted()).toEqual(['follower', 'follower', 'leader']);
    for (const { term, index } of told) {
      expect(term).toBe(1);
      expect(index).toBeGreaterThan(2 ** 32);
    }
  });

  it('cut off from the others, goes on answering plain reads in the sessions it has', async () => {
    expect(await invoke('local', 'n1', 'write', 1)).toMatchObject({ type: 'ok' });
    const told = await statuses();
    const follower = present(
      told.find(({ role }) => role === 'follower'),
      'a follower',
    ).node;
    const others = nodes.map(({ name }) => name).filter((name) => name !== follower);
    const levels = ['local', 'sync', 'local'] as const;
    const clients = levels.map((level) => zookeeper.clients.register(nodeNamed(follower), context(level)));
    const [plain, synced, writer] = clients;
    const op = (f: string, value: Json): Op => ({ index: 0, time: 0, process: 0, type: 'invoke', f, value });
    for (const client of clients) await client.invoke(op('read', null), never);
    expect(await synced?.invoke(op('read', null), never)).toMatchObject({ type: 'ok', value: 1 });
    await iptablesNet(remotes).cut({
      [follower]: others,
      ...Object.fromEntries(others.map((name) => [name, [follower]])),
    });
    const [write, overThere] = await Promise.all([
      writer?.invoke(op('write', 2), never),
      invoke('local', present(others[0], 'another node'), 'write', 3),
    ]);
    expect(write).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(overThere).toMatchObject({ type: 'ok' });
    expect(await plain?.invoke(op('read', null), never)).toMatchObject({ type: 'ok', value: 1 });
    expect(await synced?.invoke(op('read', null), never)).toMatchObject({ type: 'fail', error: 'timed-out' });
    // To make a session takes a quorum: nothing of this write was sent.
    expect(await invoke('local', follower, 'write', 4)).toMatchObject({ type: 'fail', error: 'not-connected' });
    await iptablesNet(remotes).heal();
    await Promise.all(clients.map((client) => client.close()));
  });

  it('that was killed answers nothing, certainly, and comes back with its data', async () => {
    const daemon = zookeeper.daemon(nodeNamed('n3'));
    await daemon.kill();
    expect(await invoke('local', 'n3', 'write', 4)).toMatchObject({ type: 'fail', error: 'connection-refused' });
    await zookeeper.restart(nodeNamed('n3'), context());
    await zookeeper.awaitReady(nodeNamed('n3'), context());
    await expect.poll(() => invoke('sync', 'n3', 'read', null)).toMatchObject({ type: 'ok' });
  });

  it('comes from an archive as Apache publishes it, too, and one without it is named', async () => {
    const [node] = nodes;
    const install = async (source: Source) => {
      const { plan, ...rest } = context();
      const system = { ...plan.system, name: 'zookeeper', source } as const;
      // A cluster of its own, so that the one that runs keeps its command; and a cache that no node sees, so that the
      // archives are sent, wherever the project lies.
      const apart = { ...rest, nodes: [...nodes], cacheDirectory: join(directory, 'cache') };
      return zookeeper.install(present(node, 'a node'), { ...apart, plan: { ...plan, system } });
    };
    const archive = join(directory, 'apache-zookeeper-bin.tar.gz');
    const lib = join(directory, 'apache-zookeeper-bin', 'lib');
    const pack = () => localCommand(['tar', '-czf', archive, 'apache-zookeeper-bin'], { cwd: directory });
    await mkdir(lib, { recursive: true });
    await writeFile(join(lib, 'zookeeper-jute-3.8.0.jar'), 'not what is looked for');
    await pack();
    await expect(install({ from: 'file', path: archive })).rejects.toMatchObject({
      failure: {
        message: expect.stringContaining(`${archive} holds no file called zookeeper-<version>.jar`),
        node: 'n1',
      },
    });
    await cp(join(testCacheDirectory, 'zookeeper/own'), lib, { recursive: true });
    await rename(join(lib, 'zookeeper.jar'), join(lib, 'zookeeper-3.8.0.jar'));
    await pack();
    expect(await install({ from: 'file', path: archive })).toMatch(/^3\.8\./);
    const { stdout } = await present(node, 'a node').remote.shell('ls /opt/clew/zookeeper');
    expect(stdout).toContain('zookeeper-3.8.0.jar');
  });
});
