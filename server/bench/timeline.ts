/**
 * How a page bears a history of a million operations: how soon it answers a key, how soon all is there, how long a frame takes while a person zooms
 * and pans, and how much memory the tab holds; beside the same for ten thousand.
 */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { openBrowser } from './browser';
import { type Bench, durationText, type Figure, goalText, rounded } from './figure';
import { type LargeRun, storeLargeRun } from './large-run';
import { type Served, withDirectory, withServed } from './served';

const sizes = [10_000, 1_000_000] as const;

const interactiveGoalMs = 3000;
const frameGoalMs = 16.8;
const memoryGoalMb = 400;

/** Five seconds of zooming in and out and of panning, if every frame is in time. */
const frames = 300;

const loadLimitMs = 120_000;

export const timelineBench: Bench = {
  name: 'timeline',
  about: 'a finished run opened in headless chromium without a GPU, 1280 × 900',
  async run(report, wants) {
    for (const operations of sizes) {
      if (!wants(nameOf(operations))) continue;
      const figure = await withDirectory(async (directory) => {
        const run = await storeLargeRun(directory, operations);
        return withServed(directory, (served) => measure(served, run));
      });
      report(figure);
    }
  },
};

const nameOf = (operations: number) => `${operations.toLocaleString('en')} operations`;

async function measure(served: Served, run: LargeRun): Promise<Figure> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    // The list first: the server's first page costs more than all after it, and signs in.
    await page.goto(new URL(`/?token=${served.token}`, served.origin).href);
    const startMs = performance.now();
    await page.goto(new URL(`/runs/${run.id}`, served.origin).href);
    await answeredKey(page);
    const answerMs = performance.now() - startMs;
    await page.waitForFunction(
      (entries) => document.getElementById('main')?.dataset.entries === String(entries),
      run.entries,
      { timeout: loadLimitMs },
    );
    const wholeMs = performance.now() - startMs;
    const frameMs = (await page.evaluate(zoomAndPan, frames)).sort((a, b) => a - b);
    const quantile = (share: number) => frameMs[Math.ceil(share * frameMs.length) - 1] ?? 0;
    const memoryMb = await tabMemoryMb(browser);
    return figureOf(run, { answerMs, wholeMs }, quantile(0.5), quantile(0.95), quantile(1), memoryMb);
  } finally {
    await browser.close();
  }
}

/** Resolves when a press of a key on the timeline has changed the page. */
async function answeredKey(page: Page): Promise<void> {
  const timeline = page.getByRole('application', { name: /^Timeline: [1-9]/ });
  await timeline.focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText(/, process \d+ on n\d/).waitFor({ state: 'attached' });
}

/** Runs in the page, so it can use nothing from here. @returns milliseconds from each frame to the next */
async function zoomAndPan(amount: number): Promise<number[]> {
  const timeline = document.querySelector('[role=application]') as HTMLElement;
  const box = timeline.getBoundingClientRect();
  const wheel = (deltaX: number, deltaY: number, ctrlKey: boolean) =>
    timeline.dispatchEvent(
      new WheelEvent('wheel', {
        deltaX,
        deltaY,
        ctrlKey,
        bubbles: true,
        cancelable: true,
        clientX: box.left + box.width * 0.6,
        clientY: box.top + box.height / 2,
      }),
    );
  const drag = (type: string, x: number) =>
    (type === 'mousedown' ? timeline : window).dispatchEvent(
      new MouseEvent(type, { bubbles: true, button: 0, clientX: x, clientY: box.top + box.height / 2, view: window }),
    );
  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const times: number[] = [];
  let before = await nextFrame();
  for (let frame = 0; frame < amount; frame++) {
    const part = Math.floor(frame / (amount / 6));
    const middle = box.left + box.width / 2;
    // In, across, in, across, out, out.
    if (part === 1 || part === 3) {
      const within = frame % (amount / 6);
      if (within === 0) drag('mousedown', middle);
      drag('mousemove', middle - 6 * within);
      if (within === amount / 6 - 1) drag('mouseup', middle - 6 * within);
    } else wheel(0, part >= 4 ? 30 : -40, true);
    const now = await nextFrame();
    times.push(now - before);
    before = now;
  }
  return times;
}

/** What the process of the page holds in memory by itself; the code of the browser, which all share, is not counted. */
async function tabMemoryMb(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const resident = await Promise.all(
    processInfo
      .filter(({ type }) => type === 'renderer')
      .map(async ({ id }) => {
        const status = await readFile(`/proc/${id}/status`, 'latin1').catch(() => '');
        return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
      }),
  );
  return Math.max(...resident);
}

function figureOf(
  run: LargeRun,
  { answerMs, wholeMs }: { readonly answerMs: number; readonly wholeMs: number },
  frameP50Ms: number,
  frameP95Ms: number,
  frameMaxMs: number,
  memoryMb: number,
): Figure {
  const isMet = answerMs <= interactiveGoalMs && rounded(frameP95Ms) <= frameGoalMs && memoryMb <= memoryGoalMb;
  const goal = `answers ≤ ${durationText(interactiveGoalMs)}, frames p95 ≤ ${frameGoalMs} ms, ≤ ${memoryGoalMb} MB`;
  return {
    name: nameOf(run.operations),
    figure: `answers after ${durationText(answerMs)}, whole after ${durationText(wholeMs)}, frames p50 ${rounded(frameP50Ms)}, p95 ${rounded(frameP95Ms)}, max ${rounded(frameMaxMs)} ms, ${Math.ceil(memoryMb)} MB`,
    comparison: goalText(goal, isMet),
    data: { operations: run.operations, answerMs, wholeMs, frameP50Ms, frameP95Ms, frameMaxMs, memoryMb },
  };
}
