import { describe, expect, it } from 'vitest';
import type { Op } from '@/lib/history/op';
import { cutBetween } from '@/lib/nemesis/grudge';
import { type PlanInput, planSchema } from '@/lib/plan/plan';
import type { Client, Reporter } from '../../systems/kit/client';
import type { Testbed } from '../testbed';
import { requiredCapability } from '../testbed';
import { memoryTestbed } from './testbed';

const silent: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };

function plan(overrides: Partial<PlanInput> = {}, bugs = {}) {
  return planSchema.parse({
    name: 'memory',
    cluster: { type: 'memory', nodes: 5 },
    system: { name: 'memory', bugs },
    client: { readLevel: 'quorum', timeoutMs: 50 },
    load: { delaySeconds: 0 },
    seed: 1,
    ...overrides,
  });
}

async function ready(from = plan()): Promise<Testbed> {
  const testbed = memoryTestbed(from);
  await testbed.setUp(silent, new AbortController().signal);
  return testbed;
}

function ask(client: Client, f: string, value: Op['value'] = null, signal = new AbortController().signal) {
  return client.invoke({ index: 0, time: 0, process: 0, type: 'invoke', f, value }, signal);
}

function askKey(client: Client, key: number, f: string, value: Op['value'] = null) {
  const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value, key };
  return client.invoke(op, new AbortController().signal);
}

const n5CutOff = cutBetween(['n1', 'n2', 'n3', 'n4'], ['n5']);

