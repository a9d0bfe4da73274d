/** axe finds no violation on any page, wide and narrow, light and dark; and no page scrolls sideways on a phone. */
import type { Page } from '@playwright/test';
import { violationsOn } from './axe';
import { ask, type ClewServer, expect, launch, openAsOperator, test, withOwnServer } from './fixtures';
import {
  endless,
  memoryPlan,
  openSharedRun,
  operationsShown,
  partitionOn,
  runPath,
  staleReads,
  unreachableCluster,
  untilDone,
  verdictOn,
} from './journeys';

const widths = [1280, 390] as const;
const schemes = ['light', 'dark'] as const;

/** What changes with a tab, so that the rest of its page is looked at once. */
const tabs = ['[role=tablist]', '[role=tabpanel]'] as const;

/**
 * Looks at what the page shows now, in every width and colour scheme; all that is wrong is told at once.
 * @param within the parts that have changed since the whole page was looked at
 */
async function expectAccessible(page: Page, place: string, within?: readonly string[]): Promise<void> {
  const found: string[] = [];
  // What a transition blends for a moment is no colour of the page's.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      const onlyColours = colorScheme === 'dark';
      const violations = await violationsOn(page, within ? { onlyColours, within } : { onlyColours });
      found.push(...violations.map((violation) => `${width} ${colorScheme} ${violation}`));
    }
    const scrolled = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
    if (scrolled > width) found.push(`${width}: the page is ${scrolled} px wide`);
  }
  await page.setViewportSize({ width: widths[0], height: 900 });
  expect(found, place).toEqual([]);
}

async function finishedRun(server: ClewServer, name: string, changes: Readonly<Record<string, unknown>> = {}) {
  const load = { concurrency: 12, delaySeconds: 0.05, timeLimitSeconds: 2 };
  const id = await launch(server, memoryPlan(name, { load, ...changes }));
  await untilDone(server, id);
  return id;
}

