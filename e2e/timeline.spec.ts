/** Zooming and moving by wheel, pinch, finger and drag; what the pointer shows; from failure to failure by keys. */
import type { Locator, Page } from '@playwright/test';
import { expect, type HistoryLine, historyOf, test } from './fixtures';
import { memoryPlan, minimapOn, openFinishedRun, openSharedRun, selectedOn, spanOn, timelineOn } from './journeys';

/** Seconds in view, as the toolbar says. */
async function secondsInView(page: Page): Promise<number> {
  const [, count, unit] = /^([\d.]+) (s|ms|µs) in view/.exec((await spanOn(page).textContent()) ?? '') ?? [];
  return Number(count) * { s: 1, ms: 1e-3, µs: 1e-6 }[unit as 's' | 'ms' | 'µs'];
}

async function placeOn(target: Locator, x: number, y: number): Promise<{ readonly x: number; readonly y: number }> {
  const box = await target.boundingBox();
  if (!box) throw new Error(`${target} is not there`);
  return { x: box.x + x * box.width, y: box.y + y * box.height };
}

/** What is still on its way goes on after the page was put back. */
async function untilStill(page: Page): Promise<void> {
  let last = -1;
  const isStill = async () => {
    const before = last;
    last = await page.evaluate(() => scrollY);
    return last === before;
  };
  await expect.poll(isStill).toBe(true);
}

