/** Histories at the edge: no operation, one, two hundred lanes, ten thousand crashed processes. Each has a page that works. */
import type { Page } from '@playwright/test';
import { violationsOn } from './axe';
import { ask, type ClewServer, expect, factsOf, historyOf, launch, openAsOperator, test } from './fixtures';
import { memoryPlan, operationsShown, runPath, timelineOn, unreachableCluster, untilDone, verdictOn } from './journeys';

const stop = (server: ClewServer, id: string) => ask(server, `/api/runs/${id}/stop`, 'POST');

async function openDone(page: Page, server: ClewServer, id: string): Promise<void> {
  await untilDone(server, id, 120_000);
  await openAsOperator(page, server, runPath(id));
  await expect(verdictOn(page).getByRole('heading')).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'The history is being read' })).toBeHidden({ timeout: 60_000 });
}

/** Whatever was selected, in words. */
const selectedOn = (page: Page) => page.getByText(/, client \d+ on n\d/).first();

/** Every tab opens, and axe finds nothing in any, nor on the page around them. */
async function expectTabsToWork(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await violationsOn(page)).toEqual([]);
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await expect(page.getByRole('tabpanel')).not.toBeEmpty();
    expect(await violationsOn(page, { within: ['[role=tablist]', '[role=tabpanel]'] })).toEqual([]);
  }
}

async function expectKeysToWork(page: Page): Promise<void> {
  await timelineOn(page).focus();
  await page.keyboard.press('ArrowRight');
  await expect(selectedOn(page)).toBeAttached();
  await page.keyboard.press('+');
  await expect(page).toHaveURL(/&span=/);
  await page.keyboard.press('f');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect(selectedOn(page)).toBeAttached();
}

test('a run without an operation says why there is none', async ({ page, server }) => {
  const plan = { name: 'no operation', cluster: unreachableCluster, system: { name: 'etcd' }, seed: 1 };
  await openDone(page, server, await launch(server, plan));
  await expect(timelineOn(page)).toBeHidden();
  await page.getByRole('tab', { name: 'Latency and rate' }).click();
  await expect(page.getByRole('tabpanel')).toContainText(/no operation/i);
  await expectTabsToWork(page);
});

test('a run of one operation shows it, and says what it proves', async ({ page, server }) => {
  const load = { concurrency: 1, delaySeconds: 60, timeLimitSeconds: 600 };
  const id = await launch(server, memoryPlan('one operation', { load }));
  await expect.poll(async () => (await factsOf(server, id)).operations).toBe(1);
  await stop(server, id);
  await openDone(page, server, id);
  expect(await operationsShown(page)).toBe(1);
  await expect(verdictOn(page)).toContainText('The one operation fits an order');
  await expectKeysToWork(page);
  await expectTabsToWork(page);
});

test('two hundred lanes are all there, the last one too', async ({ page, server }) => {
  const load = { concurrency: 200, delaySeconds: 0.2, timeLimitSeconds: 2.6 };
  const id = await launch(server, memoryPlan('two hundred lanes', { load }));
  await openDone(page, server, id);
  await expect(timelineOn(page)).toHaveAccessibleName(/ on 200 clients,/);
  await expectKeysToWork(page);
  for (let lane = 0; lane < 200; lane++) await page.keyboard.press('ArrowDown');
  await expect(page.getByText(/, client 199 on n\d, process \d+/).first()).toBeAttached();
  // Of the lanes the last is in view now.
  await expect.poll(() => timelineOn(page).evaluate((lanes) => lanes.scrollTop)).toBeGreaterThan(199 * 12 - 512);
  await page.getByText('Operations as a table', { exact: true }).click();
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', String((await operationsShown(page)) + 1));
});

test('ten thousand crashed processes take no lane more', async ({ page, server }) => {
  test.setTimeout(240_000);
  // Of four nodes neither half is a majority, so whatever is asked during the cut crashes.
  const plan = memoryPlan('ten thousand crashed', {
    cluster: { type: 'memory', nodes: 4 },
    client: { timeoutMs: 20 },
    checker: { timeLimitSeconds: 5 },
    load: { concurrency: 200, delaySeconds: 0, timeLimitSeconds: 600 },
    faults: [{ name: 'partition-random-halves', restSeconds: 0.2, durationSeconds: 3 }],
  });
  const id = await launch(server, plan);
  // An invocation and its end each, before the history is asked for, which is long.
  await expect.poll(async () => (await factsOf(server, id)).entries, { timeout: 120_000 }).toBeGreaterThan(20_000);
  const crashed = async () => (await historyOf(server, id)).filter(({ type }) => type === 'info').length;
  await expect.poll(crashed, { timeout: 120_000, intervals: [1000] }).toBeGreaterThan(10_000);
  await stop(server, id);
  await openDone(page, server, id);
  await expect(timelineOn(page)).toHaveAccessibleName(/ on 200 clients,/);
  await expect(verdictOn(page)).toContainText(/\d\d,\d{3} of them never completed|is not known/);
  await expectKeysToWork(page);
  await expectTabsToWork(page);
});
