/**
 * Five people watch a run at full speed, one of them in a browser, and a sixth does not read what it is sent. Each of the
 * five must have every op once and in order, soon; the server must not be late for what it drives; and the sixth must
 * cost it no more than a batch.
 *
 *     run, 5,000 ops/s ──▶ server ──▶ page in chromium          latency, count
 *                                ├──▶ four sockets              latency, every index
 *                                └──▶ one that never answers    batches
 */
import { io } from 'socket.io-client';
import { present } from '@/lib/base/assert';
import { type Entry, isOp } from '@/lib/protocol/entry';
import type { EntryBatch } from '@/lib/protocol/entry-batch';
import { openBrowser, type Sighting, watchPage } from './browser';
import { type Completion, completionsOf, delays } from './completions';
import { type Bench, type Figure, goalText, rounded } from './figure';
import { type Latency, latencyOf, latencyText } from './latency';
import { memoryPlan } from './memory-plan';
import { type Served, startMeasured, withDirectory } from './served';

const runSeconds = { short: 20, long: 60 } as const;

const goals = { opsPerSecond: 5000, latencyMs: 250, loopDelayMs: 50 } as const;

/** An operation takes some 7 ms of a worker, timers included, so that the workers make a few more than are asked for. */
const load = { concurrency: 50, delaySeconds: 0.0027 } as const;

const socketCount = 4;

export const viewers: Bench = {
  name: 'viewers',
  about: `a run in memory at ${goals.opsPerSecond} ops/s, seen by a page in chromium and ${socketCount} sockets, and by one that does not read`,
  run: (report, _, isLong) =>
    withDirectory(async (directory) => {
      const served = await startMeasured(directory);
      try {
        const browser = await openBrowser();
        try {
          const address = (id: string) => new URL(`/runs/${id}?token=${served.token}`, served.origin);
          const seconds = isLong ? runSeconds.long : runSeconds.short;
          const figures = await measure(served, seconds, (id) => watchPage(browser, address(id)));
          for (const figure of figures) report(figure);
        } finally {
          await browser.close();
        }
      } finally {
        await served.close();
      }
    }),
};

type OpenPage = (runId: string) => ReturnType<typeof watchPage>;

async function measure(served: Served, seconds: number, openPage: OpenPage): Promise<readonly Figure[]> {
  const run = await served.host.submit(memoryPlan('bench viewers', { ...load, timeLimitSeconds: seconds }));
  const watchers = Array.from({ length: socketCount }, () => new Watcher());
  const over = Promise.all(watchers.map((watcher) => served.host.follow(run.id, (fresh) => watcher.take(fresh))));
  const idle = watchIdly(served, run.id);
  const page = await openPage(run.id);
  // What it took to start all that is no matter of the run.
  const before = await served.loopDelay();
  await over;
  const loop = await served.loopDelay();
  const [first] = watchers;
  const entries = present(first, 'a socket').entries;
  await page.shows(entries.length);
  const sightings = await page.sightings();
  await page.close();
  idle.close();

  const openedMs = present(sightings[0], 'a sighting of the run').atMs;
  const completions = completionsOf(entries).filter(({ atMs }) => atMs >= openedMs);
  return [
    throughputFigure(seconds, entries, watchers, present(sightings.at(-1), 'a sighting of the end')),
    latencyFigure(completions, sightings, watchers),
    loopFigure(loop),
    idleFigure(idle, entries.length, loop.rssMb - before.rssMb),
  ];
}

function throughputFigure(
  seconds: number,
  entries: readonly Entry[],
  watchers: readonly Watcher[],
  last: Sighting,
): Figure {
  const ops = entries.filter(isOp).length;
  const opsPerSecond = rounded(ops / 2 / seconds);
  const missing = watchers.reduce((sum, watcher) => sum + watcher.missing, 0);
  const repeated = watchers.reduce((sum, watcher) => sum + watcher.repeated, 0);
  const isWhole = watchers.every((watcher) => watcher.nextIndex === ops) && last.entries === entries.length;
  const isMet = missing + repeated === 0 && isWhole && opsPerSecond >= goals.opsPerSecond;
  return {
    name: 'ops at each of five viewers',
    figure: `${opsPerSecond} ops/s; ${missing} missing, ${repeated} repeated of ${ops} entries each; the page holds ${last.entries} of ${entries.length} entries`,
    comparison: goalText(`${goals.opsPerSecond} ops/s for ${seconds} s, none missing or twice`, isMet),
    data: { opsPerSecond, ops, missing, repeated, entries: entries.length, onPage: last.entries },
  };
}