test('the interface, and webhooks', async ({ page, server }) => {
  await page.goto(`${server.origin}/api`);
  await page.getByText('/api/runs/{id}/label').click();
  await expect(page.getByText(/^curl -X POST .*\/label" /)).toBeVisible();
  await expectAccessible(page, 'the interface');
  await openAsOperator(page, server, '/webhooks');
  await expect(page.getByRole('heading', { name: 'Add one' })).toBeVisible();
  await expectAccessible(page, 'webhooks');
});

test('the pages before there is a run', async ({ page }) => {
  await withOwnServer(async (server) => {
    await page.goto(`${server.origin}/sign-in`);
    await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
    await expectAccessible(page, 'sign-in');
    await openAsOperator(page, server);
    await expect(page.getByRole('button', { name: 'Run the stale read of 2014' })).toBeVisible();
    await expectAccessible(page, 'the empty library');
    await page.goto(`${server.origin}/help`);
    await expect(page.getByRole('heading', { level: 1, name: 'Help' })).toBeVisible();
    await expectAccessible(page, 'the help');
    await page.goto(`${server.origin}/links`);
    await expect(page.getByText(/^Nothing is shared/)).toBeVisible();
    await expectAccessible(page, 'no links');
    await page.goto(`${server.origin}/schedules`);
    await expect(page.getByText(/^Nothing is started by the clock/)).toBeVisible();
    await expectAccessible(page, 'no schedules');
    await page.goto(`${server.origin}/clusters`);
    await expect(page.getByText(/^None is kept/)).toBeVisible();
    await page.getByRole('button', { name: 'Add a cluster' }).click();
    await expect(page.getByRole('dialog', { name: 'Add a cluster' })).toBeVisible();
    await expectAccessible(page, 'no clusters, and the dialog that adds one');
    await page.goto(`${server.origin}/trends?plan=none`);
    await expect(page.getByRole('heading', { level: 1, name: 'There is no trend of that' })).toBeVisible();
    await expectAccessible(page, 'no trend');
    await page.goto(`${server.origin}/nowhere`);
    await expect(page.getByRole('heading', { level: 1, name: 'No such page' })).toBeVisible();
    await expectAccessible(page, 'not found');
    await page.goto(`${server.origin}/runs/nosuchrunx`);
    await expect(page.getByRole('heading', { level: 1, name: 'There is no such run' })).toBeVisible();
    await expectAccessible(page, 'no such run');
  });
});

test('the form, and the form with mistakes', async ({ operator: page, server }) => {
  await page.goto(`${server.origin}/new`);
  await expect(page.getByRole('button', { name: 'Launch' })).toBeVisible();
  await expectAccessible(page, 'the form');
  await page.getByRole('button', { name: 'Open all' }).click();
  await expectAccessible(page, 'the form with every section open');
  await page.getByRole('radio', { name: 'My own machines' }).check();
  await page.getByRole('textbox', { name: 'Clients' }).fill('many');
  await expect(page.getByRole('textbox', { name: 'Clients' })).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'the form for machines, with a mistake');
});

test('a live run with its partition, and the list that shows it move', async ({ page, server }) => {
  const id = await launch(server, memoryPlan('looked at by axe', endless));
  await openAsOperator(page, server, runPath(id));
  await expect(partitionOn(page)).toBeVisible();
  await expectAccessible(page, 'the live run');
  await page.getByRole('button', { name: 'Break something by hand' }).click();
  await page.getByRole('checkbox', { name: 'n2' }).click();
  await expect(page.getByRole('button', { name: 'Pause n2' })).toBeEnabled();
  await expectAccessible(page, 'what is done by hand', ['[aria-label=Cluster]', '[aria-label="By hand"]']);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expectAccessible(page, 'the question before a stop');
  await page.goto(server.origin);
  await expect(page.getByRole('progressbar', { name: 'looked at by axe: Running' })).toBeVisible();
  await expectAccessible(page, 'the library');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option', { name: 'New test' })).toBeVisible();
  await expectAccessible(page, 'the palette', ['[role=dialog]']);
  await ask(server, `/api/runs/${id}/stop`, 'POST');
  await untilDone(server, id);
});

test('a run that is violated while it runs, and the list that marks it', async ({ page, server }) => {
  const id = await launch(server, memoryPlan('violated for axe', { ...endless, ...staleReads }));
  await openAsOperator(page, server, runPath(id));
  await expect(verdictOn(page).getByRole('link', { name: 'Show it on the timeline' })).toBeVisible();
  await expectAccessible(page, 'the violated run');
  await page.goto(server.origin);
  await expect(page.getByRole('row').filter({ hasText: 'violated for axe' }).getByText('Invalid')).toBeVisible();
  await expectAccessible(page, 'the library with a violated run');
  await ask(server, `/api/runs/${id}/stop`, 'POST');
  await untilDone(server, id);
});

test('a valid run and our own error', async ({ page, server }) => {
  await openSharedRun(page, server, 'valid');
  await expect(verdictOn(page).getByRole('heading', { name: /\bLinearizable$/ })).toBeVisible();
  await expect.poll(() => operationsShown(page)).toBeGreaterThan(0);
  await expectAccessible(page, 'the valid run');

  const plan = { name: 'error for axe', cluster: unreachableCluster, system: { name: 'etcd' }, seed: 1 };
  const failed = await launch(server, plan);
  await untilDone(server, failed);
  await page.goto(server.origin + runPath(failed));
  await expect(page.getByRole('region', { name: 'What to do about it' })).toBeVisible();
  await expectAccessible(page, 'the error');
});

test('an invalid run with each of its tabs, and its shared page', async ({ page, server, browser }) => {
  const id = await finishedRun(server, 'invalid for axe', staleReads);
  await openAsOperator(page, server, runPath(id));
  await expect(page.getByRole('list', { name: 'World' })).toBeVisible();
  await page.getByText('Text report', { exact: true }).click();
  await expect(page.getByText('Not linearizable. Linearizable prefix was:')).toBeVisible();
  await page.getByText('Operations as a table', { exact: true }).click();
  await expect(page.getByRole('table')).toBeVisible();
  await expectAccessible(page, 'worlds, report and table');
  for (const tab of ['Log', 'Latency and rate', 'Plan', 'Node logs']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await expect(page.getByRole('tabpanel', { name: tab, exact: true })).not.toContainText(/^Fetching/);
    await expectAccessible(page, tab, tabs);
  }
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('button', { name: 'Make a link' })).toBeEnabled();
  await expectAccessible(page, 'the share panel');

  const { token } = await ask<{ token: string }>(server, `/api/runs/${id}/share`, 'POST');
  const context = await browser.newContext();
  const teammate = await context.newPage();
  await teammate.goto(`${server.origin}/share/${token}`);
  await expect(teammate.getByRole('list', { name: 'World' })).toBeVisible();
  await expectAccessible(teammate, 'the shared run');
  await context.close();
});
