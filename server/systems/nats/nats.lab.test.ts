/** JetStream on three nodes: the end of all of them at once, and what goes wrong before a test. */
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
import type { Remote } from '../../nodes/remote';
import type { Client, Reporter } from '../kit/client';
import type { SystemContext, SystemNode } from '../kit/system';
import { NatsClient } from './client';
import { nats } from './nats';

const never = new AbortController().signal;
const report: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };
const timeoutMs = 3000;
/** Servers that find each other again, and elect who leads them and the stream. */
const electionMs = 60_000;

describe.skipIf(cannotMakeLabs)('NATS JetStream on three nodes', () => {
  const labName = testLabName('nats');
  let directory: string;
  let remotes: readonly Remote[];
  let nodes: readonly SystemNode[];

  const context = (system: object = {}): SystemContext => {
    const plan = planSchema.parse({
      name: 'NATS in a lab',
      cluster: { type: 'lab', nodes: 3 },
      system: { name: 'nats', ...system },
      workload: { name: 'set' },
      client: { timeoutMs },
      seed: 1,
    });
    return { plan, nodes, report, signal: never, cacheDirectory: testCacheDirectory };
  };
  const first = () => present(nodes[0], 'a node');
  const onAll = <R>(work: (node: SystemNode) => Promise<R>) => Promise.all(nodes.map(work));
  const op = (f: string, value: Json): Op => ({ index: 0, time: 0, process: 0, type: 'invoke', f, value });

  async function withClient<R>(client: Client, work: (client: Client) => Promise<R>): Promise<R> {
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }

  const invoke = (node: SystemNode, f: string, value: Json) =>
    withClient(nats.clients.set(node, context()), (client) => client.invoke(op(f, value), never));

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-nats-test-'));
    const lab = await labUp({ name: labName, nodes: 3, ownerPid: process.pid });
    remotes = await connectCluster(labAddress(lab), { dataDirectory: directory });
    nodes = remotes.map((remote) => ({ name: remote.node, remote }));
    await onAll((node) => nats.install(node, context()));
    await onAll(async (node) => {
      await nats.start(node, context());
      await nats.awaitReady(node, context());
    });
    await nats.prepare(context());
  });

  afterAll(async () => {
    await onAll((node) => nats.daemon(node).wipe());
    await Promise.all(remotes.map((remote) => remote.close()));
    await labDown(labName);
    await rm(directory, { recursive: true, force: true });
  });

  it('one server leads the stream, and the others say who', async () => {
    const told = async () => {
      const statuses = await onAll(async (node) => {
        const probe = present(nats.openStatusProbe?.(node, context()), 'a probe of NATS');
        const { role, leader } = await probe.ask(AbortSignal.timeout(timeoutMs)).finally(() => probe.close());
        return role === 'leader' ? node.name : leader;
      });
      return { leaders: new Set(statuses).size, areKnown: !statuses.includes(undefined) };
    };
    await expect.poll(told, { timeout: electionMs }).toEqual({ leaders: 1, areKnown: true });
  });

  it('what was acknowledged is read back in order, also after every server was killed at once', async () => {
    await withClient(nats.clients.set(first(), context()), async (client) => {
      for (let element = 0; element < 50; element++) {
        const added = await client.invoke(op('add', element), never);
        expect(added).toMatchObject({ type: 'ok', value: element, revision: { index: element + 1 } });
      }
    });
    const all = Array.from({ length: 50 }, (_, element) => element);
    expect(await invoke(first(), 'read', null)).toMatchObject({ type: 'ok', value: all });
    await onAll((node) => nats.daemon(node).kill());
    expect(await invoke(first(), 'add', 50)).toMatchObject({ type: 'fail', error: 'connection-refused' });
    await onAll(async (node) => {
      await nats.restart(node, context());
      await nats.awaitReady(node, { ...context(), isRestart: true });
    });
    for (const node of nodes) {
      const read = async () => await invoke(node, 'read', null);
      await expect.poll(read, { timeout: electionMs }).toMatchObject({ type: 'ok', value: all });
    }
  });

  it('a password that is not the run’s breaks the test, which names the node', async () => {
    const stranger = new NatsClient(first(), { user: 'clew', password: 'another' }, timeoutMs);
    const asked = withClient(stranger, (client) => client.invoke(op('add', 99), never));
    await expect(asked).rejects.toMatchObject({
      name: 'BrokenTestError',
      failure: { node: 'n1', message: expect.stringContaining('n1 refuses the password of this run') },
    });
  });

  it('a version that cannot flush before it acknowledges is named where the plan asks for it', async () => {
    const asked = nats.install(first(), context({ sync: 'always', source: { from: 'debian', release: 'bookworm' } }));
    await expect(asked).rejects.toMatchObject({
      failure: { node: 'n1', message: expect.stringMatching(/NATS 2\.9\.\d+ cannot flush/) },
    });
  });
});
