/**
 * One cell of the table: a server in a state is made to end, or is hurt; then it is looked at what it did, what is left of it
 * on this machine, and, by a server that starts on its data, what it kept.
 *
 *     start ──▶ a run before ──▶ state ──▶ ending ──▶ exit? nodes? labs? ──▶ start again ──▶ runs, entries ──▶ end
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import type { RunSummary } from '@/lib/protocol/run';
import { testCacheDirectory } from '../lab/test-lab';
import { SmallDisk } from './disk';
import { type Ending, endLimitMs, type Scene } from './endings';
import { descriptorsOf, labDirectory, labsOf, processesOfLab } from './outside';
import { type Exit, SoakedServer, type StartOptions } from './server';
import { launch, memoryPlan, type Reached, type State } from './states';
import { lossesOf, storedEntries, type Viewer } from './viewer';

export interface Row {
  readonly ending: string;
  readonly state: string;
  readonly exit: string;
  /** What the run says once it is over. */
  readonly says: string;
  readonly left: string;
  readonly lost: string;
  /** What must not be; empty where all is as it should be. */
  readonly breaches: readonly string[];
  /** What took longer than it may; on a busy machine that says little. */
  readonly late: readonly string[];
  /** The last of what the server printed, for a person who looks into a breach. */
  readonly said: string;
}

/** A server that was hurt answers again within this. */
const answerLimitMs = 20_000;
/** A run that can go no further comes to its end: nodes are healed, and checks that cannot be kept are not begun. */
const runEndLimitMs = 60_000;
/** A lab looks every second. */
const labEndLimitMs = 10_000;
/** Whatever a killed server left is gone by then. */
const healLimitMs = 60_000;
/** A server that was hurt is ended by force after this, so that the next cell can begin. */
const forceMs = 40_000;

export async function tryCell(ending: Ending, state: State): Promise<Row> {
  const parent = await mkdtemp(join(tmpdir(), 'clew-soak-'));
  const disk = ending.needsDisk ? await SmallDisk.make(parent) : undefined;
  const directory = disk ? join(disk.directory, 'data') : join(parent, 'data');
  try {
    await mkdir(directory);
    await mkdir(testCacheDirectory, { recursive: true });
    // Programs are downloaded once, not in every cell.
    await symlink(testCacheDirectory, join(directory, 'cache'));
    const clockFile = join(directory, 'clock');
    await writeFile(clockFile, '+0');
    const server = await SoakedServer.start({ dataDirectory: directory, ...ending.start?.(directory) });
    return await new Cell(ending, state, { server, disk, directory, clockFile }, { dataDirectory: directory }).fill();
  } catch (error) {
    // Nothing came about that could be looked at.
    const reason = error instanceof Error ? error.message : String(error);
    const nothing = { exit: '', says: '', left: '', lost: '', said: '' };
    return { ending: ending.name, state: state.name, ...nothing, breaches: [reason], late: [] };
  } finally {
    await disk?.remove();
    await rm(parent, { recursive: true, force: true });
  }
}

class Cell {
  readonly #ending: Ending;
  readonly #state: State;
  readonly #scene: Scene;
  readonly #start: StartOptions;
  readonly #breaches: string[] = [];
  readonly #late: string[] = [];
  readonly #left: string[] = [];
  readonly #lost: string[] = [];
  #labs: readonly string[] = [];
  #exit = '';

  constructor(ending: Ending, state: State, scene: Scene, start: StartOptions) {
    this.#ending = ending;
    this.#state = state;
    this.#scene = scene;
    this.#start = start;
  }