describe('the in-memory system', () => {
  it('reads what was written, wherever', async () => {
    const testbed = await ready();
    await ask(await testbed.openClient('n2'), 'write', 3);
    const read = await ask(await testbed.openClient('n4'), 'read');
    expect(read).toEqual({ type: 'ok', value: 3, revision: { modifiedIndex: 1, index: 1 } });
  });

  it('compares before it sets', async () => {
    const client = await (await ready()).openClient('n1');
    expect((await ask(client, 'cas', [1, 2])).type).toBe('fail');
    expect((await ask(client, 'cas', [null, 2])).type).toBe('ok');
    expect((await ask(client, 'cas', [2, 4])).type).toBe('ok');
    expect((await ask(client, 'read')).value).toBe(4);
  });

  it('leaves what a cut-off node was asked unknown', async () => {
    const testbed = await ready();
    const client = await testbed.openClient('n5');
    await requiredCapability(testbed, 'network').cut(n5CutOff);
    expect(await ask(client, 'write', 3)).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(await ask(client, 'read')).toMatchObject({ type: 'info', error: 'timed-out' });
  });

  it('lets a cut-off node answer local reads with what it has', async () => {
    const testbed = await ready(plan({ client: { readLevel: 'local' } }));
    await requiredCapability(testbed, 'network').cut(n5CutOff);
    await ask(await testbed.openClient('n1'), 'write', 3);
    const cutOff = await testbed.openClient('n5');
    expect((await ask(cutOff, 'read')).value).toBeNull();
    await requiredCapability(testbed, 'network').heal();
    expect((await ask(cutOff, 'read')).value).toBe(3);
  });

  it('gives up at once when nobody waits', async () => {
    const testbed = await ready(plan({ client: { readLevel: 'quorum', timeoutMs: 60_000 } }));
    await requiredCapability(testbed, 'network').cut(n5CutOff);
    const controller = new AbortController();
    const answer = ask(await testbed.openClient('n5'), 'write', 3, controller.signal);
    controller.abort();
    expect((await answer).type).toBe('info');
  });

  it('reads the value before the last when reads are stale', async () => {
    const client = await (await ready(plan({}, { staleRead: 1 }))).openClient('n1');
    await ask(client, 'write', 1);
    await ask(client, 'write', 2);
    expect((await ask(client, 'read')).value).toBe(1);
  });

  it('tells of one register of many how far the store is, and not when that register was written', async () => {
    const client = await (await ready(plan({ workload: { name: 'registers' } }))).openClient('n1');
    const write = await askKey(client, 0, 'write', 3);
    expect(write).toMatchObject({ type: 'ok', revision: { modifiedIndex: 1, index: 1 } });
    await askKey(client, 1, 'write', 4);
    expect(await askKey(client, 0, 'read')).toEqual({ type: 'ok', value: 3, revision: { index: 2 } });
  });

  it('never answers a client that tracks the index with less than it has seen', async () => {
    const client = { readLevel: 'quorum', timeoutMs: 300, tracksIndex: true } as const;
    const testbed = await ready(plan({ client }, { staleRead: 1 }));
    const [own, other] = [await testbed.openClient('n1'), await testbed.openClient('n1')];
    await ask(own, 'write', 1);
    await ask(own, 'write', 2);
    expect(await ask(own, 'read')).toMatchObject({ type: 'fail', error: { error: 'behind', index: 1, floor: 2 } });
    expect((await ask(other, 'read')).value).toBe(1);
  });

  it('acknowledges and forgets when writes vanish', async () => {
    const client = await (await ready(plan({}, { lostWrite: 1 }))).openClient('n1');
    expect((await ask(client, 'write', 1)).type).toBe('ok');
    expect((await ask(client, 'read')).value).toBeNull();
  });

  it('delays the last node only when one is slow', async () => {
    const testbed = await ready(plan({}, { slowNode: 1 }));
    const ended: string[] = [];
    const read = async (node: string) => {
      await ask(await testbed.openClient(node), 'read');
      ended.push(node);
    };
    await Promise.all(['n5', 'n4', 'n3'].map(read));
    expect(ended).toEqual(['n4', 'n3', 'n5']);
  });

  it('opens no client before it is set up or after it is torn down', async () => {
    await expect(memoryTestbed(plan()).openClient('n1')).rejects.toThrow('n1 is not set up');
    const testbed = await ready();
    await testbed.tearDown(silent);
    await expect(testbed.openClient('n1')).rejects.toThrow('n1 is not set up');
    await testbed.tearDown(silent);
  });

  it('collects a log of each node', async () => {
    const logs = await (await ready()).collectLogs(silent);
    expect(logs.map((log) => log.node)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    expect(logs[0]?.text).toContain('n1 became leader');
  });

  it('does not answer on a paused node until that goes on', async () => {
    const testbed = await ready(plan({ client: { readLevel: 'local', timeoutMs: 5000 } }));
    const client = await testbed.openClient('n5');
    await requiredCapability(testbed, 'process').pause('n5');
    let isAnswered = false;
    const read = ask(client, 'read').finally(() => {
      isAnswered = true;
    });
    const probe = testbed.openStatusProbe?.('n5');
    const status = probe?.ask(new AbortController().signal);
    await ask(await testbed.openClient('n1'), 'write', 3);
    expect(isAnswered).toBe(false);
    await requiredCapability(testbed, 'process').resume('n5');
    expect(await read).toMatchObject({ type: 'ok', value: 3 });
    expect(await status).toMatchObject({ role: 'follower', leader: 'n1' });
  });

  it('leaves what a paused node was asked unknown at the time limit', async () => {
    const testbed = await ready();
    const client = await testbed.openClient('n5');
    await requiredCapability(testbed, 'process').pause('n5');
    expect(await ask(client, 'write', 3)).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(await ask(client, 'read')).toMatchObject({ type: 'info', error: 'timed-out' });
    const probe = testbed.openStatusProbe?.('n5');
    await expect(probe?.ask(AbortSignal.timeout(20))).rejects.toThrow();
  });

  it('pauses a node that stutters again and again, until it is steadied', async () => {
    const testbed = await ready(plan({ client: { readLevel: 'local', timeoutMs: 5000 } }));
    const processes = requiredCapability(testbed, 'process');
    await processes.stutter('n5', { stoppedMs: 5, runningMs: 5 });
    const pauses = async () => (await testbed.collectLogs(silent)).at(-1)?.text.match(/n5 is paused/g)?.length ?? 0;
    await expect.poll(pauses, { interval: 2 }).toBeGreaterThan(3);
    await processes.steady('n5');
    const before = await pauses();
    expect(await ask(await testbed.openClient('n5'), 'read')).toMatchObject({ type: 'ok' });
    expect(await pauses()).toBe(before);
  });

  it('refuses connections to a killed node, which keeps what it has', async () => {
    const testbed = await ready(plan({ client: { readLevel: 'local', timeoutMs: 50 } }));
    const client = await testbed.openClient('n5');
    await ask(client, 'write', 3);
    await requiredCapability(testbed, 'process').kill('n5');
    expect(await requiredCapability(testbed, 'process').isRunning('n5')).toBe(false);
    for (const f of ['read', 'write', 'cas']) {
      expect(await ask(client, f, [3, 4])).toMatchObject({ type: 'fail', error: 'connection-refused' });
    }
    await expect(testbed.openStatusProbe?.('n5')?.ask(new AbortController().signal)).rejects.toThrow('refuses');
    for (const act of ['kill', 'pause', 'resume'] as const) {
      await expect(requiredCapability(testbed, 'process')[act]('n5')).rejects.toThrow('n5 does not run');
    }
    await requiredCapability(testbed, 'process').restart('n5');
    expect(await ask(client, 'read')).toMatchObject({ type: 'ok', value: 3 });
  });
});
