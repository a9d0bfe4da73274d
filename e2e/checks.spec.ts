/** What is asked of a run beside linearizability: behind the tab Checks, in the verdict, on a shared page. */
import type { Page } from '@playwright/test';
import { violationsOn } from './axe';
import { expect, launch, openAsOperator, test } from './fixtures';
import {
  endless,
  memoryPlan,
  openSharedRun,
  runPath,
  shareRun,
  tabTo,
  untilDone,
  untilEntries,
  verdictOn,
} from './journeys';

/** The register begins empty and nothing is written, so no cas ever finds the number it expects. */
const hopelessCas = {
  workload: { name: 'register', values: 1000, mix: { read: 1, write: 0, cas: 1 } },
  faults: [],
  load: { concurrency: 5, delaySeconds: 0.05, timeLimitSeconds: 2 },
};

const checksOn = (page: Page) => page.getByRole('list', { name: 'Checks' });
const checkOn = (page: Page, title: string) => checksOn(page).getByRole('listitem').filter({ hasText: title });

test('a valid run shows each check with its sentence, and the evidence by keyboard', async ({ page, server }) => {
  await openSharedRun(page, server, 'valid');
  await expect(verdictOn(page).getByRole('heading', { name: /\bLinearizable$/ })).toBeVisible();
  await tabTo(page, page.getByRole('tab', { selected: true }));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: /^Checks/, selected: true })).toBeFocused();
  await expect(checksOn(page).getByRole('listitem')).toHaveCount(6);
  await expect(checkOn(page, 'Linearizability')).toContainText(/Valid.*One order of \d+ operations explains/);
  await expect(checkOn(page, 'Faults')).toContainText(/Valid.*partition/);
  await expect(checkOn(page, 'Session guarantees')).toContainText(/Valid.*No process went back/);

  const statistics = checkOn(page, 'Statistics');
  await expect(statistics).toContainText(/Valid.*\d+ operations completed: \d+ ok/);
  await expect(statistics.getByRole('table')).toBeHidden();
  await tabTo(page, statistics.locator('summary'));
  await page.keyboard.press('Enter');
  for (const name of ['read', 'write', 'cas', 'all']) {
    await expect(statistics.getByRole('row').filter({ hasText: new RegExp(`^${name}\\d+`) })).toBeVisible();
  }
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(statistics.getByRole('table')).toBeHidden();
});

test('a run in which a function never succeeded is not simply valid, for a teammate neither', async ({
  page,
  server,
  browser,
}) => {
  const id = await launch(server, memoryPlan('nothing was swapped', hopelessCas));
  await untilDone(server, id);
  await openAsOperator(page, server, runPath(id));
  const expectWeak = async (shown: Page) => {
    await expect(verdictOn(shown).getByRole('heading', { name: /\bValid, but weak$/ })).toBeVisible();
    await expect(verdictOn(shown)).toContainText(
      /Valid, but weak: no cas \(0 of \d+\) succeeded, so nothing is known of it.*fit one order/,
    );
    await expect(shown.getByRole('tab', { name: 'Checks 1', selected: true })).toBeVisible();
    await expect(checkOn(shown, 'Statistics')).toContainText('so nothing is known of it');
    await expect(checkOn(shown, 'Linearizability')).toContainText('Valid');
  };
  await expectWeak(page);
  await page.getByRole('tab', { name: 'Plan' }).click();
  await page.getByRole('button', { name: 'Show checks' }).click();
  await expect(checksOn(page)).toBeVisible();

  const teammate = await browser.newPage();
  await teammate.goto(await shareRun(page));
  await expectWeak(teammate);
  await teammate.close();

  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  const row = page.getByRole('row').filter({ hasText: 'nothing was swapped' });
  await expect(row.getByText('Valid, weak', { exact: true })).toBeVisible();
});

test('while a test runs, its checks are still to come', async ({ page, server }) => {
  const id = await launch(server, memoryPlan('still going', endless));
  await untilEntries(server, id, 20);
  await openAsOperator(page, server, runPath(id));
  await page.getByRole('tab', { name: 'Checks' }).click();
  await expect(page.getByText('The checks are made when the test is over.')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Stop the run' }).click();
  await expect(checksOn(page)).toBeVisible({ timeout: 30_000 });
});

test('steps back in indexes are shown beside the verdict, and lead to their operations', async ({ page, server }) => {
  await openSharedRun(page, server, 'invalid');
  await page.getByRole('tab', { name: /^Checks/ }).click();
  const guarantees = checkOn(page, 'Session guarantees');
  await expect(guarantees).toContainText(/Invalid.*Advisory.*Broken: .*the longest step back/);
  await guarantees.locator('summary').click();
  const steps = guarantees.getByRole('table', { name: 'Steps back, the longest first' });
  const step = steps.getByRole('row').nth(1);
  const [before, after] = await step.getByRole('button').allTextContents();
  const indexOf = (text = '') => Number(/ at index (\d+)/.exec(text)?.[1]);
  expect(indexOf(before)).toBeGreaterThan(indexOf(after));
  await step.getByRole('button').last().click();
  await expect(page).toHaveURL(/#(.*&)?op=\d+$/);
  expect(await violationsOn(page)).toEqual([]);
});
