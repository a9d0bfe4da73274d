import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { randomFrom } from '@/lib/base/random';
import { firstHandId } from '@/lib/history/nemesis-value';
import type { Op } from '@/lib/history/op';
import { planSchema } from '@/lib/plan/plan';
import type { NodeReport } from '@/lib/protocol/node-status';
import { leadersIn } from '@/lib/protocol/node-status';
import { HandInjectors } from '../faults/by-hand';
import type { FaultContext } from '../faults/driver';
import { kill } from '../faults/kill';
import { pause } from '../faults/pause';
import { powerCut } from '../faults/power-cut';
import { stop } from '../faults/stop';
import { stutter } from '../faults/stutter';
import { type Lab, labAddress, labDown, labUp } from '../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../lab/test-lab';
import { connectCluster } from '../nodes/cluster';
import { iptablesNet } from '../nodes/net/iptables';
import type { Remote } from '../nodes/remote';
import { etcd } from '../systems/etcd/etcd';
import type { Reporter } from '../systems/kit/client';
import { prepareNode } from '../testbed/doctor/prepare-node';
import { RemoteTestbed } from '../testbed/remote-testbed';
import { requiredCapability } from '../testbed/testbed';

const nodes = ['n1', 'n2', 'n3'];
const labName = testLabName('faults');
const never = new AbortController().signal;
const report: Reporter = { step: (_title, _node, work) => work(), log: () => undefined };
/** Elections and restarts take seconds on a busy machine. */
const patient = { timeout: 60_000, interval: 100 };

let lab: Lab;
let directory: string;
/** Hands of our own on the nodes, beside those of the testbed. */
let remotes: readonly Remote[] = [];

beforeAll(async () => {
  if (cannotMakeLabs) return;
  directory = await mkdtemp(join(tmpdir(), 'clew-faults-test-'));
  lab = await labUp({ name: labName, nodes: nodes.length, ownerPid: process.pid });
  remotes = await connectCluster(labAddress(lab), { dataDirectory: directory });
});

afterAll(async () => {
  if (cannotMakeLabs) return;
  await Promise.all(remotes.map((remote) => remote.close()));
  await labDown(labName);
  await rm(directory, { recursive: true, force: true });
});

function etcdTestbed(): RemoteTestbed {
  const plan = planSchema.parse({
    name: 'faults in a lab',
    cluster: { type: 'lab', nodes: nodes.length },
    system: { name: 'etcd' },
    client: { readLevel: 'local', timeoutMs: 2000 },
    faults: [{ name: 'power-cut' }],
    seed: 1,
  });
  const provider = {
    nodes,
    open: async () => labAddress(lab),
    prepare: prepareNode,
    net: iptablesNet,
    isHeld: true,
    hasDataDisks: true,
  };
  return new RemoteTestbed({
    plan,
    run: 'process-faults',
    provider: { ...provider, release: async () => undefined },
    system: etcd,
    dataDirectory: directory,
    cacheDirectory: testCacheDirectory,
  });
}

async function reports(testbed: RemoteTestbed) {
  return Promise.all(
    nodes.map(async (node) => {
      const probe = present(testbed.openStatusProbe(node), 'a probe of etcd');
      try {
        return [node, await probe.ask(AbortSignal.timeout(500))] as const;
      } catch {
        return [node, 'unreachable'] as const;
      } finally {
        await probe.close();
      }
    }),
  );
}

/** As the run's own poll knows it. */
async function contextOf(testbed: RemoteTestbed): Promise<FaultContext> {
  await expect.poll(async () => leadersIn(await reports(testbed))[0], patient).toBeDefined();
  const leader = leadersIn(await reports(testbed))[0];
  return {
    nodes,
    capability: (name) => requiredCapability(testbed, name),
    random: randomFrom(1),
    held: new Set(),
    leader: () => leader,
    leaders: () => (leader === undefined ? [] : [leader]),
    warn: () => undefined,
  };
}

const onN3 = { targets: 'given', nodes: ['n3'] };

function remoteOf(node: string): Remote {
  return present(
    remotes.find((remote) => remote.node === node),
    node,
  );
}

/** Looked at a hundred times: how often etcd was stopped, and how often that changed. */
async function stateOfN3(): Promise<{ readonly stopped: number; readonly turns: number }> {
  const pid = (await etcdProcesses())[2];
  const script = `for i in $(seq 100); do sed -n 's/^State:.\\(.\\).*/\\1/p' ${pid}/status; sleep 0.013; done`;
  const states = (await remoteOf('n3').shell(script)).stdout.trim().split('\n');
  const isStopped = states.map((state) => state === 'T');
  return {
    stopped: isStopped.filter(Boolean).length / states.length,
    turns: isStopped.filter((is, at) => at > 0 && is !== isStopped[at - 1]).length,
  };
}

function op(f: string, value: Json = null): Op {
  return { index: 0, time: 0, process: 0, type: 'invoke', f, value };
}

async function invoke(testbed: RemoteTestbed, node: string, f: string, value: Json = null) {
  const client = await testbed.openClient(node);
  try {
    return await client.invoke(op(f, value), never);
  } finally {
    await client.close();
  }
}

