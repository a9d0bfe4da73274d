/** An experiment from the form to its table, and its link in a teammate's browser. */
import type { Page } from '@playwright/test';
import { violationsOn } from './axe';
import { ask, expect, openAsOperator, test } from './fixtures';
import { memoryPlan, openForm, staleReads, timelineOn, untilEntries, verdictOn } from './journeys';

interface ExperimentFacts {
  readonly id: string;
  readonly state: string;
}

const over = 120_000;

async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOn(page)).toEqual([]);
}

test('the test in the form becomes a table of its reads, which a link shows to a teammate', async ({
  operator: page,
  server,
  browser,
}) => {
  await openForm(page, server);
  await page.getByRole('textbox', { name: 'Name' }).fill('reads side by side');
  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('3');
  await page.getByRole('textbox', { name: 'Recovery' }).fill('0');
  await page.getByRole('link', { name: 'Make it an experiment' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'New experiment' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('reads side by side');
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByRole('status')).toHaveText(/^3 × 1 combinations: 3 runs, about 12 s\.$/);
  await page.getByRole('checkbox', { name: 'In-memory register, leader' }).uncheck();
  await page.getByRole('checkbox', { name: 'No faults' }).check();
  await page.getByRole('checkbox', { name: 'Pause processes: the leader' }).check();
  await expect(preview.getByRole('status')).toHaveText(/^2 × 3 combinations: 6 runs/);
  await page.getByRole('checkbox', { name: 'Pause processes: the leader' }).uncheck();
  await page.getByRole('textbox', { name: 'Repeats' }).fill('many');
  await expect(preview.getByRole('status')).toContainText('repeats must be a number');
  await page.getByRole('button', { name: 'Launch' }).click();
  await expect(page.getByRole('textbox', { name: 'Repeats' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Repeats' }).fill('1');
  await expect(preview.getByRole('status')).toHaveText(/^2 × 2 combinations: 4 runs/);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Launch' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'reads side by side' })).toBeVisible();
  const table = page.getByRole('table');
  await expect(table.getByRole('columnheader', { name: 'Partition into random halves' })).toBeVisible();
  await expect(table.getByRole('row', { name: /^Quorum/ }).getByRole('cell')).toHaveCount(2);
  await expect(page.getByRole('status', { name: 'Progress' })).toContainText('4 of 4 runs over', { timeout: over });
  await expect(table.getByRole('link', { name: /: the run of / })).toHaveCount(4);
  await expect(table.getByText('Reads served under faults')).toHaveCount(4);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  const context = await browser.newContext();
  const teammate = await context.newPage();
  await teammate.goto(link);
  await expect(teammate.getByRole('heading', { level: 1, name: 'reads side by side' })).toBeVisible();
  const tag = (name: string) => teammate.locator(`meta[property="og:${name}"]`).getAttribute('content');
  expect(await tag('title')).toBe('reads side by side');
  expect(await tag('description')).toMatch(/^2 reads × 2 faults\. 4 of 4 runs over: .+\. Violated: Local, /);
  const picture = (await tag('image')) ?? '';
  expect(picture).toContain(`${server.origin}/share/experiments/`);
  const answer = await teammate.request.get(picture);
  expect(answer.headers()).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'no-store' });
  await expect(teammate.getByRole('button', { name: /Stop|Share|Run the rest/ })).toHaveCount(0);
  await teammate.getByRole('link', { name: /: the run of Local, No faults/ }).click();
  await expect(verdictOn(teammate)).toBeVisible();
  await expect(timelineOn(teammate)).toBeVisible();
  await teammate.getByRole('link', { name: 'Experiment' }).click();
  await expect(teammate.getByRole('table')).toBeVisible();

  await page.getByRole('button', { name: 'Revoke the link' }).click();
  await expect(page.getByRole('button', { name: 'Make a link' })).toBeVisible();
  await teammate.reload();
  await expect(teammate.getByRole('heading', { level: 1, name: 'This link shows nothing any more' })).toBeVisible();
  expect((await teammate.request.get(picture)).status()).toBe(404);
  await context.close();

  await page.goto(server.origin);
  await page.getByRole('link', { name: 'reads side by side', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'reads side by side' })).toBeVisible();
});

test('a test of the form is repeated until it is invalid, under a load that waits for nobody', async ({
  operator: page,
  server,
}) => {
  await openForm(page, server);
  await page.getByRole('textbox', { name: 'Name' }).fill('hunted');
  await page.getByRole('switch', { name: 'Every value once' }).check();
  await expect(page.getByRole('textbox', { name: 'Values' })).toHaveCount(0);
  await page.getByRole('radio', { name: /^Open/ }).check();
  await expect(page.getByRole('textbox', { name: 'Pause' })).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Arrivals' }).fill('40');
  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('3');
  await page.getByRole('textbox', { name: 'Recovery' }).fill('0');
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('40 arrivals a second, at most');
  await page.getByRole('button', { name: 'Repeat until invalid' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'hunted' })).toBeVisible();
  await expect(page.getByText('until the first violation, 20 times at most')).toBeVisible();
  const progress = page.getByRole('status', { name: 'Progress' });
  await expect(progress).toHaveText(/^(\d+) of \1 runs over: 1 invalid/, { timeout: over });
  await expect(page.getByRole('button', { name: /Stop|Run the rest/ })).toHaveCount(0);
  await expectAccessible(page);

  await page
    .getByRole('link', { name: /: the run of / })
    .last()
    .click();
  await expect(verdictOn(page)).toBeVisible();
  await page.getByRole('tab', { name: 'Latency and rate' }).click();
  await expect(page.getByText(/^Latency counts from the arrival.* \d+ arrivals/)).toBeVisible();
});

test('an experiment that is stopped says what was not run, and runs the rest', async ({ page, server }) => {
  const { id } = await ask<ExperimentFacts>(server, '/api/experiments', 'POST', {
    name: 'stopped',
    plan: { ...memoryPlan('one'), ...staleReads, seed: undefined },
    axes: [
      {
        name: 'time',
        values: [{ set: { 'load.timeLimitSeconds': 500 } }, { set: { 'load.timeLimitSeconds': 1 } }],
      },
    ],
    seed: 7,
  });
  await openAsOperator(page, server, `/experiments/${id}`);
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) });
  const running = row('500').getByRole('link', { name: /running/i });
  await expect(running).toBeVisible();
  await expect(row('1').getByText('To come')).toBeVisible();
  // Every other read is stale: so many operations are not without one that contradicts the others.
  await untilEntries(server, (await running.getAttribute('href'))?.split('/').at(-1) ?? '', 300);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Stop the experiment' }).click();
  await expect(page.getByText('Stopped: stopped by a person.')).toBeVisible({ timeout: over });
  await expect(row('500').getByText('Invalid')).toBeVisible();
  await expect(row('1').getByText('Not run')).toBeVisible();
  await page.getByRole('button', { name: 'Run the rest (1)' }).click();
  await expect(page.getByRole('status', { name: 'Progress' })).toContainText('2 of 2 runs over', { timeout: over });
  await expect(page.getByRole('button', { name: /Run the rest/ })).toHaveCount(0);
});
