import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { wholeText } from '@/lib/base/wording';
import type { ReadLevelName } from '@/lib/catalog/systems/registry';
import type { Op } from '@/lib/history/op';
import { type PlanInput, planSchema } from '@/lib/plan/plan';
import { labAddress, labDown, labUp } from '../../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../../lab/test-lab';
import { connectCluster } from '../../nodes/cluster';
import { iptablesNet } from '../../nodes/net/iptables';
import type { Remote } from '../../nodes/remote';
import type { Client, Reporter } from '../kit/client';
import { withHeldRequest } from '../kit/held-request.fixture';
import { connectOnly } from '../kit/http/scripted-node';
import { NodeNotReadyError } from '../kit/node-not-ready';
import type { SystemContext, SystemNode } from '../kit/system';
import { EtcdClient } from './client';
import { etcd } from './etcd';

/** Longer than an operation takes on a busy machine, shorter than etcd's own 7 s. */
const timeoutMs = 2000;
const never = new AbortController().signal;
const logged: string[] = [];
const report: Reporter = {
  step: (_title, _node, work) => work(),
  log: (source, message) => void logged.push(`${source} - ${wholeText(message)}`),
};

const labName = testLabName('etcd');
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

function contextOf(
  options: { readonly system?: PlanInput['system']; readonly readLevel?: ReadLevelName } = {},
): SystemContext {
  const plan = planSchema.parse({
    name: 'etcd in a lab',
    cluster: { type: 'lab' },
    system: options.system ?? { name: 'etcd' },
    client: { readLevel: options.readLevel ?? 'local', timeoutMs },
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

/** The same node over a connection of this process; a lab's nodes are reached from the machine that it is on. */
function withoutTunnel({ name, remote }: SystemNode): SystemNode {
  return {
    name,
    remote: connectOnly(name, async () => connect(2379, remote.address).setNoDelay(true), remote.address),
  };
}

async function install(context: SystemContext): Promise<readonly string[]> {
  return onAll(context, (node) => etcd.install(node, context));
}

/** The version that was found decides how a context's clients talk. */
async function installed(options: Parameters<typeof contextOf>[0]): Promise<SystemContext> {
  const context = contextOf(options);
  await install(context);
  return context;
}

async function bringUp(context: SystemContext): Promise<void> {
  await onAll(context, async (node) => {
    await etcd.start(node, context);
    await etcd.awaitReady(node, context);
  });
  await etcd.prepare(context);
}

async function wipe(context: SystemContext): Promise<void> {
  await onAll(context, (node) => etcd.daemon(node).wipe());
}

function op(f: string, value: Json): Op {
  return { index: 0, time: 0, process: 0, type: 'invoke', f, value };
}

async function invoke(context: SystemContext, node: string, f: string, value: Json) {
  const client = etcd.clients.register(nodeOf(context, node), context);
  try {
    return await client.invoke(op(f, value), never);
  } finally {
    await client.close();
  }
}

async function statusesOf(context: SystemContext) {
  return onAll(context, async (node) => {
    const probe = present(etcd.openStatusProbe?.(node, context), 'a probe of etcd');
    const status = await probe.ask(AbortSignal.timeout(timeoutMs));
    await probe.close();
    return { node: node.name, status };
  });
}

/** Processes whose program is etcd, zombies aside. */
async function etcdProcesses(remote: Remote): Promise<string> {
  const script = 'for p in /proc/[0-9]*; do grep -qzxF -- --enable-v2 "$p/cmdline" 2>/dev/null && echo "$p"; done';
  return (await remote.shell(script, { allowFailure: true })).stdout;
}

describe.skipIf(cannotMakeLabs)('etcd on five nodes', () => {
  const context = new Map<ReadLevelName, SystemContext>();
  const at = (readLevel: ReadLevelName) => present(context.get(readLevel), readLevel);

  beforeAll(async () => {
    for (const readLevel of ['leader', 'quorum'] as const) context.set(readLevel, await installed({ readLevel }));
    context.set('local', contextOf({ readLevel: 'local' }));
    const installStartMs = performance.now();
    expect(await install(at('local'))).toEqual(Array(5).fill('3.4.23'));
    const installMs = performance.now() - installStartMs;
    const startMs = performance.now();
    await bringUp(at('local'));
    const readyMs = performance.now() - startMs;
    process.stdout.write(`etcd installed in ${installMs.toFixed(0)} ms, five members in ${readyMs.toFixed(0)} ms\n`);
    expect(readyMs).toBeLessThan(10_000);
  });

  afterAll(() => wipe(at('local')));

  it('says of each that it is ready', () => {
    for (const { node } of remotes) expect(logged).toContain(`clew.system.etcd - ${node} etcd ready`);
  });

  it.each(['local', 'leader', 'quorum'] as const)('begins as null on every node, read at level %s', async (level) => {
    for (const { node } of remotes) {
      expect(await invoke(at(level), node, 'read', null)).toMatchObject({ type: 'ok', value: null });
    }
  });

  it.each(['local', 'leader', 'quorum'] as const)('writes, compares and sets, and reads at level %s', async (level) => {
    expect(await invoke(at(level), 'n1', 'write', 1)).toMatchObject({ type: 'ok', value: 1, node: 'n1' });
    expect(await invoke(at(level), 'n1', 'cas', [1, 4])).toMatchObject({ type: 'ok', value: [1, 4] });
    const refused = await invoke(at(level), 'n1', 'cas', [1, 3]);
    expect(refused).toMatchObject({ type: 'fail', error: { errorCode: 101, cause: '[1 != 4]' } });
    const read = await invoke(at(level), 'n1', 'read', null);
    expect(read).toMatchObject({ type: 'ok', value: 4 });
    expect(read.revision?.modifiedIndex).toBeGreaterThan(0);
    expect(read.revision?.index).toBeGreaterThanOrEqual(read.revision?.modifiedIndex ?? 0);
  });

  it('has one leader, which every node names, and tells how far each node is', async () => {
    expect(await invoke(at('quorum'), 'n1', 'write', 1)).toMatchObject({ type: 'ok' });
    const statuses = await statusesOf(at('local'));
    const [leader] = statuses.filter(({ status }) => status.role === 'leader').map(({ node }) => node);
    expect(statuses.map(({ node, status }) => [node, status.role, status.leader])).toEqual(
      remotes.map(({ node }) => [node, node === leader ? 'leader' : 'follower', leader]),
    );
    for (const { status } of statuses) expect(status).toMatchObject({ term: statuses[0]?.status.term });
    expect(Math.max(...statuses.map(({ status }) => status.index ?? 0))).toBeGreaterThan(5);
  });

  it('answers through the tunnel in milliseconds', async () => {
    for (const level of ['local', 'leader', 'quorum'] as const) {
      for (const [f, value] of [['read', null] as const, ['write', 2] as const]) {
        const node = nodeOf(at(level), 'n3');
        const tunnelled = etcd.clients.register(node, at(level));
        const direct = etcd.clients.register(withoutTunnel(node), at(level));
        const invokeMs = async (client: Client) => {
          const startMs = performance.now();
          expect(await client.invoke(op(f, value), never)).toMatchObject({ type: 'ok' });
          return performance.now() - startMs;
        };
        const times: number[] = [];
        const costs: number[] = [];
        for (let i = 0; i < 100; i++) {
          const ms = await invokeMs(tunnelled);
          times.push(ms);
          costs.push(ms - (await invokeMs(direct)));
        }
        await Promise.all([tunnelled.close(), direct.close()]);
        for (const list of [times, costs]) list.sort((a, b) => a - b);
        const [median, p95, cost] = [times[50], times[95], costs[50]].map((ms) => ms?.toFixed(2));
        process.stdout.write(`${level} ${f}: median ${median} ms, p95 ${p95} ms, of which the tunnel ${cost} ms\n`);
        expect(times[50]).toBeLessThan(200);
        // A busy machine slows both ways; a tunnel that waits to fill its packets costs 40 ms each time.
        expect(costs[50]).toBeLessThan(20);
      }
    }
  });
});

describe.skipIf(cannotMakeLabs)('etcd cut in two', () => {
  const context = new Map<ReadLevelName, SystemContext>();
  const at = (readLevel: ReadLevelName) => present(context.get(readLevel), readLevel);
  /** Cut off from three nodes, together with one other. */
  let minorityLeader: string;
  let majorityNode: string;

  beforeAll(async () => {
    for (const readLevel of ['local', 'leader', 'quorum'] as const)
      context.set(readLevel, await installed({ readLevel }));
    await bringUp(at('local'));
    expect(await invoke(at('local'), 'n1', 'write', 1)).toMatchObject({ type: 'ok' });
    minorityLeader = (await invoke(at('leader'), 'n1', 'read', null)).node ?? 'n1';
    const minority = [minorityLeader, minorityLeader === 'n1' ? 'n2' : 'n1'];
    const majority = remotes.map((remote) => remote.node).filter((node) => !minority.includes(node));
    [majorityNode = ''] = majority;
    const dropping = (nodes: readonly string[], others: readonly string[]) => nodes.map((node) => [node, others]);
    await iptablesNet(remotes).cut(
      Object.fromEntries([...dropping(minority, majority), ...dropping(majority, minority)]),
    );
  });

  afterAll(async () => {
    await iptablesNet(remotes).heal();
    await wipe(at('local'));
  });

  it('a write and a quorum read in the minority are unknown at the time limit', async () => {
    // A timer of the same length is as late as the machine is busy.
    const limit = pause(timeoutMs).then(() => performance.now());
    const [write, read] = await Promise.all([
      invoke(at('local'), minorityLeader, 'write', 2),
      invoke(at('quorum'), minorityLeader, 'read', null),
    ]);
    expect(write).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(read).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(performance.now() - (await limit)).toBeLessThan(500);
  });

  it('the majority has a leader of its own, and the one cut off falls behind and names none', {
    timeout: 60_000,
  }, async () => {
    const leaders = async () => {
      const statuses = await statusesOf(at('local'));
      return statuses.flatMap(({ node, status }) => (status.role === 'leader' ? [node] : []));
    };
    await expect.poll(leaders).toEqual([expect.not.stringMatching(minorityLeader)]);
    const statuses = await statusesOf(at('local'));
    const statusOf = (name: string) => statuses.find(({ node }) => node === name)?.status;
    const [elected = ''] = statuses.flatMap(({ node, status }) => (status.role === 'leader' ? [node] : []));
    expect(statusOf(minorityLeader)?.leader).toBeUndefined();
    expect(statusOf(minorityLeader)?.index).toBeLessThan(statusOf(elected)?.index ?? 0);
  });

  // The majority elects its leader first; votes that split, on a busy machine, take it some rounds.
  it('the majority takes writes, which a local read in the minority does not see', { timeout: 60_000 }, async () => {
    const client = etcd.clients.register(nodeOf(at('quorum'), majorityNode), at('quorum'));
    await expect.poll(() => client.invoke(op('write', 3), never)).toMatchObject({ type: 'ok' });
    await client.close();
    expect(await invoke(at('quorum'), majorityNode, 'read', null)).toMatchObject({ type: 'ok', value: 3 });
    expect(await invoke(at('local'), minorityLeader, 'read', null)).toMatchObject({ type: 'ok', value: 1 });
  });

  it('a leader read in the minority is refused once the deposed leader knows', async () => {
    await expect
      .poll(() => invoke(at('leader'), minorityLeader, 'read', null))
      .toMatchObject({ type: 'fail', error: 'no-leader' });
  });
});

describe.skipIf(cannotMakeLabs)('etcd whose leader stands still between two requests of one read', () => {
  let context: SystemContext;

  beforeAll(async () => {
    context = await installed({ readLevel: 'leader' });
    await bringUp(context);
  });

  afterAll(() => wipe(context));

  /** The requests: of the follower its Raft and the members; of the leader that it names its Raft, the value, its Raft. */
  function readThrough(follower: string, held: string, request: Parameters<typeof withHeldRequest>[1]) {
    const nodes = context.nodes.map((node) => (node.name === held ? withHeldRequest(node, request) : node));
    const asked = nodeOf({ ...context, nodes }, follower);
    // The read waits until another leader is elected.
    const client = new EtcdClient(asked, nodes, { readLevel: 'leader', timeoutMs: 60_000, hasConsistentReads: false });
    return client.invoke(op('read', null), never).finally(() => client.close());
  }

  it('is answered by the leader where it was the follower that stood still before it named it', async () => {
    expect(await invoke(context, 'n1', 'write', 3)).toMatchObject({ type: 'ok' });
    const leader = present((await invoke(context, 'n1', 'read', null)).node, 'the leader');
    const follower = leader === 'n1' ? 'n2' : 'n1';
    let held = 0;
    const meanwhile = async () => {
      held++;
      await etcd.daemon(nodeOf(context, follower)).pause();
      expect(await invoke(context, leader, 'write', 4)).toMatchObject({ type: 'ok' });
      await etcd.daemon(nodeOf(context, follower)).resume();
    };
    const read = await readThrough(follower, follower, { number: 1, meanwhile });
    expect(held).toBe(1);
    expect(read).toMatchObject({ type: 'ok', value: 4 });
  });

  it.each([0, 1, 2])(
    'is answered by a node that leads, held before request %i',
    { timeout: 120_000 },
    async (number) => {
      const [acknowledged, later] = [10 * number, 10 * number + 1];
      expect(await invoke(context, 'n1', 'write', acknowledged)).toMatchObject({ type: 'ok' });
      const leader = present((await invoke(context, 'n1', 'read', null)).node, 'the leader');
      const other = leader === 'n1' ? 'n2' : 'n1';
      const daemon = etcd.daemon(nodeOf(context, leader));
      let held = 0;
      const meanwhile = async () => {
        held++;
        await daemon.pause();
        const write = () => invoke(context, other, 'write', later);
        await expect.poll(write).toMatchObject({ type: 'ok' });
        await daemon.resume();
        const roleOf = async () => (await statusesOf(context)).find(({ node }) => node === leader)?.status.role;
        await expect.poll(roleOf).toBe('follower');
      };
      const read = await readThrough(other, leader, { number, meanwhile });
      expect(held).toBe(1);
      expect(read).toMatchObject({ type: 'ok', value: later });
      expect(read.node).not.toBe(leader);
    },
  );
});

describe.skipIf(cannotMakeLabs)('a node of etcd that does not come up', () => {
  const occupier = `exec python3 -c 'import socket,time
s=socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("ADDRESS",2380)); s.listen(); open("/tmp/occupied", "w"); time.sleep(600)'`;

  it('is named, with the end of its log, as soon as its process is gone', async () => {
    const context = contextOf({ system: { name: 'etcd', source: { from: 'node', path: '/opt/clew/broken' } } });
    const script = `mkdir -p /opt/clew && cat > /opt/clew/broken && chmod 755 /opt/clew/broken`;
    const stdin = `#!/bin/sh
[ "$1" = --version ] && echo "etcd Version: 3.4.23" && exit
for i in $(seq 30); do echo "line $i"; done
exit 1
`;
    for (const remote of remotes) await remote.shell(script, { stdin, asRoot: true });
    await install(context);
    const startMs = performance.now();
    const error = await bringUp(context).catch((reason: unknown) => reason);
    expect(performance.now() - startMs).toBeLessThan(5000);
    expect(error).toBeInstanceOf(NodeNotReadyError);
    expect(error).toMatchObject({
      failure: {
        message: expect.stringMatching(/^n[1-5]: etcd exited while starting: line 30$/),
        node: expect.stringMatching(/^n[1-5]$/),
        cure: expect.stringContaining('2380'),
        log: Array.from({ length: 20 }, (_line, i) => `line ${i + 11}`),
      },
    });
    await wipe(context);
  });

  it('fails the others, too, when its port is taken', async () => {
    const context = contextOf();
    await install(context);
    const n2 = nodeOf(context, 'n2');
    const { stdout: pid } = await n2.remote.shell(
      `(${occupier.replace('ADDRESS', n2.remote.address)}) > /dev/null 2>&1 < /dev/null & echo $!; until [ -e /tmp/occupied ]; do sleep 0.05; done`,
      { asRoot: true },
    );
    try {
      await expect(bringUp(context)).rejects.toMatchObject({
        name: 'NodeNotReadyError',
        failure: {
          message: expect.stringMatching(/^n2: etcd exited while starting: .*address already in use/),
          node: 'n2',
          log: expect.arrayContaining([expect.stringContaining('address already in use')]),
        },
      });
    } finally {
      await n2.remote.exec(['kill', pid.trim()], { asRoot: true });
      await wipe(context);
    }
  });

  it('because the plan names a binary that is not there is refused before anything starts', async () => {
    const context = contextOf({ system: { name: 'etcd', source: { from: 'node', path: '/no/such/etcd' } } });
    await expect(install(context)).rejects.toMatchObject({
      name: 'ClewError',
      failure: { message: 'n1 has no program at /no/such/etcd', node: 'n1', cure: expect.any(String) },
    });
  });

  it('because the plan names a program that is no etcd is refused before anything starts', async () => {
    const context = contextOf({ system: { name: 'etcd', source: { from: 'node', path: '/bin/false' } } });
    await expect(install(context)).rejects.toMatchObject({
      failure: {
        message: expect.stringMatching(/^n1: \/bin\/false --version ended with exit code 1 and named no version: ./),
        node: 'n1',
      },
    });
  });
});

describe.skipIf(cannotMakeLabs)('wiping etcd', () => {
  it('leaves no process and no data, and may be done twice', async () => {
    const context = contextOf();
    await install(context);
    await bringUp(context);
    expect(await etcdProcesses(remotes[0] as Remote)).not.toBe('');
    await wipe(context);
    await wipe(context);
    for (const remote of remotes) {
      expect(await etcdProcesses(remote)).toBe('');
      const left = await remote.shell('ls -d /var/lib/clew/etcd /run/clew/etcd.pid', { allowFailure: true });
      expect(left.stdout).toBe('');
    }
  });

  it('is not needed before a start: what an earlier run left is ended and its data is gone', async () => {
    const earlier = contextOf();
    await install(earlier);
    await bringUp(earlier);
    expect(await invoke(earlier, 'n1', 'write', 3)).toMatchObject({ type: 'ok' });
    const context = contextOf();
    await install(context);
    await bringUp(context);
    expect(await invoke(context, 'n1', 'read', null)).toMatchObject({ type: 'ok', value: null });
    expect((await etcdProcesses(remotes[0] as Remote)).trim().split('\n')).toHaveLength(1);
    await wipe(context);
  });

  it('spares a stranger that got the number of a process of ours', async () => {
    const remote = remotes[0] as Remote;
    const context = contextOf();
    const { stdout } = await remote.shell(
      'mkdir -p /run/clew; sleep 60 > /dev/null 2>&1 & echo $! | tee /run/clew/etcd.pid',
      {
        asRoot: true,
      },
    );
    await etcd.daemon(nodeOf(context, 'n1')).wipe();
    await remote.exec(['kill', stdout.trim()], { asRoot: true });
  });
});
