import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { labAddress, labDown, labUp } from '../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../lab/test-lab';
import { connectCluster } from '../nodes/cluster';
import { iptablesNet } from '../nodes/net/iptables';
import type { Remote } from '../nodes/remote';
import { etcd } from '../systems/etcd/etcd';
import type { SystemContext } from '../systems/kit/system';
import { healCluster } from './heal-cluster';

describe.skipIf(cannotMakeLabs)('the machines of a run that nobody ended', () => {
  const labName = testLabName('heal');
  let directory: string;
  let remotes: readonly Remote[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-heal-test-'));
  });

  afterAll(async () => {
    await Promise.all((remotes ?? []).map((remote) => remote.close()));
    await labDown(labName);
    await rm(directory, { recursive: true, force: true });
  });

  it('are whole again, each by itself, and one that cannot be reached is named', async () => {
    const address = labAddress(await labUp({ name: labName, nodes: 3, ownerPid: process.pid }));
    remotes = await connectCluster(address, { dataDirectory: directory });
    const plan = planSchema.parse({
      name: 'on machines of one’s own',
      cluster: {
        type: 'ssh',
        // Nobody listens at the last one's port.
        nodes: address.nodes.map((node, place) => ({ ...node, port: place === 2 ? 9 : node.port })),
        auth: { keyFile: address.login.keyFile, agent: false },
        knownHostsFile: address.knownHostsFile,
      },
      system: { name: 'etcd' },
      seed: 1,
    });
    const nodes = remotes.map((remote) => ({ name: remote.node, remote }));
    const context: SystemContext = {
      ...{ plan, nodes, cacheDirectory: testCacheDirectory, signal: new AbortController().signal },
      report: { step: (_title, _node, work) => work(), log: () => undefined },
    };
    await Promise.all(nodes.map((node) => etcd.install(node, context)));
    await Promise.all(nodes.map((node) => etcd.start(node, context)));
    await Promise.all(nodes.map((node) => etcd.awaitReady(node, context)));
    const net = iptablesNet(remotes);
    await net.cut({ n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] });
    await net.cut({ n2: ['n3'], n3: ['n2'] }, 7);
    await etcd.daemon({ name: 'n1', remote: nodes[0]?.remote as Remote }).pause();

    const healed = await healCluster({ plan, dataDirectory: directory });
    const done = 'the network is whole, etcd is stopped and its data removed';
    expect(healed).toEqual([
      { name: 'n1', done },
      { name: 'n2', done },
      { name: 'n3', trouble: expect.stringMatching(/n3.*(refused|reach)/) },
    ]);
    const look = 'iptables -S; ls -d /var/lib/clew/etcd* 2>/dev/null; ps -e -o stat=,comm= | grep etcd';
    const looks = remotes.map((remote) => remote.shell(look, { allowFailure: true }));
    const left = (await Promise.all(looks)).map(({ stdout }) => stdout);
    for (const text of left.slice(0, 2)) expect(text).not.toMatch(/CLEW|clew|etcd/);
    expect(left[2]).toMatch(/CLEW/);
    // Done again it is no trouble.
    expect((await healCluster({ plan, dataDirectory: directory })).slice(0, 2)).toEqual([
      { name: 'n1', done },
      { name: 'n2', done },
    ]);
  });
});