test('wheel and trackpad come closer where the pointer is, and scroll the page when not meant', async ({
  page,
  server,
}) => {
  await openSharedRun(page, server, 'valid');
  await timelineOn(page).scrollIntoViewIfNeeded();
  const whole = await secondsInView(page);
  const { x, y } = await placeOn(timelineOn(page), 0.7, 0.3);
  await page.mouse.move(x, y);

  await page.mouse.wheel(0, 60);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
  await untilStill(page);
  expect(await secondsInView(page)).toBe(whole);
  await page.evaluate(() => scrollTo(0, 0));

  const under = await placeOn(timelineOn(page), 0.7, 0.3);
  await page.mouse.move(under.x, under.y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await expect.poll(() => secondsInView(page)).toBeLessThan(whole);
  await page.keyboard.up('Control');
  const close = await secondsInView(page);
  await expect(minimapOn(page)).toHaveAttribute('aria-valuetext', /^shows [\d.]+ s to/);
  const [, start, end] =
    /^shows ([\d.]+) s to ([\d.]+) s/.exec((await minimapOn(page).getAttribute('aria-valuetext')) ?? '')?.map(Number) ??
    [];
  const left = (start ?? 0) / whole;
  const right = 1 - (end ?? 0) / whole;
  // The pointer is at about two thirds of the axis.
  expect(left / (left + right)).toBeCloseTo(0.66, 1);

  // With the focus in the timeline the wheel is meant for it.
  await timelineOn(page).focus();
  await page.mouse.wheel(0, -300);
  await expect.poll(() => secondsInView(page)).toBeLessThan(close);
  for (let times = 0; times < 10; times++) await page.mouse.wheel(0, 600);
  await expect.poll(() => secondsInView(page)).toBe(whole);
  await page.mouse.wheel(0, -300);
  await expect.poll(() => secondsInView(page)).toBeLessThan(whole);
  await page.keyboard.press('f');
  await expect.poll(() => secondsInView(page)).toBe(whole);
});

test('two fingers come closer, and one moves what is in view', async ({ browser, server }) => {
  const context = await browser.newContext({ hasTouch: true });
  const page = await context.newPage();
  await openSharedRun(page, server, 'valid');
  await timelineOn(page).scrollIntoViewIfNeeded();
  const whole = await secondsInView(page);
  const devtools = await context.newCDPSession(page);
  /** Places of the fingers, shares of the width. */
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...fingers: readonly number[]) => {
    const touchPoints = await Promise.all(fingers.map((share) => placeOn(timelineOn(page), share, 0.3)));
    await devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  await touch('touchStart', 0.5, 0.6);
  for (const apart of [0.02, 0.06, 0.1]) await touch('touchMove', 0.5 - apart, 0.6 + apart);
  await touch('touchEnd');
  await expect.poll(() => secondsInView(page)).toBeLessThan(whole / 2);
  const close = await secondsInView(page);

  const minimap = minimapOn(page);
  const before = (await minimap.getAttribute('aria-valuetext')) ?? '';
  await touch('touchStart', 0.3);
  for (const to of [0.4, 0.5, 0.6]) await touch('touchMove', to);
  await touch('touchEnd');
  await expect(minimap).not.toHaveAttribute('aria-valuetext', before);
  expect(await secondsInView(page)).toBeCloseTo(close, 2);
  await context.close();
});

test('under the pointer an operation, a fault and a node tell what the history says of them', async ({
  page,
  server,
}) => {
  const id = await openFinishedRun(page, server, memoryPlan('under the pointer', { seed: 12 }));
  await timelineOn(page).scrollIntoViewIfNeeded();
  const lines = await historyOf(server, id);
  const timeline = timelineOn(page);
  const card = timeline.locator('..').locator('dl');
  const told = async (name: string) =>
    card
      .locator('dt', { hasText: new RegExp(`^${name}$`) })
      .locator('xpath=following-sibling::dd[1]')
      .textContent();
  /** Moves along a height until a card of that kind is there. */
  const pointAt = async (y: (box: { readonly height: number }) => number, name: string) => {
    const box = await timeline.boundingBox();
    if (!box) throw new Error('the timeline has no place on the page');
    for (let x = 0.1 * box.width; x < box.width; x += 3) {
      await page.mouse.move(box.x + x, box.y + y(box));
      if (await card.locator('dt', { hasText: new RegExp(`^${name}$`) }).isVisible()) return;
    }
    throw new Error(`nothing along the lane tells its ${name}`);
  };

  await timeline.focus();
  for (const key of ['+', '+', '+']) await page.keyboard.press(key);
  await pointAt(({ height }) => 0.3 * height, 'completed');
  const microseconds = async (name: string) => Math.round(Number.parseFloat((await told(name)) ?? '') * 1e6);
  const process = await told('process');
  const [, node] = /^\d+ on (n\d)$/.exec((await told('client')) ?? '') ?? [];
  const isAt = (time: number) => (line: HistoryLine) =>
    String(line.process) === process && Math.round((line.time ?? 0) / 1e3) === time;
  const invocation = lines.find(isAt(await microseconds('invoked')));
  const completion = lines.find(isAt(await microseconds('completed')));
  expect(invocation?.type).toBe('invoke');
  expect(node).toBe(`n${(Number(process) % 5) + 1}`);
  await expect(card).toContainText(`outcome${completion?.type}, `);
  if (completion?.type === 'ok') await expect(card).toContainText(/answered at|modified at/);

  await page.keyboard.press('f');
  await pointAt(() => 10, 'nemesis begins');
  const begins = lines.filter(({ process: who, type }) => who === 'nemesis' && type === 'info');
  expect(Number.parseFloat((await told('nemesis begins')) ?? '')).toBeCloseTo((begins[0]?.time ?? 0) / 1e9, 3);
  await pointAt(({ height }) => height - 60, 'since');
  await expect(card).toContainText(/at\d.*since\d/);
});

test('j and k lead through every failure and crash, in the order of time, and no further', async ({ page, server }) => {
  const hasty = {
    client: { readLevel: 'quorum', timeoutMs: 300 },
    load: { concurrency: 5, delaySeconds: 0.1, timeLimitSeconds: 2.5 },
  };
  const id = await openFinishedRun(page, server, memoryPlan('from failure to failure', hasty));
  const failures = failedInvocations(await historyOf(server, id));
  expect(failures.length).toBeGreaterThan(5);
  await timelineOn(page).focus();
  const seen: string[] = [];
  for (let press = 0; press < failures.length; press++) {
    await page.keyboard.press('j');
    await expect(selectedOn(page)).not.toHaveText(seen.at(-1) ?? '');
    seen.push((await selectedOn(page).textContent()) ?? '');
  }
  expect(seen.map((words) => Number(/process (\d+)/.exec(words)?.[1]))).toEqual(failures.map(({ process }) => process));
  for (const words of seen) expect(words).toMatch(/, (fail|info), /);
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect(selectedOn(page)).toHaveText(seen.at(-2) ?? '');
});

test('the charts show what the timeline shows', async ({ page, server }) => {
  await openSharedRun(page, server, 'invalid');
  await page.getByRole('tab', { name: 'Latency and rate' }).click();
  const chart = page.getByRole('tabpanel').getByRole('img', { name: /^Latency of all operations/ });
  const drawn = () => chart.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  await timelineOn(page).focus();
  const contradiction = await drawn();
  await page.keyboard.press('f');
  await expect.poll(drawn).not.toBe(contradiction);
  const whole = await drawn();
  for (const key of ['v', '+', '+', '+']) await page.keyboard.press(key);
  await expect.poll(drawn).not.toBe(whole);
  const part = await drawn();
  await page.keyboard.press('PageUp');
  await expect.poll(drawn).not.toBe(part);
  await page.keyboard.press('f');
  await expect.poll(drawn).toBe(whole);
});

/** Those that failed, crashed or never completed. */
function failedInvocations(lines: readonly HistoryLine[]): readonly HistoryLine[] {
  const open = new Map<HistoryLine['process'], HistoryLine>();
  const succeeded = new Set<HistoryLine>();
  const invocations = lines.filter(({ process }) => typeof process === 'number');
  for (const line of invocations) {
    const invocation = open.get(line.process);
    if (line.type === 'invoke') open.set(line.process, line);
    else if (line.type === 'ok' && invocation) succeeded.add(invocation);
  }
  return invocations.filter((line) => line.type === 'invoke' && !succeeded.has(line));
}
