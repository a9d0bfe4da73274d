/**
 * A run of 1,000 operations a second, first alone, then while guests do their worst, then while hundreds watch it. What is
 * compared is how long the run's own operations took, as its history says.
 *
 *     guests, a process of their own          server                            the run
 *     10,000 watches/s on one socket ──▶
 *     4 downloads of 500,000 ops     ──▶   the same thread as   ──▶   p99 of its operations ≤ twice
 *     500 connections without a word ──▶   drives the clients         that of the run alone
 *     pictures and share pages       ──▶
 *
 * On a machine of two cores the guests' own process takes time that guests elsewhere would not. So they are measured twice:
 * at low priority, against the run alone; and as equals, against the run beside a process that is as busy and asks nothing.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { type Entry, isOp } from '@/lib/protocol/entry';
import { packageRoot } from '../base/package-root';
import { type Bench, type Figure, goalText, rounded } from './figure';
import type { GuestsReport, GuestsTask } from './guests-load';
import { storeLargeRun } from './large-run';
import { memoryPlan } from './memory-plan';
import { type Served, startMeasured, withDirectory } from './served';

const largeOperations = 500_000;
const viewers = 500;
const goals = { ratio: 2, opsPerSecond: 1000 } as const;

/** On an idle machine each of them makes 150 a second. */
const load = { concurrency: 7, delaySeconds: 0.0027 } as const;

const attackSeconds = 10;
const watchedSeconds = { short: 20, long: 300 } as const;

/** The guests begin when the run goes on, and need a moment to be at their worst. */
const warmUpNanos = 3e9;

export const guests: Bench = {
  name: 'guests',
  about: `a run in memory at ${goals.opsPerSecond} ops/s, alone, while guests do their worst, and seen by ${viewers}`,
  run: (report, wants, isLong) =>
    withDirectory(async (directory) => {
      const large = await storeLargeRun(directory, largeOperations);
      const served = await startMeasured(directory);
      try {
        const largeLink = await share(served, large.id);
        const names = ['guests at their worst', 'guests at their worst, as equals', `${viewers} viewers`] as const;
        if (!names.some(wants)) return;
        // The first run pays for the compiler.
        await measure(served, 5);
        const alone = await measure(served, attackSeconds);
        report(figureOf('the run alone', alone, alone));
        const beside = (kind: GuestsTask['kind'], niceness: number, seconds: number = attackSeconds) =>
          measure(served, seconds, new Guests(kind, niceness, served, largeLink));
        if (wants(names[0])) report(figureOf(names[0], await beside('worst', 10), alone));
        if (isLong && wants(names[1])) {
          const busy = await beside('busy', 0);
          report(figureOf('the run beside a busy process', busy, busy));
          report(figureOf(names[1], await beside('worst', 0), busy));
        }
        if (!wants(names[2])) return;
        const watched = await beside('viewers', 10, isLong ? watchedSeconds.long : watchedSeconds.short);
        report(viewersFigure(names[2], watched, alone));
      } finally {
        await served.close();
      }
    }),
};

interface Measured {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly opsPerSecond: number;
  readonly entries: number;
  readonly loopP99Ms: number;
  readonly guests: GuestsReport;
}

async function measure(served: Served, seconds: number, guests?: Guests): Promise<Measured> {
  const { id } = await served.host.submit(memoryPlan('bench guests', { ...load, timeLimitSeconds: seconds }));
  const entries: Entry[] = [];
  await guests?.begin(id);
  await served.loopDelay();
  // By the list: who follows a run is one more viewer.
  while ((await phaseOf(served, id)) !== 'tear-down' && (await phaseOf(served, id)) !== 'done') await pause(250);
  const loop = await served.loopDelay();
  while ((await phaseOf(served, id)) !== 'done') await pause(250);
  await served.host.follow(id, (fresh) => {
    for (const entry of fresh) entries.push(entry);
  });
  const report = (await guests?.end(entries.length)) ?? {};
  const durations = durationsMs(entries).sort((a, b) => a - b);
  const at = (share: number) =>
    rounded(durations[Math.min(durations.length - 1, Math.floor(share * durations.length))] ?? 0);
  return {
    ...{ p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) },
    opsPerSecond: rounded(durations.length / (seconds - warmUpNanos / 1e9)),
    entries: entries.length,
    loopP99Ms: rounded(loop.p99Ms),
    guests: report,
  };
}

