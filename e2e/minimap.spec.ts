/** The whole run in one strip below the timeline, and the brush that chooses a part of it. */
import type { Locator, Page } from '@playwright/test';
import { violationsOn } from './axe';
import { type ClewServer, expect, test } from './fixtures';
import { minimapOn, openSharedRun, tabTo, timelineOn, verdictOn } from './journeys';

const wholeRun = /^shows the whole run of [\d.]+ s$/;
const aPart = /^shows [\d.]+ s to [\d.]+ s of [\d.]+ s; .+ outside$/;

async function openWholeRun(page: Page, server: ClewServer): Promise<void> {
  await openSharedRun(page, server, 'invalid');
  await expect(verdictOn(page).getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible();
  // It opens on the contradiction.
  await expectShown(page, aPart);
  await page.getByRole('button', { name: 'Fit', exact: true }).click();
  await expectShown(page, wholeRun);
}

async function expectShown(page: Page, words: RegExp): Promise<void> {
  await expect(minimapOn(page)).toHaveAttribute('aria-valuetext', words);
}

/** Seconds, as the minimap says them. */
async function shown(page: Page): Promise<readonly [number, number]> {
  const words = (await minimapOn(page).getAttribute('aria-valuetext')) ?? '';
  const [, start, end] = /^shows ([\d.]+) s to ([\d.]+) s/.exec(words) ?? [];
  return [Number(start), Number(end)];
}

/** Presses, moves and lets go, or leaves the last to the caller. Places are shares of the element's width and height. */
async function drag(
  target: Locator,
  from: number,
  to: number,
  { y = 0.5, isHeld = false }: { readonly y?: number; readonly isHeld?: boolean } = {},
): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error(`${target} is not there`);
  const { mouse } = target.page();
  await mouse.move(box.x + from * box.width, box.y + y * box.height);
  await mouse.down();
  await mouse.move(box.x + to * box.width, box.y + y * box.height, { steps: 5 });
  if (!isHeld) await mouse.up();
}

test('a part of the run is brushed on the minimap, moved, resized, and let go', async ({ page, server }) => {
  await openWholeRun(page, server);
  const minimap = minimapOn(page);
  await drag(minimap, 0.4, 0.6);
  await expectShown(page, aPart);
  const [start, end] = await shown(page);
  expect(end - start).toBeGreaterThan(0.5);

  await drag(minimap, 0.5, 0.7);
  await expect.poll(async () => (await shown(page))[0]).toBeGreaterThan(start + 0.5);
  const [movedStart, movedEnd] = await shown(page);
  expect(movedEnd - movedStart).toBeCloseTo(end - start, 1);

  await drag(minimap, 0.8, 0.75);
  await expect.poll(async () => (await shown(page))[1]).toBeLessThan(movedEnd - 0.1);
  expect((await shown(page))[0]).toBe(movedStart);

  await drag(minimap, 0.7, 0.2, { isHeld: true });
  await expect.poll(async () => (await shown(page))[0]).toBeLessThan(movedStart - 0.5);
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await shown(page))[0]).toBe(movedStart);
  await page.mouse.up();

  // Let go below the strip, before the press had moved along it: what follows is no drag.
  await drag(minimap, 0.5, 0.5, { isHeld: true });
  const box = await minimap.boundingBox();
  if (!box) throw new Error('the minimap has no place on the page');
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 3 * box.height);
  await page.mouse.up();
  await page.mouse.move(box.x + 0.5 * box.width, box.y + box.height / 2);
  await page.mouse.move(box.x + 0.9 * box.width, box.y + box.height / 2, { steps: 5 });
  // The words come once the view rests; a drag would have moved them by then.
  await expect(page.getByText(/in view; drag to move/)).toBeVisible();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)));
  expect((await shown(page))[0]).toBe(movedStart);

  await minimap.click({ position: { x: 200, y: 20 } });
  await expect.poll(async () => (await shown(page))[1]).toBeLessThan(movedStart);
  await minimap.dblclick({ position: { x: 300, y: 20 } });
  await expectShown(page, wholeRun);
});

test('a part of the timeline is brushed with Shift or along the axis, and given up with Escape', async ({
  page,
  server,
}) => {
  await openWholeRun(page, server);
  const timeline = timelineOn(page);
  await page.keyboard.down('Shift');
  await drag(timeline, 0.3, 0.6, { isHeld: true });
  await expect(timeline.getByText(/^\d+\.\d\d s$/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(timeline.getByText(/^\d+\.\d\d s$/)).toBeHidden();
  await page.mouse.up();
  await expectShown(page, wholeRun);

  await drag(timeline, 0.3, 0.6);
  await page.keyboard.up('Shift');
  await expectShown(page, aPart);
  const [start, end] = await shown(page);
  await drag(timeline, 0.6, 0.4, { y: 0.98 });
  await expect.poll(async () => (await shown(page))[0]).toBeGreaterThan(start);
  const [nearStart, nearEnd] = await shown(page);
  expect(nearEnd).toBeLessThan(end);

  await drag(timeline, 0.4, 0.6);
  await expect.poll(async () => (await shown(page))[0]).toBeLessThan(nearStart);
  const [pannedStart, pannedEnd] = await shown(page);
  expect(pannedEnd - pannedStart).toBeCloseTo(nearEnd - nearStart, 2);
});

test('the minimap is moved with the keyboard alone, and axe finds nothing', async ({ page, server }) => {
  await openWholeRun(page, server);
  await tabTo(page, minimapOn(page));
  for (const key of ['+', '+', 'Home']) await page.keyboard.press(key);
  await expect.poll(async () => (await shown(page))[0]).toBe(0);
  const [, end] = await shown(page);
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await shown(page))[1]).toBeGreaterThan(end);
  expect((await shown(page))[0]).toBe(0);
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await shown(page))[0]).toBeGreaterThan(0);
  await expect(minimapOn(page)).not.toHaveAttribute('aria-valuenow', '0');
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expectShown(page, wholeRun);
});
