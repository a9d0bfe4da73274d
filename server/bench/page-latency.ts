/**
 * How long after its completion an operation is on the page, at several paces; and, measured with the same run, how long
 * until it reached a viewer that is not a browser. The difference is what the page takes.
 *
 *     completed ──▶ journal ──▶ socket ──▶ viewer in Node         (comparison)
 *                                    └───▶ page: fold, render, frame   (figure)
 */
import type { Browser } from '@playwright/test';
import { present } from '@/lib/base/assert';
import type { Entry } from '@/lib/protocol/entry';
import { openBrowser, type Sighting, watchPage } from './browser';
import { completionsOf, delays } from './completions';
import type { Bench, Figure } from './figure';
import { latencyOf, latencyText } from './latency';
import { memoryPlan } from './memory-plan';
import { type Served, withDirectory, withServed } from './served';

const goalMs = 250;

const runSeconds = 10;

/** An operation of the in-memory system takes this long on average. */
const operationSeconds = 0.003;

const paces = [
  { operationsPerSecond: 5, concurrency: 5 },
  { operationsPerSecond: 50, concurrency: 5, isLong: true },
  { operationsPerSecond: 200, concurrency: 10 },
  { operationsPerSecond: 1000, concurrency: 25 },
] as const;

type Pace = (typeof paces)[number];

export const pageLatency: Bench = {
  name: 'page',
  about: `from the completion of an operation to the frame that shows it; ${runSeconds} s in memory at each pace, page open in chromium`,
  run: (report, _, isLong) =>
    withDirectory((directory) =>
      withServed(directory, async (served) => {
        const browser = await openBrowser();
        try {
          // The first page that a server renders and a browser loads is slower than all after it.
          await measure(served, browser, paces[0], 1);
          for (const pace of paces) {
            if (isLong || !('isLong' in pace)) report(await measure(served, browser, pace, runSeconds));
          }
        } finally {
          await browser.close();
        }
      }),
    ),
};

async function measure(served: Served, browser: Browser, pace: Pace, seconds: number): Promise<Figure> {
  const run = await served.host.submit(planOf(pace, seconds));
  const entries: Entry[] = [];
  const arrivals: Sighting[] = [];
  const followed = served.host.follow(run.id, (fresh) => {
    entries.push(...fresh);
    arrivals.push({ entries: entries.length, atMs: Date.now() });
  });
  const page = await watchPage(browser, new URL(`/runs/${run.id}?token=${served.token}`, served.origin));
  await followed;
  await page.shows(entries.length);
  const sightings = await page.sightings();
  await page.close();

  // What was completed before the page was open is no matter of the page.
  const openedMs = present(sightings[0], 'a sighting of the run').atMs;
  const completions = completionsOf(entries).filter(({ atMs }) => atMs >= openedMs);
  const onPage = latencyOf(delays(completions, sightings));
  const onSocket = latencyOf(delays(completions, arrivals));
  const achieved = Math.round(completionsOf(entries).length / seconds);
  return {
    name: `on the page at ${achieved} ops/s`,
    figure: `${latencyText(onPage)} (${onPage.count} ops)`,
    comparison: `goal p95 ≤ ${goalMs} ms; socket alone: ${latencyText(onSocket)}`,
    data: {
      operationsPerSecond: achieved,
      ...onPage,
      goalP95Ms: goalMs,
      socketP50Ms: onSocket.p50Ms,
      socketP95Ms: onSocket.p95Ms,
      socketMaxMs: onSocket.maxMs,
    },
  };
}

function planOf({ operationsPerSecond, concurrency }: Pace, timeLimitSeconds: number) {
  const delaySeconds = concurrency / operationsPerSecond - operationSeconds;
  return memoryPlan(`bench ${operationsPerSecond} ops/s`, { concurrency, delaySeconds, timeLimitSeconds });
}
