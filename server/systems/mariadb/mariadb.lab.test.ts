import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { planSchema } from '@/lib/plan/plan';
import { labAddress, labDown, labUp } from '../../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../../lab/test-lab';
import { connectCluster } from '../../nodes/cluster';
import type { Remote } from '../../nodes/remote';
import type { Reporter } from '../kit/client';
import type { SystemContext, SystemNode } from '../kit/system';
import { mariadb } from './mariadb';

const never = new AbortController().signal;
const report: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };

describe.skipIf(cannotMakeLabs)('Galera on three nodes', () => {
  const labName = testLabName('mariadb');
  let remotes: readonly Remote[];
  let nodes: readonly SystemNode[];

  const context = (): SystemContext => {
    const plan = planSchema.parse({
      name: 'Galera in a lab',
      cluster: { type: 'lab', nodes: 3 },
      system: { name: 'mariadb' },
      client: { readLevel: 'sync', timeoutMs: 5000 },
      workload: { name: 'list-append' },
      seed: 1,
    });
    return { plan, nodes, report, signal: never, cacheDirectory: testCacheDirectory };
  };
  const onAll = <R>(work: (node: SystemNode) => Promise<R>) => Promise.all(nodes.map(work));

  async function invoke(node: SystemNode, value: Json) {
    const client = mariadb.clients['list-append'](node, context());
    try {
      return await client.invoke({ index: 0, time: 0, process: 0, type: 'invoke', f: 'txn', value }, never);
    } finally {
      await client.close();
    }
  }

  const roles = () =>
    onAll(async (node) => {
      const probe = present(mariadb.openStatusProbe?.(node, context()), 'a probe');
      const { role } = await probe.ask(AbortSignal.timeout(5000)).finally(() => probe.close());
      return role;
    });

  beforeAll(async () => {
    const lab = await labUp({ name: labName, nodes: 3, ownerPid: process.pid });
    remotes = await connectCluster(labAddress(lab), { dataDirectory: testCacheDirectory });
    nodes = remotes.map((remote) => ({ name: remote.node, remote }));
    await onAll((node) => mariadb.install(node, context()));
    await onAll(async (node) => {
      await mariadb.start(node, context());
      await mariadb.awaitReady(node, context());
    });
    await mariadb.prepare(context());
  });

  afterAll(async () => {
    await onAll((node) => mariadb.daemon(node).wipe());
    await Promise.all(remotes.map((remote) => remote.close()));
    await labDown(labName);
  });

  it('that were all killed at once are one cluster again, with what was acknowledged', async () => {
    for (const [i, node] of nodes.entries()) {
      expect(await invoke(node, [['append', 1, i]])).toMatchObject({ type: 'ok', node: node.name });
    }
    expect(await roles()).toEqual(['member', 'member', 'member']);
    await onAll((node) => mariadb.daemon(node).kill());
    expect(await invoke(present(nodes[1], 'n2'), [['append', 1, 9]])).toMatchObject({
      type: 'fail',
      error: 'connection-refused',
    });
    await onAll(async (node) => {
      await mariadb.restart(node, context());
      await mariadb.awaitReady(node, context());
    });
    expect(await roles()).toEqual(['member', 'member', 'member']);
    for (const node of nodes) {
      expect(await invoke(node, [['r', 1, null]])).toMatchObject({ type: 'ok', value: [['r', 1, [0, 1, 2]]] });
    }
  });
});
