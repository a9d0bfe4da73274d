/** A system that ran before the test: nothing of it is installed, started, stopped or wiped. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { type Lab, labAddress, labDown, labUp } from '../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../lab/test-lab';
import { connectCluster } from '../nodes/cluster';
import { iptablesNet } from '../nodes/net/iptables';
import type { Remote } from '../nodes/remote';
import { JournalReporter } from '../runner/reporter';
import { consul } from '../systems/consul/consul';
import { etcd } from '../systems/etcd/etcd';
import type { SystemContext, SystemNode } from '../systems/kit/system';
import { assertReached, prepareNode } from './doctor/prepare-node';
import { RemoteTestbed } from './remote-testbed';

const labName = testLabName('running');
const systems = { etcd, consul } as const;
type Name = keyof typeof systems;
const names = ['etcd', 'consul'] as const;

describe.skipIf(cannotMakeLabs)('a system that runs already', { timeout: 90_000 }, () => {
  let lab: Lab;
  let directory: string;
  let remotes: Remote[];
  let nodes: readonly SystemNode[];
  const report = new JournalReporter(() => undefined, Date.now);
  const signal = new AbortController().signal;

  const planOf = (name: Name, more: { readonly manage?: boolean } = {}) =>
    planSchema.parse({
      name: 'running',
      cluster: { type: 'ssh', nodes: labAddress(lab).nodes, auth: { keyFile: lab.keyFile } },
      system: { name, ...more },
      faults: [],
      seed: 1,
    });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-running-'));
    lab = await labUp({ name: labName, nodes: 3, ownerPid: process.pid });
    remotes = await connectCluster(labAddress(lab), { dataDirectory: directory });
    nodes = remotes.map((remote) => ({ name: remote.node, remote }));
    await Promise.all(
      names.map(async (name) => {
        const system = systems[name];
        const context: SystemContext = {
          ...{ plan: planOf(name), nodes, report, signal },
          cacheDirectory: testCacheDirectory,
        };
        await Promise.all(nodes.map((node) => system.install(node, context)));
        await Promise.all(nodes.map((node) => system.start(node, context)));
        await Promise.all(nodes.map((node) => system.awaitReady(node, context)));
      }),
    );
    // As a person has it who did not get it from Clew.
    const onPath =
      'for name in etcd consul; do ln -s "$(readlink "/proc/$(cat /run/clew/$name.pid)/exe")" "/usr/bin/$name"; done';
    await Promise.all(remotes.map((remote) => remote.shell(onPath)));
  });

  afterAll(async () => {
    await Promise.all((remotes ?? []).map((remote) => remote.close()));
    await labDown(labName);
    await rm(directory, { recursive: true, force: true });
  });

  const testbedOf = (name: Name) => {
    const plan = planOf(name, { manage: false });
    const provider = {
      nodes: nodes.map(({ name }) => name),
      open: async () => labAddress(lab),
      prepare: prepareNode,
      reach: assertReached,
      net: iptablesNet,
      isHeld: true,
      release: async () => undefined,
    };
    return new RemoteTestbed({
      ...{ plan, provider, run: 'running', system: systems[name], dataDirectory: directory },
      cacheDirectory: testCacheDirectory,
    });
  };
  const invoke = async (testbed: RemoteTestbed, op: { readonly f: string; readonly value: number | null }) => {
    const client = await testbed.openClient('n1');
    try {
      return await client.invoke({ index: 0, time: 0, process: 0, type: 'invoke', ...op }, signal);
    } finally {
      await client.close();
    }
  };
  const isRunning = (name: Name) => Promise.all(nodes.map((node) => systems[name].daemon(node).isRunning()));

  it.each(names)('%s is tested from null on, whatever it held, and is left running', async (name) => {
    for (const value of [1, 2]) {
      const testbed = testbedOf(name);
      const version = await testbed.setUp(report, signal);
      expect(version.version).toMatch(/^\d+\.\d+/);
      expect(await invoke(testbed, { f: 'read', value: null })).toMatchObject({ type: 'ok', value: null });
      expect(await invoke(testbed, { f: 'write', value })).toMatchObject({ type: 'ok' });
      await expect(testbed.capability('process').kill('n1')).rejects.toThrow('ran there before the test');
      await testbed.capability('network').cut({ n1: ['n2', 'n3'] });
      await testbed.tearDown(report);
      expect(await isRunning(name)).toEqual([true, true, true]);
      const rules = await Promise.all(remotes.map((remote) => remote.exec(['iptables', '-S'])));
      expect(rules.map(({ stdout }) => stdout).join('')).not.toContain('CLEW');
    }
  });

  it('is missed where it does not run', async () => {
    await Promise.all(nodes.map((node) => etcd.daemon(node).stop()));
    const testbed = testbedOf('etcd');
    await expect(testbed.setUp(report, signal)).rejects.toMatchObject({
      failure: {
        message: '3 of 3 nodes cannot be used: n1, n2, n3',
        nodes: expect.arrayContaining([
          expect.objectContaining({ node: 'n1', message: expect.stringContaining('nothing listens on 2379') }),
        ]),
      },
    });
    await testbed.tearDown(report);
  });
});
