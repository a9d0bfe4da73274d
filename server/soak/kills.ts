/**
 * kill -9 at moments drawn from a seed, in runs under every fault, on labs and on machines reached over SSH (those of a lab
 * that is not the server's own). After each the nodes are looked at from outside until they are whole, and what a viewer had
 * seen is compared with what is stored. The same seed draws the same runs and moments.
 */
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { present } from '@/lib/base/assert';
import { drawInt, drawUnit, fork, type Random, randomFrom } from '@/lib/base/random';
import { systemOf } from '@/lib/catalog/systems/registry';
import { possibleFaults } from '@/lib/plan/faults';
import { type Plan, type PlanInput, planSchema } from '@/lib/plan/plan';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import type { RunSummary } from '@/lib/protocol/run';
import { labAddress, labDown, labUp } from '../lab/lab';
import { testCacheDirectory } from '../lab/test-lab';
import { labDirectory, labsOf, type NodeSight, nodesOf, processesOfLab } from './outside';
import { SoakedServer } from './server';
import { launch } from './states';
import { lossesOf, storedEntries, type Viewer } from './viewer';

export interface KillSettings {
  readonly count: number;
  readonly seed: number;
  /** The first of them, to try one again. */
  readonly first: number;
  /** Servers at a time, each with a data directory and a lab of its own. */
  readonly lanes: number;
  /** Whether no server comes back before the nodes are whole. */
  readonly isAlone: boolean;
}

export interface Kill {
  readonly place: number;
  readonly cluster: 'lab' | 'ssh';
  readonly faults: readonly string[];
  /** What the run did when it was killed, and what its nodes showed. */
  readonly moment: string;
  readonly broken: string;
  /** Until nothing was cut or stopped any more. */
  readonly wholeAfterMs: number | undefined;
  readonly seen: number;
  readonly stored: number;
  readonly says: string;
  readonly breaches: readonly string[];
}

/** Those that may overlap. */
const pairs = [
  ['partition-random-halves', 'pause'],
  ['partition-ring', 'kill'],
  ['partition', 'stutter'],
] as const;

/** Faults of a run, which they have in turn: each that the cluster takes alone, and pairs. */
function faultsAt(place: number, cluster: 'lab' | 'ssh'): readonly string[] {
  const choices = [...possibleFaults(systemOf('etcd'), [cluster]).map((name) => [name]), ...pairs];
  return present(choices[Math.floor(place / 2) % choices.length], 'faults of a run');
}

/** From the launch to the verdict. */
const wholeRunMs = 16_000;
const testSeconds = 5;
/** As many as a ring of majorities needs. */
const nodeCount = 4;
const wholeLimitMs = 60_000;
/** A server that starts is given so long to be ready for another run on the same machines. */
const readyLimitMs = 60_000;

interface Moment {
  readonly after: 'launch' | 'running';
  readonly delayMs: number;
}

export async function kills(settings: KillSettings, report: (kill: Kill) => void): Promise<void> {
  const lanes = Array.from({ length: settings.lanes }, (_, lane) => new Lane(lane, settings));
  await Promise.all(lanes.map((lane) => lane.execute(report)));
}

/** One server after the other on one data directory. */
class Lane {
  readonly #lane: number;
  readonly #settings: KillSettings;
  readonly #labName: string;
  #directory = '';
  #machines: PlanInput['cluster'] = { type: 'lab', nodes: nodeCount };

  constructor(lane: number, settings: KillSettings) {
    this.#lane = lane;
    this.#settings = settings;
    this.#labName = `soak-${process.pid}-${lane}`;
  }

