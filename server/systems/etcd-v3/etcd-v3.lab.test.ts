import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { type PlanInput, planSchema } from '@/lib/plan/plan';
import { labAddress, labDown, labUp } from '../../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../../lab/test-lab';
import { connectCluster } from '../../nodes/cluster';
import { iptablesNet } from '../../nodes/net/iptables';
import type { Remote } from '../../nodes/remote';
import { clientPort } from '../etcd/member';
import type { Client, Reporter } from '../kit/client';
import { withHeldRequest } from '../kit/held-request.fixture';
import { bodyOf } from '../kit/http/ask';
import { NodeHttp } from '../kit/http/node-http';
import { openClient, type SystemContext, type SystemNode } from '../kit/system';
import { parsedRange, prefixRequest } from './api';
import { etcdV3 } from './etcd-v3';

/** Longer than an operation takes on a busy machine, shorter than etcd's own 7 s. */
const timeoutMs = 2000;
const never = new AbortController().signal;
const report: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };

const labName = testLabName('etcd-v3');
let remotes: readonly Remote[];

beforeAll(async () => {
  if (cannotMakeLabs) return;
  const lab = await labUp({ name: labName, nodes: 3, ownerPid: process.pid });
  remotes = await connectCluster(labAddress(lab), { dataDirectory: testCacheDirectory });
  const context = contextOf({});
  await onAll(context, (node) => etcdV3.install(node, context));
  await onAll(context, async (node) => {
    await etcdV3.start(node, context);
    await etcdV3.awaitReady(node, context);
  });
  await etcdV3.prepare(context);
});

afterAll(async () => {
  if (cannotMakeLabs) return;
  const context = contextOf({});
  await onAll(context, (node) => etcdV3.daemon(node).wipe());
  await Promise.all(remotes.map((remote) => remote.close()));
  await labDown(labName);
});

/** The nodes of one list share what the system knows of the cluster. */
let nodes: readonly SystemNode[] | undefined;

function contextOf(changes: Partial<PlanInput>): SystemContext {
  const plan = planSchema.parse({
    name: 'etcd v3 in a lab',
    cluster: { type: 'lab', nodes: 3 },
    system: { name: 'etcd-v3' },
    client: { timeoutMs },
    seed: 1,
    ...changes,
  });
  nodes ??= remotes.map((remote): SystemNode => ({ name: remote.node, remote }));
  return { plan, nodes, report, signal: never, cacheDirectory: testCacheDirectory };
}

const local = contextChange('serializable');
const latest = contextChange('linearizable');

function contextChange(readLevel: 'serializable' | 'linearizable'): Partial<PlanInput> {
  return { client: { readLevel, timeoutMs } };
}