  async fill(): Promise<Row> {
    const { server } = this.#scene;
    const { name: endingName } = this.#ending;
    let says = '';
    try {
      const before = await launch(server, memoryPlan({ load: { timeLimitSeconds: 1 } }));
      await before.until((entry) => entry.type === 'phase' && entry.phase === 'done', runEndLimitMs);
      await before.close();
      const found = await this.#state.reach(server);
      this.#labs = await labsOf(server.pid);
      await this.#end(found);
      await found.release?.();
      await Promise.all(found.viewers.map((viewer) => viewer.close()));
      await this.#ending.mend?.(this.#scene);
      says = await this.#lookAtKept([before, ...found.viewers]);
    } catch (error) {
      this.#breaches.push(error instanceof Error ? error.message : String(error));
    } finally {
      await server.kill().catch(() => undefined);
    }
    return {
      ending: endingName,
      state: this.#state.name,
      exit: this.#exit,
      says,
      left: this.#left.join(', ') || '–',
      lost: this.#lost.join(', ') || '0',
      breaches: [...this.#breaches, ...this.#left, ...this.#lost],
      late: this.#late,
      said: server.said,
    };
  }

  async #end(found: Reached): Promise<void> {
    const { server } = this.#scene;
    const { expected } = this.#ending;
    const openBefore = await descriptorsOf(server.pid);
    const startMs = Date.now();
    await this.#ending.act(this.#scene);
    if (expected.kind === 'ends') {
      // A signal is over when it was sent, a second one when that was.
      await this.#awaitExit(
        this.#ending.name.endsWith('twice') ? startMs + 500 : startMs,
        expected.exits,
        expected.withinMs,
      );
      await this.#lookForLabs();
      return;
    }
    await this.#assertAnswers();
    if (expected.mustRunEnd) await this.#awaitRunEnd(found);
    await this.#ending.cure?.(this.#scene);
    await found.release?.();
    await this.#assertAnswers();
    const grown = (await descriptorsOf(server.pid)) - openBefore;
    if (grown > 20) this.#left.push(`${grown} descriptors`);
    server.signal('SIGTERM');
    await this.#awaitExit(Date.now(), expected.exits, endLimitMs);
    await this.#lookForLabs();
  }

  async #awaitExit(startMs: number, wanted: readonly (number | string)[], limitMs: number): Promise<void> {
    const { server } = this.#scene;
    const exit = await Promise.race([server.exited, pause(forceMs).then(() => undefined)]);
    if (!exit) {
      this.#exit = 'none';
      this.#breaches.push(`it does not end within ${forceMs / 1000} s`);
      await server.kill();
      return;
    }
    const how = exit.code ?? exit.signal ?? 'unknown';
    const tookMs = exit.atMs - startMs;
    this.#exit = exitWords(exit, tookMs);
    if (!wanted.includes(how)) this.#breaches.push(`it ended with ${how}, not ${wanted.join(' or ')}`);
    if (tookMs > limitMs) this.#late.push(`it took ${(tookMs / 1000).toFixed(1)} s to end`);
  }

  async #assertAnswers(): Promise<void> {
    const { server } = this.#scene;
    const endMs = Date.now() + answerLimitMs;
    for (;;) {
      if (server.hasEnded) {
        this.#breaches.push(`it ended: ${exitWords(await server.exited, 0)}`);
        return;
      }
      const answer = await server.client.ask(endpoints.listRuns, {}).catch((error: unknown) => error);
      // Where the store is gone it says so; what counts is that it answers.
      if (!(answer instanceof Error) || answer.name === 'RefusedError') return;
      if (this.#ending.name === 'out of descriptors' && Date.now() > endMs - answerLimitMs + 1000) return;
      if (Date.now() > endMs) {
        this.#breaches.push(`it does not answer: ${answer.message}`);
        return;
      }
      await pause(200);
    }
  }

  /** The run that cannot be kept, or judged, says how it ended, and takes its nodes down with it. */
  async #awaitRunEnd({ viewers: [viewer] }: Reached): Promise<void> {
    if (!viewer) return;
    const { client } = this.#scene.server;
    const endMs = Date.now() + runEndLimitMs;
    for (;;) {
      const run = await client
        .ask(endpoints.readRun, { params: { id: viewer.runId } })
        .catch((error: unknown) => error);
      if (!(run instanceof Error) && (run as { run: RunSummary }).run.phase === 'done') return;
      if (Date.now() > endMs) {
        const state = run instanceof Error ? run.message : (run as { run: RunSummary }).run.phase;
        this.#breaches.push(`the run does not end: ${state}`);
        return;
      }
      await pause(200);
    }
  }

  /** Where the server could not take them down they see that it is gone, and go by themselves. */
  async #lookForLabs(): Promise<void> {
    const endMs = Date.now() + labEndLimitMs;
    for (const name of this.#labs) {
      while ((await processesOfLab(name)) > 0 && Date.now() < endMs) await pause(100);
      const processes = await processesOfLab(name);
      if (processes > 0) this.#left.push(`lab ${name} with ${processes} processes`);
    }
  }

  /** By a server that starts where this one was. */
  async #lookAtKept(viewers: readonly Viewer[]): Promise<string> {
    const startMs = Date.now();
    const next = await SoakedServer.start(this.#start);
    try {
      const limit = startMs + healLimitMs;
      for (const name of this.#labs) {
        while ((await processesOfLab(name)) > 0 && Date.now() < limit) await pause(100);
        if ((await processesOfLab(name)) > 0) this.#left.push(`lab ${labDirectory(name)} after the restart`);
      }
      const said: string[] = [];
      const distinct = new Map(viewers.map(({ runId }) => [runId, runId]));
      for (const id of distinct.keys()) {
        const { run } = await next.client.ask(endpoints.readRun, { params: { id } });
        said.push(`${run.outcome ?? run.phase}: ${run.sentence ?? ''}`);
        if (run.phase !== 'done') this.#breaches.push(`run ${id} is ${run.phase} after the restart`);
        const stored = await storedEntries(next.client, run, 30_000);
        for (const viewer of viewers.filter(({ runId }) => runId === id)) this.#lost.push(...lossesOf(viewer, stored));
      }
      next.signal('SIGTERM');
      await Promise.race([next.exited, pause(forceMs)]);
      if (!next.hasEnded) this.#breaches.push('the next server does not end');
      return said.slice(1).join(' | ') || '–';
    } finally {
      await next.kill().catch(() => undefined);
    }
  }
}

function exitWords({ code, signal }: Exit, tookMs: number): string {
  return `${code ?? signal} in ${(tookMs / 1000).toFixed(1)} s`;
}
