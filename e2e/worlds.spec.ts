/** A violation explained: in words, as a band, as a small picture, and as a thread through the bars; and the charts. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { memoryPlan, openFinishedRun, openSharedRun, tabTo, timelineOn, verdictOn } from './journeys';

const threadOn = (page: Page) => page.getByText(/^order of the world, \d+ of \d+ steps taken$/);
const worldOn = (page: Page) => page.getByRole('list', { name: 'World' });

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('a violation is told in a paragraph that names who was answered what, where and when', async ({
  page,
  server,
}) => {
  await openSharedRun(page, server, 'invalid');
  await expect(verdictOn(page)).toContainText(
    /Client \d+ on n\d began (a read at [\d.]+ s and was answered \S+ at [\d.]+ s|cas .+ that it had succeeded)\./,
  );
  await expect(verdictOn(page)).toContainText(
    /orders? that explains? everything before the answer ends? with the register/,
  );
  await expect(verdictOn(page)).toContainText(
    /nemesis had|No fault had been made by then|The last fault had been healed/,
  );
  await expect(page.getByRole('img', { name: /n\d gave the violating answer\b/ })).toBeVisible();
});

test('the smallest contradiction is a picture, and text for an issue', async ({ page, server }) => {
  const id = await openSharedRun(page, server, 'invalid');
  const contradiction = page.getByRole('region', { name: 'Smallest contradiction', exact: true });
  await expect(contradiction.getByRole('img', { name: /client \d+ on n\d, .+which cannot be;.* can't/ })).toBeVisible();
  await contradiction.getByRole('button', { name: 'Copy as text' }).click();
  await expect(page.getByText('Contradiction copied')).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^Smallest contradiction \(\d+ of \d+ operations\):\n/);
  expect(text).toMatch(/^client \d+ · n\d .*├.+┤.* ✗ can't /m);
  expect(text).toMatch(/^\d+\t:invoke\t:/m);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    contradiction.getByRole('button', { name: 'Save as SVG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`broken-promise-${id}.contradiction.svg`);
  const svg = await readFile(await download.path(), 'utf8');
  expect(svg).toMatch(/^<svg xmlns=.*<text.*can&#39;t .*<\/svg>\s*$/s);
  // In colours of its own: a file has no theme.
  expect(svg).not.toContain('var(');
});

test('the thread follows the steps, from the panel and from the timeline, by keyboard alone', async ({
  page,
  server,
}) => {
  await openSharedRun(page, server, 'invalid');
  const steps = page.getByText(/^step \d+ of \d+$/);
  await expect(steps).toBeVisible();
  // Only the contradiction is drawn until the whole world is asked for.
  await expect(threadOn(page)).toBeHidden();
  await page.getByRole('checkbox', { name: 'Whole world on the timeline' }).check();
  const [, last = ''] = /of (\d+)$/.exec((await steps.textContent()) ?? '') ?? [];
  await expect(threadOn(page)).toHaveText(`order of the world, ${last} of ${last} steps taken`);

  await tabTo(page, timelineOn(page));
  await page.keyboard.press(',');
  await expect(steps).toHaveText(`step ${Number(last) - 1} of ${last}`);
  await expect(threadOn(page)).toHaveText(`order of the world, ${Number(last) - 1} of ${last} steps taken`);
  await expect(page.getByText(/, client \d+ on n\d, process \d+, invoked at/)).toBeAttached();
  await page.keyboard.press('.');
  await expect(steps).toHaveText(`step ${last} of ${last}`);

  await tabTo(page, page.getByRole('button', { name: 'Step back' }));
  await page.keyboard.press('Home');
  await expect(threadOn(page)).toHaveText(`order of the world, 1 of ${last} steps taken`);
  await expect(worldOn(page).locator('[aria-current=step]')).toContainText('then');
  await page.getByRole('checkbox', { name: 'Whole world on the timeline' }).uncheck();
  await expect(threadOn(page)).toBeHidden();
});

test('the charts show one function at a time, and lead from a fault to its moment', async ({ page, server }) => {
  await openSharedRun(page, server, 'valid');
  await page.getByRole('tab', { name: 'Latency and rate' }).click();
  const panel = page.getByRole('tabpanel');
  await expect(panel.getByRole('img', { name: /^Latency of all operations, .*50th, 95th and 99th/ })).toBeVisible();
  await panel.getByRole('radio', { name: 'all' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(panel.getByRole('img', { name: /^Latency of each (read|write|cas), / })).toBeVisible();
  await panel.getByRole('radio', { name: 'fail' }).check();
  await expect(panel.getByRole('img', { name: /of those that ended fail\./ })).toBeVisible();

  const faults = panel.getByRole('region', { name: 'What was served during each fault' });
  for (const f of ['read', 'write', 'cas']) {
    await expect(faults.getByRole('columnheader', { name: f, exact: true })).toBeVisible();
  }
  const first = faults.getByRole('row').nth(1);
  await expect(first).toContainText(/n\d.* cut off from n\d/);
  await expect(first.getByRole('cell').first()).toHaveText(/^(none|\d+) of \d+$/);
  const span = page.getByText(/in view; drag to move/);
  const before = (await span.textContent()) ?? '';
  await first.getByRole('button').click();
  await expect(span).not.toHaveText(before);
});

test('a valid run in which nothing succeeded under a fault says that first', async ({ page, server }) => {
  // Both clients are on the smaller side: seed 12 cuts n1 and n2 off.
  const silent = {
    load: { concurrency: 2, delaySeconds: 0.05, timeLimitSeconds: 3.2 },
    faults: [{ name: 'partition-random-halves', restSeconds: 1, durationSeconds: 1.5 }],
    seed: 12,
  };
  await openFinishedRun(page, server, memoryPlan('proves nothing', silent));
  await expect(verdictOn(page).getByRole('heading', { name: /\bValid, but weak$/ })).toBeVisible();
  await expect(verdictOn(page)).toContainText(/Valid, but weak: no .+ succeeded during the one partition/);
  await page.getByRole('tab', { name: 'Latency and rate' }).click();
  await expect(page.getByRole('tabpanel').getByText(/^No .+ succeeded during the one partition/)).toBeVisible();
});