/** As a run does it: on all nodes at once, and the first error only after all are done. */
async function onAll<R>(context: SystemContext, work: (node: SystemNode) => Promise<R>): Promise<readonly R[]> {
  const results = await Promise.allSettled(context.nodes.map(work));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

function op(f: string, value: Json): Op {
  return { index: 0, time: 0, process: 0, type: 'invoke', f, value };
}

function open(name: string, changes: Partial<PlanInput> = {}): Client {
  const context = contextOf(changes);
  const node = context.nodes.find((candidate) => candidate.name === name);
  return openClient(etcdV3, present(node, name), context);
}

async function invoke(name: string, f: string, value: Json, changes: Partial<PlanInput> = {}, key?: Json) {
  const client = open(name, changes);
  try {
    return await client.invoke({ ...op(f, value), ...(key === undefined ? {} : { key }) }, never);
  } finally {
    await client.close();
  }
}

async function statuses() {
  const context = contextOf({});
  return onAll(context, async (node) => {
    const probe = present(etcdV3.openStatusProbe?.(node, context), 'a probe');
    const status = await probe.ask(AbortSignal.timeout(timeoutMs));
    await probe.close();
    return { node: node.name, ...status };
  });
}

describe.skipIf(cannotMakeLabs)('the v3 API on three nodes', () => {
  it('begins as null, is written, compared and set, and read at both levels', async () => {
    expect(await invoke('n2', 'read', null)).toMatchObject({ type: 'ok', value: null });
    const wrote = await invoke('n1', 'write', 1);
    expect(wrote).toMatchObject({ type: 'ok', value: 1 });
    expect(await invoke('n2', 'cas', [1, 4])).toMatchObject({ type: 'ok' });
    expect(await invoke('n3', 'cas', [1, 3])).toMatchObject({ type: 'fail', error: { found: 4 } });
    const read = await invoke('n3', 'read', null, latest);
    expect(read).toMatchObject({ type: 'ok', value: 4 });
    expect(read.revision?.modifiedIndex).toBe((wrote.revision?.modifiedIndex ?? 0) + 1);
    expect(await invoke('n3', 'read', null, local)).toMatchObject({ type: 'ok', value: 4 });
  });

  it('keeps keys apart, and the elements of a set', async () => {
    const registers = { workload: { name: 'registers' } } as const;
    expect(await invoke('n1', 'write', 2, registers, 7)).toMatchObject({ type: 'ok' });
    expect(await invoke('n1', 'cas', [2, 3], registers, 8)).toMatchObject({ type: 'fail', error: { found: null } });
    expect(await invoke('n2', 'read', null, registers, 7)).toMatchObject({ type: 'ok', value: 2 });
    const set = { workload: { name: 'set' } } as const;
    for (const element of [0, 10, 2]) expect(await invoke('n1', 'add', element, set)).toMatchObject({ type: 'ok' });
    const { value } = await invoke('n3', 'read', null, set);
    expect([...(value as readonly number[])].sort((a, b) => a - b)).toEqual([0, 2, 10]);
  });

  it('names the leader by its name', async () => {
    const told = await statuses();
    const [leader] = told.filter(({ role }) => role === 'leader');
    expect(told.map((status) => status.leader)).toEqual([leader?.node, leader?.node, leader?.node]);
  });
});

describe.skipIf(cannotMakeLabs)('lists', () => {
  const lists = { workload: { name: 'list-append' }, client: { timeoutMs, readLevel: 'linearizable' } } as const;
  const transact = (name: string, value: Json, changes: Partial<PlanInput> = lists) =>
    invoke(name, 'txn', value, changes);

  it('are appended to and read in transactions, from every node and at both levels', async () => {
    expect(await transact('n1', [['r', 1, null]])).toMatchObject({ type: 'ok', value: [['r', 1, []]] });
    const wrote = await transact('n2', [
      ['append', 1, 5],
      ['r', 1, null],
      ['append', 1, 6],
      ['append', 2, 7],
    ]);
    expect(wrote).toMatchObject({
      type: 'ok',
      value: [
        ['append', 1, 5],
        ['r', 1, [5]],
        ['append', 1, 6],
        ['append', 2, 7],
      ],
    });
    const both = [
      ['r', 1, null],
      ['r', 2, null],
    ];
    expect(await transact('n3', both)).toMatchObject({
      ...{
        type: 'ok',
        value: [
          ['r', 1, [5, 6]],
          ['r', 2, [7]],
        ],
      },
      revision: { index: wrote.revision?.modifiedIndex },
    });
    const local = { ...lists, client: { timeoutMs, readLevel: 'serializable' } } as const;
    expect(await transact('n2', both, local)).toMatchObject({
      value: [
        ['r', 1, [5, 6]],
        ['r', 2, [7]],
      ],
    });
  });

  it('or registers are read and written in transactions, by what forks are looked for with as well', async () => {
    for (const name of ['rw-register', 'long-fork'] as const) {
      const registers = { workload: { name }, client: { timeoutMs, readLevel: 'linearizable' } } as const;
      const key = name === 'long-fork' ? 101 : 100;
      const steps: Json = [
        ['r', key, null],
        ['w', key, 5],
      ];
      expect(await transact('n1', steps, registers)).toMatchObject({ type: 'ok', value: steps });
      expect(await transact('n2', [['r', key, null]], registers)).toMatchObject({ type: 'ok', value: [['r', key, 5]] });
    }
  });

  it('are left as they are where one that was read changes before the write, and its node stands still meanwhile', async () => {
    const node = present(contextOf(lists).nodes[0], 'a node');
    const held = openClient(
      etcdV3,
      withHeldRequest(node, {
        number: 1,
        meanwhile: async () => {
          await etcdV3.daemon(node).pause();
          await expect.poll(() => transact('n2', [['append', 3, 1]])).toMatchObject({ type: 'ok' });
          await etcdV3.daemon(node).resume();
        },
      }),
      contextOf({ ...lists, client: { ...lists.client, timeoutMs: 60_000 } }),
    );
    const steps: Json = [
      ['r', 3, null],
      ['append', 4, 2],
    ];
    expect(await held.invoke(op('txn', steps), never)).toMatchObject({ type: 'fail', error: 'compare-failed' });
    await held.close();
    const after = [
      ['r', 3, null],
      ['r', 4, null],
    ];
    await expect
      .poll(() => transact('n3', after))
      .toMatchObject({
        type: 'ok',
        value: [
          ['r', 3, [1]],
          ['r', 4, []],
        ],
      });
  });
});

describe.skipIf(cannotMakeLabs)('a lock', () => {
  const mutex = { workload: { name: 'mutex' }, client: { timeoutMs } } as const;

  it('is held by one at a time, and by the next when it is released', async () => {
    const [first, second] = await Promise.all([open('n1', mutex), open('n2', mutex)]);
    expect(await first.invoke(op('acquire', null), never)).toMatchObject({ type: 'ok' });
    let isSecond = false;
    const waiting = second.invoke(op('acquire', null), never).then((completion) => {
      isSecond = true;
      return completion;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isSecond).toBe(false);
    expect(await first.invoke(op('release', null), never)).toMatchObject({ type: 'ok' });
    expect(await waiting).toMatchObject({ type: 'ok' });
    expect(await second.invoke(op('release', null), never)).toMatchObject({ type: 'ok' });
    await Promise.all([first.close(), second.close()]);
  });

  it('is released when its client crashes, long before its lease ends', async () => {
    const crashed = open('n1', mutex);
    expect(await crashed.invoke(op('acquire', null), never)).toMatchObject({ type: 'ok' });
    const next = open('n2', mutex);
    expect(await next.invoke(op('acquire', null), never)).toMatchObject({ type: 'info', error: 'timed-out' });
    await next.close();
    await crashed.close();
    const third = open('n3', mutex);
    expect(await third.invoke(op('acquire', null), never)).toMatchObject({ type: 'ok' });
    expect(await third.invoke(op('release', null), never)).toMatchObject({ type: 'ok' });
    await third.close();
  });

  describe('whose node stands still between the lease and the lock', () => {
    /** A node whose pause calls no election, and another one. */
    let node: SystemNode;
    let elsewhere: string;

    beforeAll(async () => {
      const [follower, other] = (await statuses()).toSorted(
        (a, b) => Number(a.role === 'leader') - Number(b.role === 'leader'),
      );
      const name = present(follower, 'a follower').node;
      node = present(
        contextOf(mutex).nodes.find((candidate) => candidate.name === name),
        name,
      );
      elsewhere = present(other, 'another node').node;
    });

    /** Of an acquire that waits for minutes, held before its second request. */
    const heldClient = (meanwhile: () => Promise<void>, limitMs = 60_000) =>
      openClient(
        etcdV3,
        withHeldRequest(node, { number: 1, meanwhile }),
        contextOf({ ...mutex, client: { timeoutMs: limitMs } }),
      );

    async function queued(): Promise<number> {
      const http = new NodeHttp(node.remote, clientPort);
      const body = await bodyOf(http, prefixRequest('clew/lock/', { isSerializable: false }), never);
      await http.close();
      return parsedRange(body ?? '')?.length ?? 0;
    }

    it('is not held before the client lets go of it that came meanwhile', async () => {
      const other = open(elsewhere, mutex);
      const held = heldClient(async () => {
        await etcdV3.daemon(node).pause();
        expect(await other.invoke(op('acquire', null), never)).toMatchObject({ type: 'ok' });
        await etcdV3.daemon(node).resume();
      });
      const done: string[] = [];
      const acquiring = held.invoke(op('acquire', null), never).finally(() => done.push('acquire'));
      await expect.poll(queued).toBe(2);
      expect(done).toEqual([]);
      expect(await other.invoke(op('release', null), never)).toMatchObject({ type: 'ok' });
      expect(await acquiring).toMatchObject({ type: 'ok' });
      expect(await held.invoke(op('release', null), never)).toMatchObject({ type: 'ok' });
      await Promise.all([held.close(), other.close()]);
    });

    it('may be held where the node never answers, and is free again once the client has gone', async () => {
      const held = heldClient(() => etcdV3.daemon(node).pause(), 500);
      expect(await held.invoke(op('acquire', null), never)).toMatchObject({ type: 'info', error: 'timed-out' });
      await held.close();
      await etcdV3.daemon(node).resume();
      const next = open(elsewhere, mutex);
      await expect.poll(() => next.invoke(op('acquire', null), never)).toMatchObject({ type: 'ok' });
      expect(await next.invoke(op('release', null), never)).toMatchObject({ type: 'ok' });
      await next.close();
    });
  });
});

describe.skipIf(cannotMakeLabs)('the v3 API with a leader cut off', () => {
  it('answers serializable reads there with the old value, and refuses what needs a majority', {
    timeout: 90_000,
  }, async () => {
    expect(await invoke('n1', 'write', 1)).toMatchObject({ type: 'ok' });
    const leader = (await statuses()).find(({ role }) => role === 'leader')?.node ?? 'n1';
    const others = remotes.map(({ node }) => node).filter((node) => node !== leader);
    const [other = ''] = others;
    // What was acknowledged has reached a majority, and this node only in a moment.
    await expect.poll(async () => (await invoke(leader, 'read', null, local)).value).toBe(1);
    await iptablesNet(remotes).cut({ [leader]: others, ...Object.fromEntries(others.map((node) => [node, [leader]])) });
    try {
      const [write, read] = await Promise.all([invoke(leader, 'write', 2), invoke(leader, 'read', null, latest)]);
      expect(write).toMatchObject({ type: 'info', error: 'timed-out' });
      expect(read).toMatchObject({ type: 'info' });
      await expect.poll(() => invoke(other, 'write', 3), { timeout: 60_000 }).toMatchObject({ type: 'ok' });
      expect(await invoke(other, 'read', null, latest)).toMatchObject({ type: 'ok', value: 3 });
      expect(await invoke(leader, 'read', null, local)).toMatchObject({ type: 'ok', value: 1 });
    } finally {
      await iptablesNet(remotes).heal();
    }
  });
});
