import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import type { ReadLevelName } from '@/lib/catalog/systems/registry';
import type { Op } from '@/lib/history/op';
import { type PlanInput, planSchema } from '@/lib/plan/plan';
import { labAddress, labDown, labUp } from '../../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../../lab/test-lab';
import { connectCluster } from '../../nodes/cluster';
import { iptablesNet } from '../../nodes/net/iptables';
import type { Remote } from '../../nodes/remote';
import type { Reporter } from '../kit/client';
import { withHeldRequest } from '../kit/held-request.fixture';
import { NodeNotReadyError } from '../kit/node-not-ready';
import type { SystemContext, SystemNode } from '../kit/system';
import { consul } from './consul';

/** Longer than an operation takes on a busy machine, shorter than the 7 s for which Consul holds a request. */
const timeoutMs = 3000;
const levels = ['stale', 'default', 'consistent'] as const;
const never = new AbortController().signal;
const report: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };

const labName = testLabName('consul');
let remotes: readonly Remote[];

beforeAll(async () => {
  if (cannotMakeLabs) return;
  const lab = await labUp({ name: labName, nodes: 5, ownerPid: process.pid });
  remotes = await connectCluster(labAddress(lab), { dataDirectory: testCacheDirectory });
});

afterAll(async () => {
  if (cannotMakeLabs) return;
  await Promise.all(remotes.map((remote) => remote.close()));
  await labDown(labName);
});

function contextOf(client: PlanInput['client'] = {}, system: PlanInput['system'] = { name: 'consul' }): SystemContext {
  const plan = planSchema.parse({
    name: 'Consul in a lab',
    cluster: { type: 'lab' },
    system,
    client: { timeoutMs, ...client },
    seed: 1,
  });
  const nodes = remotes.map((remote): SystemNode => ({ name: remote.node, remote }));
  return { plan, nodes, report, signal: never, cacheDirectory: testCacheDirectory };
}

function nodeOf(context: SystemContext, name: string): SystemNode {
  return present(
    context.nodes.find((node) => node.name === name),
    name,
  );
}

