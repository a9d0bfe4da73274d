/** Real nodes, reached over SSH as a person's own machines are, under control machines that are gone, or as good as gone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Op } from '@/lib/history/op';
import { type Plan, planSchema } from '@/lib/plan/plan';
import type { Outcome } from '@/lib/protocol/entry';
import { operator } from '@/lib/protocol/principal';
import { bundled } from '../base/bundled.fixture';
import { labAddress, labDown, labUp } from '../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../lab/test-lab';
import { connectCluster } from '../nodes/cluster';
import type { Remote } from '../nodes/remote';
import { TestbedOpener } from '../testbed/open-testbed';
import { openWorkspace } from './workspace';

/** Of silence, after which a node undoes what was done to it. A busy machine may hold up a run for some of them. */
const limitSeconds = 10;
/** What a person is promised. */
const promisedMs = 60_000;
const patient = { timeout: promisedMs, interval: 250 };

interface Line {
  readonly run: string;
  readonly f?: string;
  readonly value?: Op['value'];
  readonly error?: Op['error'];
  readonly outcome?: Outcome;
}

const every = { restSeconds: 1, durationSeconds: 600, firstStartSeconds: 1, repetitions: 1 };
const allFaults = [
  { name: 'partition-random-halves', ...every },
  { name: 'pause', targets: 'one', ...every },
  { name: 'kill', targets: 'one', ...every },
];

const whole = { rules: 0, states: [] };

async function dataDirectory(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'clew-gone-'));
  await mkdir(testCacheDirectory, { recursive: true });
  await symlink(testCacheDirectory, join(made, 'cache'));
  return made;
}

/** Three machines and a control machine, of one test; both go with it. */
async function machines(context: TestContext) {
  const labName = testLabName(`gone-${context.task.id.split('_').at(-1)}`);
  const directory = await dataDirectory();
  context.onTestFinished(() => rm(directory, { recursive: true, force: true }));
  context.onTestFinished(async () => void (await labDown(labName)));
  const lab = labAddress(await labUp({ name: labName, nodes: 3, ownerPid: process.pid }));
  /** Hands of our own on the nodes. */
  const remotes = await connectCluster(lab, { dataDirectory: '/nowhere' });
  context.onTestFinished(async () => {
    await Promise.all(remotes.map((remote) => remote.close()));
  });
  let child: ChildProcess | undefined;
  context.onTestFinished(() => {
    child?.kill('SIGKILL');
  });

  const isHeld = async (remote: Remote) =>
    (await remote.shell('test -e /run/clew/hold', { allowFailure: true })).exitCode === 0;
  /** Rules of ours, states of etcd's processes, `S` for those that run or wait: what a person would find. */
  const look = async (remote: Remote) => {
    const text = `iptables -S | grep -c -e '-j DROP'; ps -e -o stat=,comm= | awk '$2 == "etcd" { print substr($1, 1, 1) }'`;
    const [rules, ...states] = (await remote.shell(text, { allowFailure: true })).stdout.trim().split('\n');
    const living = states.filter((state) => state !== 'Z').map((state) => state.replace(/[RD]/, 'S'));
    return { rules: Number(rules), states: living };
  };
  const looks = () => Promise.all(remotes.map(look));

  function planOn(hosts: readonly string[], more: object = {}): Plan {
    return planSchema.parse({
      name: 'on machines of one’s own',
      cluster: {
        type: 'ssh',
        nodes: hosts.map((host, place) => ({ name: `n${place + 1}`, host })),
        auth: { keyFile: lab.login.keyFile, agent: false },
      },
      system: { name: 'etcd' },
      faults: allFaults,
      load: { concurrency: 3, delaySeconds: 0.05, timeLimitSeconds: 600 },
      recoverySeconds: 0,
      seed: 1,
      ...more,
    });
  }

  const hosts = () => remotes.map(({ address }) => address);

  /** Starts a control machine of its own; resolves when the last of the plan's faults is in effect. */
  async function begun(plan: Plan): Promise<{ readonly run: string; readonly lines: AsyncIterator<string> }> {
    await writeFile(join(directory, 'plan.json'), JSON.stringify(plan));
    const about = [directory, join(directory, 'plan.json'), String(limitSeconds)];
    child = spawn(process.execPath, [file, ...about], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: present(child.stdout, 'what it prints') })[Symbol.asyncIterator]();
    let inEffect = 0;
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const { run, value, outcome } = JSON.parse(next.value) as Line;
      expect(outcome).toBeUndefined();
      if (/"(cutOff|paused|killed)"/.test(JSON.stringify(value))) inEffect++;
      if (inEffect === plan.faults.length) return { run, lines };
    }
    throw new Error('the control machine ended');
  }

  /** And what the history says of the nemesis until then. */
  async function endOf(lines: AsyncIterator<string>): Promise<{ readonly outcome: Outcome; readonly ops: Line[] }> {
    const ops: Line[] = [];
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const line = JSON.parse(next.value) as Line;
      if (line.outcome) return { outcome: line.outcome, ops };
      ops.push(line);
    }
    throw new Error('the run has no outcome');
  }

  async function killed(): Promise<void> {
    const dying = present(child, 'a control machine');
    dying.kill('SIGKILL');
    if (dying.signalCode === null) await once(dying, 'exit');
  }

  const inEffect = async () => {
    const seen = await looks();
    expect(seen.some(({ rules }) => rules > 0)).toBe(true);
    expect(seen.flatMap(({ states }) => states).toSorted()).toEqual(['S', 'T']);
  };

  return { directory, remotes, isHeld, looks, planOn, hosts, begun, endOf, killed, inEffect, child: () => child };
}