function latencyFigure(
  completions: readonly Completion[],
  sightings: readonly Sighting[],
  watchers: readonly Watcher[],
) {
  const onPage = latencyOf(delays(completions, sightings));
  const onSockets = watchers.map((watcher) => latencyOf(delays(completions, watcher.arrivals)));
  const slowest = onSockets.reduce((worst: Latency, each) => (each.p95Ms > worst.p95Ms ? each : worst));
  const isMet = Math.max(onPage.p95Ms, slowest.p95Ms) <= goals.latencyMs;
  return {
    name: 'from completion to viewer',
    figure: `page ${latencyText(onPage)} (${onPage.count} ops)`,
    comparison: `${goalText(`p95 ≤ ${goals.latencyMs} ms`, isMet)}; slowest socket ${latencyText(slowest)}`,
    data: {
      pageP50Ms: onPage.p50Ms,
      pageP95Ms: onPage.p95Ms,
      pageMaxMs: onPage.maxMs,
      socketP95Ms: slowest.p95Ms,
      socketMaxMs: slowest.maxMs,
    },
  };
}

function loopFigure({ p50Ms, p99Ms, maxMs }: Awaited<ReturnType<Served['loopDelay']>>): Figure {
  return {
    name: "delay of the server's event loop",
    figure: `p50 ${rounded(p50Ms)}, p99 ${rounded(p99Ms)}, max ${rounded(maxMs)} ms`,
    comparison: goalText(`p99 ≤ ${goals.loopDelayMs} ms`, p99Ms <= goals.loopDelayMs),
    data: { p50Ms: rounded(p50Ms), p99Ms: rounded(p99Ms), maxMs: rounded(maxMs) },
  };
}

function idleFigure({ batches, bytes }: IdleViewer, entries: number, grownMb: number): Figure {
  return {
    name: 'a viewer that never answers',
    figure: `was sent ${batches()} batch of ${rounded(bytes() / 1000)} kB, while the others got ${entries} entries`,
    comparison: `${goalText('one batch, no queue', batches() <= 1)}; the server grew by ${rounded(grownMb)} MB in the run, all viewers and the run together`,
    data: { batches: batches(), bytes: bytes(), serverGrownMb: rounded(grownMb) },
  };
}

/** One of the sockets: what it has, when it came, and whether every op came once. */
class Watcher {
  readonly entries: Entry[] = [];
  readonly arrivals: Sighting[] = [];
  nextIndex = 0;
  missing = 0;
  repeated = 0;

  take(fresh: readonly Entry[]): void {
    for (const entry of fresh) {
      this.entries.push(entry);
      if (!isOp(entry)) continue;
      if (entry.index < this.nextIndex) this.repeated++;
      else {
        this.missing += entry.index - this.nextIndex;
        this.nextIndex = entry.index + 1;
      }
    }
    this.arrivals.push({ entries: this.entries.length, atMs: Date.now() });
  }
}

interface IdleViewer {
  batches(): number;
  bytes(): number;
  close(): void;
}

function watchIdly(served: Served, runId: string): IdleViewer {
  const extraHeaders = { authorization: `Bearer ${served.token}` };
  const socket = io(served.origin, { transports: ['websocket'], extraHeaders });
  let [batches, bytes] = [0, 0];
  socket.on('connect', () => socket.emit('watch', { runId, from: 0 }, () => undefined));
  socket.on('entries', (batch: EntryBatch) => {
    batches++;
    bytes += batch.bytes.byteLength;
  });
  return { batches: () => batches, bytes: () => bytes, close: () => void socket.disconnect() };
}