/** Also of processes that are stopped. */
async function etcdProcesses(): Promise<readonly string[]> {
  const script = 'for p in /proc/[0-9]*; do grep -qzxF -- --enable-v2 "$p/cmdline" 2>/dev/null && echo "$p"; done';
  const found = await Promise.all(remotes.map((remote) => remote.shell(script, { allowFailure: true })));
  return found.map(({ stdout }) => stdout.trim());
}

describe.skipIf(cannotMakeLabs)('faults of processes, on etcd', { timeout: 240_000 }, () => {
  let testbed: RemoteTestbed;

  beforeAll(async () => {
    testbed = etcdTestbed();
    await testbed.setUp(report, never);
  }, 240_000);

  afterAll(() => testbed.tearDown(report));

  it('a leader that is paused is replaced, and follows when it goes on', async () => {
    const context = await contextOf(testbed);
    const asleep = present(context.leader(), 'a leader');
    const pauses = pause.open(context, { targets: 'leader' });
    expect(await pauses.begin(1)).toEqual({ value: { paused: [asleep], leader: asleep } });
    const awake = nodes.filter((node) => node !== asleep);
    const leaderOfOthers = async () => {
      const answered = new Map<string, NodeReport>(await reports(testbed));
      expect(answered.get(asleep)).toBe('unreachable');
      return leadersIn([...answered])[0];
    };
    await expect.poll(leaderOfOthers, patient).toMatch(new RegExp(`^(${awake.join('|')})$`));
    expect(await invoke(testbed, asleep, 'read')).toMatchObject({ type: 'info', error: 'timed-out' });
    expect(await pauses.end(1)).toEqual({ value: { resumed: [asleep] } });
    const leaders = async () => {
      const all = await reports(testbed);
      return all.map(([, status]) => (status === 'unreachable' ? status : status.role)).sort();
    };
    await expect.poll(leaders, patient).toEqual(['follower', 'follower', 'leader']);
  });

  it('a node that was killed refuses connections, and comes back with what it had and what it missed', async () => {
    const context = await contextOf(testbed);
    await expect.poll(() => invoke(testbed, 'n1', 'write', 3), patient).toMatchObject({ type: 'ok' });
    const kills = kill.open(context, { targets: 'one' });
    const { value } = await kills.begin(1);
    const [killed = ''] = (value as { readonly killed?: readonly string[] }).killed ?? [];
    expect(await testbed.capability('process').isRunning(killed)).toBe(false);
    expect(await invoke(testbed, killed, 'write', 9)).toMatchObject({ type: 'fail', error: 'connection-refused' });
    const other = present(
      nodes.find((node) => node !== killed),
      'another node',
    );
    await expect.poll(() => invoke(testbed, other, 'write', 4), patient).toMatchObject({ type: 'ok' });
    expect(await kills.end(1)).toEqual({ value: { restarted: [killed] } });
    await expect.poll(() => invoke(testbed, killed, 'read'), patient).toMatchObject({ type: 'ok', value: 4 });
  });

  it('a node that is asked to end does so in good order, and serves again', async () => {
    const stops = stop.open(await contextOf(testbed), { targets: 'given', nodes: ['n2'] });
    expect(await stops.begin(1)).toEqual({ value: { nodes: ['n2'] } });
    expect((await etcdProcesses()).map((pid) => pid === '')).toEqual([false, true, false]);
    const log = await remoteOf('n2').shell('grep -c "received terminated signal" /var/log/clew/etcd.log');
    expect(log.stdout.trim()).toBe('1');
    expect(await invoke(testbed, 'n2', 'write', 9)).toMatchObject({ type: 'fail', error: 'connection-refused' });
    expect(await stops.end(1)).toEqual({ value: { recovered: ['n2'] } });
    await expect.poll(() => invoke(testbed, 'n2', 'write', 5), patient).toMatchObject({ type: 'ok' });
  });

  it('a node that stutters stops and goes on by itself, many times, until it is steadied', async () => {
    const stutters = stutter.open(await contextOf(testbed), { ...onN3, stoppedMs: 80, runningMs: 20 });
    expect(await stutters.begin(1)).toEqual({ value: { nodes: ['n3'] } });
    const { stopped, turns } = await stateOfN3();
    expect(turns).toBeGreaterThanOrEqual(10);
    // Four fifths of the time, as far as a look tells on a busy machine.
    expect(stopped).toBeGreaterThan(0.5);
    expect(await stutters.end(1)).toEqual({ value: { recovered: ['n3'] } });
    expect(await stateOfN3()).toEqual({ stopped: 0, turns: 0 });
    await expect.poll(() => invoke(testbed, 'n3', 'write', 6), patient).toMatchObject({ type: 'ok' });
  });

  it('what was not flushed is gone after a power cut, and what was acknowledged is there', async () => {
    await expect.poll(() => invoke(testbed, 'n1', 'write', 7), patient).toMatchObject({ type: 'ok' });
    const written =
      'cd /var/lib/clew && echo kept >flushed && sync flushed . && echo lost >unflushed && cat flushed unflushed';
    expect((await remoteOf('n1').shell(written)).stdout).toBe('kept\nlost\n');
    const cuts = powerCut.open(await contextOf(testbed), { targets: 'all' });
    expect(await cuts.begin(1)).toEqual({ value: { nodes } });
    expect(await etcdProcesses()).toEqual(['', '', '']);
    const left = await remoteOf('n1').shell('cd /var/lib/clew && cat flushed unflushed', { allowFailure: true });
    expect(left.stdout).toBe('kept\n');
    expect(await cuts.end(1)).toEqual({ value: { recovered: nodes } });
    await expect.poll(() => invoke(testbed, 'n2', 'read'), patient).toMatchObject({ type: 'ok', value: 7 });
  });

  it('what a person breaks is cut and paused like the rest, each by its own id, and healed by it', async () => {
    const byHand = new HandInjectors({ ...(await contextOf(testbed)), held: new Set() });
    const [cutId, pauseId] = [firstHandId + 1, firstHandId + 2];
    expect(await byHand.open('cut').begin(cutId, ['n3'])).toMatchObject({ value: { cutOff: { n3: ['n1', 'n2'] } } });
    expect(await byHand.open('pause').begin(pauseId, ['n2'])).toEqual({ value: { paused: ['n2'] } });
    const rules = () => Promise.all(remotes.map((remote) => remote.shell('iptables -S', { asRoot: true })));
    for (const { stdout } of await rules()) expect(stdout).toContain(`-N CLEW-${cutId}`);
    expect((await reports(testbed)).find(([node]) => node === 'n2')?.[1]).toBe('unreachable');
    expect(await byHand.named('pause')?.end(pauseId)).toEqual({ value: { resumed: ['n2'] } });
    await byHand.heal();
    for (const { stdout } of await rules()) expect(stdout).not.toContain('CLEW');
  });

  it('a node that does not come back is told, and hinders no other', async () => {
    const kills = kill.open({ ...(await contextOf(testbed)), leader: () => 'n2' }, { targets: 'leader' });
    await kills.begin(1);
    const n2 = present(
      remotes.find(({ node }) => node === 'n2'),
      'n2',
    );
    const hide = 'cd /var/lib/clew/etcd && mv member hidden && touch member';
    await n2.shell(hide, { asRoot: true });
    const { value, error } = await kills.end(1);
    expect([value, error]).toEqual([{}, expect.stringMatching(/^n2: etcd exited while starting: .*not a directory/)]);
    const n3 = kill.open({ ...(await contextOf(testbed)), leader: () => 'n3' }, { targets: 'leader' });
    await n2.shell('cd /var/lib/clew/etcd && rm member && mv hidden member', { asRoot: true });
    expect(await kills.end(1)).toEqual({ value: { restarted: ['n2'] } });
    await n3.begin(2);
    expect(await n3.end(2)).toEqual({ value: { restarted: ['n3'] } });
  });

  it('a node that stutters is at rest when nobody holds it any more: its switch ends the rhythm and the disk', async () => {
    await stutter.open(await contextOf(testbed), { ...onN3, stoppedMs: 30, runningMs: 30 }).begin(1);
    const rhythm = '/run/clew/etcd.pid.rhythm';
    const loop = (await remoteOf('n3').shell(`cat ${rhythm}`)).stdout.trim();
    await remoteOf('n3').shell('kill -s TERM $(cut -d " " -f 1 /run/clew/hold/switch.pid)');
    const left = async () => {
      const look = `ls ${rhythm} /var/lib/clew.disk; cat /proc/${loop}/cmdline; grep /var/lib/clew /proc/mounts`;
      const { stdout } = await remoteOf('n3').shell(look, { allowFailure: true });
      return stdout + (await etcdProcesses())[2];
    };
    await expect.poll(left, patient).toBe('');
    await testbed.tearDown(report).catch(() => undefined);
    testbed = etcdTestbed();
    await testbed.setUp(report, never);
  });

  it('processes that are paused are wiped, and no hindrance to the next set-up', async () => {
    await testbed.capability('process').pause('n1');
    await testbed.tearDown(report);
    expect(await etcdProcesses()).toEqual(['', '', '']);
    testbed = etcdTestbed();
    await testbed.setUp(report, never);
    // What a killed server leaves behind where nothing undoes it: nobody resumes, nobody tears down.
    for (const node of nodes) await testbed.capability('process').pause(node);
    const unheld = 'kill -s KILL $(cut -d " " -f 1 /run/clew/hold/switch.pid); rm -r /run/clew/hold';
    await Promise.all(remotes.map((remote) => remote.shell(unheld)));
    const before = await etcdProcesses();
    testbed = etcdTestbed();
    await testbed.setUp(report, never);
    const after = await etcdProcesses();
    // Each node counts its processes on its own.
    expect(after.filter((pid, at) => pid === '' || pid === before[at])).toEqual([]);
    expect(await invoke(testbed, 'n1', 'read')).toMatchObject({ type: 'ok', value: null });
  });
});