/** As a run does it: on all nodes at once, and the first error only after all are done. */
async function onAll<R>(context: SystemContext, work: (node: SystemNode) => Promise<R>): Promise<readonly R[]> {
  const results = await Promise.allSettled(context.nodes.map(work));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

function install(context: SystemContext): Promise<readonly string[]> {
  return onAll(context, (node) => consul.install(node, context));
}

async function bringUp(context: SystemContext): Promise<void> {
  await onAll(context, async (node) => {
    await consul.start(node, context);
    await consul.awaitReady(node, context);
  });
  await consul.prepare(context);
}

async function wipe(context: SystemContext): Promise<void> {
  await onAll(context, (node) => consul.daemon(node).wipe());
}

function op(f: string, value: Json): Op {
  return { index: 0, time: 0, process: 0, type: 'invoke', f, value };
}

async function invoke(context: SystemContext, node: string, f: string, value: Json) {
  const client = consul.clients.register(nodeOf(context, node), context);
  try {
    return await client.invoke(op(f, value), never);
  } finally {
    await client.close();
  }
}

async function statusesOf(context: SystemContext) {
  return onAll(context, async (node) => {
    const probe = present(consul.openStatusProbe?.(node, context), 'a probe of Consul');
    try {
      return { node: node.name, status: await probe.ask(AbortSignal.timeout(timeoutMs)) };
    } finally {
      await probe.close();
    }
  });
}

async function leadersOf(context: SystemContext): Promise<readonly string[]> {
  const statuses = await statusesOf(context);
  return statuses.flatMap(({ node, status }) => (status.role === 'leader' ? [node] : []));
}

describe.skipIf(cannotMakeLabs)('Consul on five nodes', () => {
  let context: SystemContext;
  const at = (readLevel: ReadLevelName): SystemContext => ({ ...context, plan: contextOf({ readLevel }).plan });

  beforeAll(async () => {
    context = contextOf();
    expect(await install(context)).toEqual(Array(5).fill('1.8.7'));
    const startMs = performance.now();
    await bringUp(context);
    process.stdout.write(`five servers of Consul in ${(performance.now() - startMs).toFixed(0)} ms\n`);
  });

  afterAll(() => wipe(context));

  it.each(levels)('begins as null on every node, read at level %s', async (level) => {
    for (const { node } of remotes) {
      expect(await invoke(at(level), node, 'read', null)).toMatchObject({ type: 'ok', value: null });
    }
  });

  it.each(levels)('writes, compares and sets, and reads at level %s', async (level) => {
    const write = await invoke(at(level), 'n1', 'write', 1);
    expect(write).toMatchObject({ type: 'ok', value: 1, node: 'n1' });
    // A stale read may not see the write yet, and then the cas fails, as it may.
    await expect.poll(() => invoke(at(level), 'n1', 'cas', [1, 4])).toMatchObject({ type: 'ok', value: [1, 4] });
    await expect
      .poll(() => invoke(at(level), 'n1', 'cas', [1, 3]))
      .toMatchObject({ type: 'fail', error: { error: 'compare-failed', found: 4 } });
    const read = await invoke(at(level), 'n1', 'read', null);
    expect(read).toMatchObject({ type: 'ok', value: 4, node: 'n1' });
    expect(read.revision?.modifiedIndex).toBeGreaterThan(write.revision?.modifiedIndex ?? Number.NaN);
    expect(read.revision?.index).toBe(read.revision?.modifiedIndex);
  });

  it('refuses a set by an index that was overtaken', async () => {
    const clients = ['n1', 'n2', 'n3'].map((node) => consul.clients.register(nodeOf(context, node), context));
    await invoke(at('consistent'), 'n1', 'write', 0);
    await expect.poll(() => invoke(context, 'n3', 'read', null)).toMatchObject({ value: 0 });
    const completions = await Promise.all(clients.map((client, i) => client.invoke(op('cas', [0, i + 1]), never)));
    await Promise.all(clients.map((client) => client.close()));
    expect(completions.filter(({ type }) => type === 'ok')).toHaveLength(1);
    expect(completions.filter(({ type }) => type === 'fail')).toHaveLength(2);
  });

  it('has one leader, which every node names, and tells how far each node is', async () => {
    const statuses = await statusesOf(context);
    const [leader] = await leadersOf(context);
    expect(statuses.map(({ node, status }) => [node, status.role, status.leader])).toEqual(
      remotes.map(({ node }) => [node, node === leader ? 'leader' : 'follower', leader]),
    );
    expect(Math.min(...statuses.map(({ status }) => status.index ?? 0))).toBeGreaterThan(5);
  });

  describe('whose server stands still between the read and the write of one cas', () => {
    /** A cas from 1 to 2 through a follower, held before its write. */
    async function heldCas(meanwhile: (follower: string, leader: string) => Promise<void>) {
      const [leader = 'n1'] = await leadersOf(context);
      const follower = leader === 'n1' ? 'n2' : 'n1';
      await expect.poll(() => invoke(at('consistent'), leader, 'write', 1)).toMatchObject({ type: 'ok' });
      const held = { number: 1, meanwhile: () => meanwhile(follower, leader) };
      const node = withHeldRequest(nodeOf(context, follower), held);
      const client = consul.clients.register(node, at('consistent'));
      try {
        return { cas: await client.invoke(op('cas', [1, 2]), never), follower, leader };
      } finally {
        await client.close();
        await consul.daemon(nodeOf(context, follower)).resume();
      }
    }

    it('the cas is refused where another client wrote meanwhile', async () => {
      const { cas, leader } = await heldCas(async (follower, other) => {
        await consul.daemon(nodeOf(context, follower)).pause();
        expect(await invoke(at('consistent'), other, 'write', 9)).toMatchObject({ type: 'ok' });
        await consul.daemon(nodeOf(context, follower)).resume();
      });
      expect(cas).toMatchObject({ type: 'fail' });
      await expect.poll(() => invoke(at('consistent'), leader, 'read', null)).toMatchObject({ type: 'ok', value: 9 });
    });

    it('the cas is unknown where the server never answers, for it may happen when it goes on', async () => {
      const { cas, leader } = await heldCas((follower) => consul.daemon(nodeOf(context, follower)).pause());
      expect(cas).toMatchObject({ type: 'info', error: 'timed-out' });
      // A leader that lost a follower may lose its office for a moment.
      const read = () => invoke(at('consistent'), leader, 'read', null);
      await expect.poll(async () => (await read()).type).toBe('ok');
      expect([1, 2]).toContain((await read()).value);
    });
  });

  it('a server that was killed is started again on its data', async () => {
    const [leader = 'n1'] = await leadersOf(context);
    const other = leader === 'n1' ? 'n2' : 'n1';
    expect(await invoke(at('consistent'), leader, 'write', 3)).toMatchObject({ type: 'ok' });
    await consul.daemon(nodeOf(context, other)).kill();
    expect(await invoke(context, other, 'write', 4)).toMatchObject({ type: 'fail', error: 'connection-refused' });
    await consul.restart(nodeOf(context, other), context);
    await consul.awaitReady(nodeOf(context, other), context);
    expect(await invoke(at('consistent'), other, 'read', null)).toMatchObject({ type: 'ok', value: 3 });
  });
});

describe.skipIf(cannotMakeLabs)('Consul cut in two', () => {
  let context: SystemContext;
  const at = (client: PlanInput['client']): SystemContext => ({ ...context, plan: contextOf(client).plan });
  /** Cut off from three nodes, together with one other. */
  let deposed: string;
  let elected: string;

  beforeAll(async () => {
    context = contextOf();
    await install(context);
    await bringUp(context);
    deposed = present((await leadersOf(context))[0], 'a leader');
    expect(await invoke(context, deposed, 'write', 1)).toMatchObject({ type: 'ok' });
    const minority = [deposed, deposed === 'n1' ? 'n2' : 'n1'];
    const majority = remotes.map((remote) => remote.node).filter((node) => !minority.includes(node));
    const dropping = (nodes: readonly string[], others: readonly string[]) => nodes.map((node) => [node, others]);
    await iptablesNet(remotes).cut(
      Object.fromEntries([...dropping(minority, majority), ...dropping(majority, minority)]),
    );
    elected = present(majority[0], 'a node of the majority');
  });

  afterAll(async () => {
    await iptablesNet(remotes).heal();
    await wipe(context);
  });

  // The majority elects its leader first; votes that split, on a busy machine, take it some rounds.
  it('the majority takes writes, which a stale read in the minority does not see', { timeout: 60_000 }, async () => {
    await expect.poll(() => invoke(context, elected, 'write', 3)).toMatchObject({ type: 'ok' });
    expect(await invoke(at({ readLevel: 'consistent' }), elected, 'read', null)).toMatchObject({
      type: 'ok',
      value: 3,
    });
    expect(await invoke(context, deposed, 'read', null)).toMatchObject({ type: 'ok', value: 1, node: deposed });
  });

  it('a deposed leader knows no leader any more, and says so', { timeout: 60_000 }, async () => {
    await expect.poll(() => leadersOf(context)).toEqual([expect.not.stringMatching(deposed)]);
    const statuses = await statusesOf(context);
    const own = statuses.find(({ node }) => node === deposed)?.status;
    expect(own?.leader).toBeUndefined();
  });

  it('reads of the leader and writes end at the time limit, with nobody to take them', async () => {
    const [standard, consistent, write, cas] = await Promise.all([
      invoke(at({ readLevel: 'default' }), deposed, 'read', null),
      invoke(at({ readLevel: 'consistent' }), deposed, 'read', null),
      invoke(context, deposed, 'write', 2),
      invoke(at({ readLevel: 'default' }), deposed, 'cas', [1, 2]),
    ]);
    expect(standard).toMatchObject({ type: 'fail', error: 'timed-out' });
    expect(consistent).toMatchObject({ type: 'fail', error: 'timed-out' });
    expect(write).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(cas).toMatchObject({ type: 'fail', error: 'timed-out' });
  });

  it('a client that waits longer is told that there is no leader, and calls its write unknown', async () => {
    const startMs = performance.now();
    const [read, write] = await Promise.all([
      invoke(at({ readLevel: 'default', timeoutMs: 20_000 }), deposed, 'read', null),
      invoke(at({ timeoutMs: 20_000 }), deposed, 'write', 2),
    ]);
    const error = { status: 500, error: 'no-leader', message: 'No cluster leader' };
    expect(read).toMatchObject({ type: 'fail', error });
    expect(write).toMatchObject({ type: 'info', error });
    expect(performance.now() - startMs).toBeGreaterThan(6900);
  });
});

describe.skipIf(cannotMakeLabs)('a server of Consul that does not come up', () => {
  it('is named, with the end of its log', async () => {
    const context = contextOf();
    await install(context);
    const n2 = nodeOf(context, 'n2');
    const occupier = `exec python3 -c 'import socket,time
s=socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("${n2.remote.address}",8300)); s.listen(); open("/tmp/occupied", "w"); time.sleep(600)'`;
    const { stdout: pid } = await n2.remote.shell(
      `(${occupier}) > /dev/null 2>&1 < /dev/null & echo $!; until [ -e /tmp/occupied ]; do sleep 0.05; done`,
      {
        asRoot: true,
      },
    );
    try {
      const error = await bringUp(context).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NodeNotReadyError);
      expect(error).toMatchObject({
        failure: {
          message: expect.stringMatching(/^n2: Consul exited while starting: .*in use/),
          node: 'n2',
          log: expect.arrayContaining([expect.stringContaining('address already in use')]),
        },
      });
    } finally {
      await n2.remote.exec(['kill', pid.trim()], { asRoot: true });
      await wipe(context);
    }
  });
});

describe.skipIf(cannotMakeLabs)('wiping Consul', () => {
  it('leaves no process and no data, and may be done twice', async () => {
    const context = contextOf();
    await install(context);
    await bringUp(context);
    await wipe(context);
    await wipe(context);
    for (const remote of remotes) {
      const left = await remote.shell('ls -d /var/lib/clew/consul /run/clew/consul.pid', { allowFailure: true });
      expect(left.stdout).toBe('');
      const script =
        'for p in /proc/[0-9]*; do grep -qzxF -- -bootstrap-expect "$p/cmdline" 2>/dev/null && echo "$p"; done';
      expect((await remote.shell(script, { allowFailure: true })).stdout).toBe('');
    }
  });
});