/** Of every operation behind the warm-up, from its invocation to its completion. */
function durationsMs(entries: readonly Entry[]): number[] {
  const invoked = new Map<number | string, number>();
  return entries.filter(isOp).flatMap(({ type, process, time }) => {
    if (type === 'invoke') {
      invoked.set(process, time);
      return [];
    }
    const from = invoked.get(process) ?? time;
    return from < warmUpNanos ? [] : [(time - from) / 1e6];
  });
}

async function phaseOf({ origin, token }: Served, id: string): Promise<string> {
  const answer = await fetch(`${origin}/api/runs/${id}`, { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { readonly run: { readonly phase: string } }).run.phase;
}

async function share({ origin, token }: Served, id: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/api/runs/${id}/share`, { method: 'POST', headers });
  return ((await answer.json()) as { readonly token: string }).token;
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

/** The process of the guests. */
class Guests {
  readonly #task: Omit<GuestsTask, 'runId' | 'link'>;
  readonly #niceness: number;
  readonly #served: Served;
  #child: ChildProcess | undefined;

  constructor(kind: GuestsTask['kind'], niceness: number, served: Served, largeLink: string) {
    this.#task = { kind, origin: served.origin, largeLink, viewers };
    this.#niceness = niceness;
    this.#served = served;
  }

  async begin(runId: string): Promise<void> {
    const task: GuestsTask = { ...this.#task, runId, link: await share(this.#served, runId) };
    this.#child = fork(join(packageRoot, '.build', 'guests-load.mjs'), [JSON.stringify(task)]);
    // Beside that of the server, which is this process's own.
    if (this.#child.pid !== undefined) setPriority(this.#child.pid, getPriority() + this.#niceness);
  }

  /** @param entries that each viewer has in the end */
  async end(entries: number): Promise<GuestsReport> {
    if (!this.#child) return {};
    const told = once(this.#child, 'message');
    this.#child.send(this.#task.kind === 'viewers' ? { entries } : {});
    const [report] = await told;
    return report as GuestsReport;
  }
}

function figureOf(name: string, measured: Measured, alone: Measured): Figure {
  const { p50Ms, p99Ms, maxMs, opsPerSecond, loopP99Ms, guests: report } = measured;
  const ratio = rounded(p99Ms / alone.p99Ms);
  const did = Object.entries(report).map(([what, count]) => `${what} ${count}`);
  const goal = goalText(`p99 ≤ ${goals.ratio} × that without guests (${alone.p99Ms} ms)`, ratio <= goals.ratio);
  return {
    name,
    figure: `p50 ${p50Ms}, p99 ${p99Ms}, max ${maxMs} ms of ${opsPerSecond} ops/s`,
    comparison:
      measured === alone
        ? `event loop late by p99 ${loopP99Ms} ms`
        : `${goal}, × ${ratio}; event loop late by p99 ${loopP99Ms} ms; ${did.join(', ')}`,
    data: { p50Ms, p99Ms, maxMs, opsPerSecond, loopP99Ms, ratio, ...report },
  };
}

function viewersFigure(name: string, measured: Measured, alone: Measured): Figure {
  const { guests: seen, entries } = measured;
  const { entriesMissing = 0, entriesRepeated = 0, minEntries = 0, viewersDropped = 0 } = seen;
  const isMet = entriesMissing + entriesRepeated === 0 && minEntries === entries;
  const figure = figureOf(name, measured, alone);
  return {
    ...figure,
    figure: `${figure.figure}; ${entriesMissing} missing, ${entriesRepeated} repeated, each has at least ${minEntries} of ${entries} entries, ${viewersDropped} dropped`,
    comparison: `${goalText('every viewer has every entry once', isMet)}; ${figure.comparison}`,
    data: { ...figure.data, entries },
  };
}