  async execute(report: (kill: Kill) => void): Promise<void> {
    const { first, count, lanes } = this.#settings;
    this.#directory = await mkdtemp(join(tmpdir(), 'clew-soak-kills-'));
    await mkdir(testCacheDirectory, { recursive: true });
    await symlink(testCacheDirectory, join(this.#directory, 'cache'));
    try {
      await this.#makeMachines();
      for (let place = first + this.#lane; place < first + count; place += lanes) report(await this.#kill(place));
    } finally {
      await labDown(this.#labName);
      await rm(this.#directory, { recursive: true, force: true });
    }
  }

  async #makeMachines(): Promise<void> {
    const { nodes, login, knownHostsFile } = labAddress(
      await labUp({ name: this.#labName, nodes: nodeCount, ownerPid: process.pid }),
    );
    this.#machines = {
      type: 'ssh',
      nodes: nodes.map(({ name, host, port }) => ({ name, host, port })),
      auth: { keyFile: login.keyFile, agent: false },
      ...(knownHostsFile !== undefined && { knownHostsFile }),
    };
  }

  async #kill(place: number): Promise<Kill> {
    const random = fork(randomFrom(this.#settings.seed), `kill ${place}`);
    const cluster = place % 2 === 0 ? 'ssh' : 'lab';
    const faults = faultsAt(place, cluster);
    const moment = momentOf(random);
    const breaches: string[] = [];
    let [broken, says, stored, phase] = ['', '', 0, ''];
    let wholeAfterMs: number | undefined;
    let viewer: Viewer | undefined;
    const server = await SoakedServer.start({ dataDirectory: this.#directory });
    try {
      viewer = await this.#launch(server, planOf(faults, cluster === 'lab' ? labCluster : this.#machines, place));
      if (moment.after === 'running')
        await viewer.until((entry) => entry.type === 'phase' && entry.phase === 'running', readyLimitMs);
      await pause(moment.delayMs);
      const labs = cluster === 'lab' ? await labsOf(server.pid) : [this.#labName];
      await server.kill();
      const killedMs = Date.now();
      await viewer.close();
      phase = phaseOf(viewer);
      const look = async () => (await Promise.all(labs.map((lab) => nodesOf(labDirectory(lab))))).flat();
      broken = wordsOf(await look());
      const looked = whole(look, killedMs, breaches);
      if (this.#settings.isAlone) await looked;
      const next = await SoakedServer.start({ dataDirectory: this.#directory });
      try {
        wholeAfterMs = await looked;
        if (cluster === 'lab') await this.#assertGone(labs, breaches);
        const run = await endOf(next, viewer.runId);
        says = `${run.outcome ?? run.phase}: ${run.sentence ?? ''}`;
        if (run.phase !== 'done') breaches.push(`the run is ${run.phase} after the restart`);
        const kept = await storedEntries(next.client, run, 30_000);
        stored = kept.entries.length;
        breaches.push(...lossesOf(viewer, kept));
        if (cluster === 'ssh') await this.#assertClean(look, breaches);
      } finally {
        next.signal('SIGTERM');
        await Promise.race([next.exited, pause(20_000)]);
        if (!next.hasEnded) breaches.push('the next server does not end');
        await next.kill().catch(() => undefined);
      }
    } catch (error) {
      breaches.push(error instanceof Error ? error.message : String(error));
    } finally {
      await server.kill().catch(() => undefined);
    }
    const when = `${phase} (${moment.delayMs} ms after ${moment.after})`;
    const seen = viewer?.entries.length ?? 0;
    return { place, cluster, faults, moment: when, broken, wholeAfterMs, seen, stored, says, breaches };
  }

  /** Machines that still need healing take no run; they must within a minute. */
  async #launch(server: SoakedServer, plan: Plan): Promise<Viewer> {
    const endMs = Date.now() + readyLimitMs;
    for (;;) {
      try {
        return await launch(server, plan);
      } catch (error) {
        if (Date.now() > endMs) throw error;
        await pause(500);
      }
    }
  }

  /** A lab goes with its server, whoever ended that. */
  async #assertGone(labs: readonly string[], breaches: string[]): Promise<void> {
    const endMs = Date.now() + wholeLimitMs;
    for (const lab of labs) {
      while ((await processesOfLab(lab)) > 0 && Date.now() < endMs) await pause(100);
      if ((await processesOfLab(lab)) > 0) breaches.push(`lab ${lab} is left`);
    }
  }

  /** A person's machines are as they were before. */
  async #assertClean(look: () => Promise<readonly NodeSight[]>, breaches: string[]): Promise<void> {
    const endMs = Date.now() + wholeLimitMs;
    const isClean = async () => (await look()).every(({ cuts, programs }) => cuts.length + programs.length === 0);
    while (!(await isClean()) && Date.now() < endMs) await pause(200);
    if (!(await isClean())) breaches.push(`left on the machines: ${wordsOf(await look())}`);
  }
}

const labCluster: PlanInput['cluster'] = { type: 'lab', nodes: nodeCount };

/** Half of the moments lie anywhere, half in the test itself. */
function momentOf(random: Random): Moment {
  const isAnywhere = drawUnit(fork(random, 'where')).value < 0.5;
  const delayMs = drawInt(fork(random, 'when'), isAnywhere ? wholeRunMs : testSeconds * 1000).value;
  return { after: isAnywhere ? 'launch' : 'running', delayMs };
}

function planOf(faults: readonly string[], cluster: PlanInput['cluster'], seed: number): Plan {
  return planSchema.parse({
    name: `soak ${faults.join(' and ')}`,
    cluster,
    system: { name: 'etcd' },
    load: { concurrency: 3, delaySeconds: 0.02, timeLimitSeconds: testSeconds },
    faults: faults.map((name) => ({ name, restSeconds: 0.3, durationSeconds: 1.5 })),
    recoverySeconds: 0.5,
    seed,
  });
}

/** What stutters looks whole between two of its stops. */
const looksInARow = 5;

/** @returns how long it took since then; undefined, and a breach, where it does not come */
async function whole(
  look: () => Promise<readonly NodeSight[]>,
  sinceMs: number,
  breaches: string[],
): Promise<number | undefined> {
  let sinceWholeMs: number | undefined;
  for (let looks = 0; ; ) {
    const nodes = await look();
    const afterMs = Date.now() - sinceMs;
    looks = nodes.every(isWhole) ? looks + 1 : 0;
    if (looks === 1) sinceWholeMs = afterMs;
    if (looks === looksInARow) return sinceWholeMs;
    if (looks === 0 && afterMs > wholeLimitMs) {
      breaches.push(`after ${wholeLimitMs / 1000} s the nodes are still broken: ${wordsOf(nodes)}`);
      return undefined;
    }
    await pause(200);
  }
}

/** Chains of ours may stay empty; nothing is dropped or held up, and nothing is stopped. */
function isWhole({ cuts, programs }: NodeSight): boolean {
  return (
    !cuts.some((rule) => /DROP|REJECT|NFQUEUE|^qdisc/.test(rule)) && !programs.some((program) => program.endsWith(' T'))
  );
}

function wordsOf(nodes: readonly NodeSight[]): string {
  const rules = nodes.flatMap(({ cuts }) => cuts);
  const cut = rules.filter((rule) => rule.includes('DROP')).length;
  const slowed = rules.filter((rule) => /NFQUEUE|^qdisc/.test(rule)).length;
  const programs = nodes.flatMap((node) => node.programs);
  const counted = [...new Set(programs)].map((name) => `${programs.filter((each) => each === name).length} ${name}`);
  return (
    [cut > 0 ? `${cut} links cut` : '', slowed > 0 ? `${slowed} queues` : '', ...counted].filter(Boolean).join(', ') ||
    'nothing'
  );
}

function phaseOf({ entries }: Viewer): string {
  const phase = entries.findLast((entry) => entry.type === 'phase');
  return phase?.type === 'phase' ? phase.phase : 'nothing';
}

async function endOf(server: SoakedServer, id: string): Promise<RunSummary> {
  const endMs = Date.now() + wholeLimitMs;
  for (;;) {
    const { run } = await server.client.ask(endpoints.readRun, { params: { id } });
    if (run.phase === 'done' || Date.now() > endMs) return run;
    await pause(200);
  }
}