let file: string;

describe.skipIf(cannotMakeLabs)('machines whose control machine is gone', () => {
  beforeAll(async () => {
    file = await bundled(new URL('./doomed-cluster.fixture.ts', import.meta.url));
  });
  afterAll(() => rm(file, { force: true }));

  it.concurrent('are whole without it, and not before: not while it lives, cut off or not', async (context) => {
    const { expect } = context;
    const { begun, hosts, planOn, inEffect, killed, looks, isHeld, remotes } = await machines(context);
    await begun(planOn(hosts()));
    const from = performance.now();
    await pause((limitSeconds + 2) * 1000);
    await inEffect();
    expect(performance.now() - from).toBeGreaterThan(limitSeconds * 1000);
    await killed();
    await inEffect();
    await expect.poll(looks, patient).toEqual([whole, whole, whole]);
    await expect.poll(() => Promise.all(remotes.map(isHeld)), patient).toEqual([false, false, false]);
  });

  it.concurrent('are whole as soon as it is started again', async (context) => {
    const { expect } = context;
    const { begun, hosts, planOn, inEffect, killed, looks, isHeld, remotes, directory } = await machines(context);
    const { run } = await begun(planOn(hosts()));
    await killed();
    await inEffect();
    const workspace = await openWorkspace({ dataDirectory: directory, openTestbed: () => Promise.reject(new Error()) });
    try {
      await workspace.healing.tryAll();
      expect(await looks()).toEqual([whole, whole, whole]);
      expect(await Promise.all(remotes.map(isHeld))).toEqual([false, false, false]);
      expect(JSON.parse(await readFile(join(directory, 'needs-healing.json'), 'utf8'))).toEqual([]);
      expect(await workspace.runs.get(run)).toMatchObject({ outcome: 'aborted' });
    } finally {
      await workspace.close();
    }
  });

  it.concurrent('end the run that stood still meanwhile: it has no verdict about faults that were not there', async (context) => {
    const { expect } = context;
    const { begun, hosts, planOn, looks, isHeld, remotes, endOf, child } = await machines(context);
    const { lines } = await begun(planOn(hosts()));
    const standing = present(child(), 'a control machine');
    standing.kill('SIGSTOP');
    await expect.poll(looks, patient).toEqual([whole, whole, whole]);
    await expect.poll(() => Promise.all(remotes.map(isHeld)), patient).toEqual([false, false, false]);
    standing.kill('SIGCONT');
    const undone = expect.stringMatching(/n\d: its dead-man’s switch undid every fault and stopped the system/);
    const { outcome, ops } = await endOf(lines);
    expect(outcome).toMatchObject({ kind: 'error', failure: { message: undone } });
    // Of each fault the history has an end, and why it is none of the run's own.
    for (const fault of ['partition-random-halves', 'pause', 'kill']) {
      expect(ops).toContainEqual(expect.objectContaining({ value: expect.objectContaining({ fault }), error: undone }));
    }
    if (standing.exitCode === null) await once(standing, 'exit');
    expect(await looks()).toEqual([whole, whole, whole]);
    expect(await Promise.all(remotes.map(isHeld))).toEqual([false, false, false]);
  });

  it.concurrent('are one run’s at a time, however their addresses are spelled', async (context) => {
    const { expect } = context;
    const { begun, hosts, planOn, looks, isHeld, remotes, killed } = await machines(context);
    const { run } = await begun(planOn(hosts(), { faults: allFaults.slice(0, 1) }));
    const before = await looks();
    const other = await dataDirectory();
    const testbeds = new TestbedOpener(limitSeconds);
    const { runs, close } = await openWorkspace({
      dataDirectory: other,
      openTestbed: (plan, context) => testbeds.open(plan, context),
    });
    try {
      const refusal = async (plan: Plan) => {
        const { id } = await runs.submit(plan, operator);
        await runs.ended(id);
        return (await runs.get(id))?.sentence;
      };
      const spelled = hosts().map(otherwise);
      expect(spelled).not.toContain(hosts()[0]);
      expect(await refusal(planOn(spelled))).toMatch(
        new RegExp(`n\\d is held by run ${run} of Clew on .*, which took it`),
      );
      expect(await looks()).toEqual(before);
      await killed();
      for (const remote of remotes) await expect.poll(() => isHeld(remote), patient).toBe(false);
      const [first = ''] = hosts();
      expect(await refusal(planOn([first, otherwise(first)]))).toMatch(/n[12] and n[12] are the same machine/);
      expect(await Promise.all(remotes.map(isHeld))).toEqual([false, false, false]);
    } finally {
      await close();
      await testbeds.close();
      await rm(other, { recursive: true });
    }
  });
});

/** The same address: `10.1.2.3` as `10.1.515`. */
function otherwise(address: string): string {
  const [a, b, c, d] = address.split('.').map(Number);
  return `${a}.${b}.${Number(c) * 256 + Number(d)}`;
}
