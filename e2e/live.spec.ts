/** Runs under way: seen from the list, from a page that comes late, reloads or loses its connection; stopped; queued. */
import type { Page, WebSocketRoute } from '@playwright/test';
import { ask, expect, factsOf, launch, openAsOperator, test } from './fixtures';
import {
  connectionLost,
  endless,
  expectWholeRun,
  logOn,
  longCut,
  memoryPlan,
  operationsShown,
  partitionOn,
  runPath,
  timelineOn,
  untilDone,
  untilEntries,
  verdictOn,
} from './journeys';

/** Hundreds of operations a second, until the test stops the run: how long a page takes depends on the machine. */
const busy = { concurrency: 10, delaySeconds: 0.01, timeLimitSeconds: 600 };

test('the list shows a run move, and then its verdict', async ({ operator: page, server }) => {
  const id = await launch(server, memoryPlan('moving', longCut));
  const row = page.getByRole('row').filter({ hasText: 'moving' });
  const bar = row.getByRole('progressbar', { name: 'moving: Running' });
  await expect(bar).toBeVisible();
  const early = Number(await bar.getAttribute('aria-valuenow'));
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(early);
  const columns = await page.getByRole('table', { name: /^Runs/ }).getByRole('columnheader').allTextContents();
  const operations = row.getByRole('cell').nth(columns.indexOf('Operations'));
  await expect.poll(async () => Number(await operations.textContent())).toBeGreaterThan(0);
  await expect(row.getByText('Valid', { exact: true })).toBeVisible();
  await expect(operations).toHaveText((await factsOf(server, id)).operations.toLocaleString('en-GB'));
});

test('a run is stopped from its page: healed, checked and shown', async ({ page, server }) => {
  const id = await launch(server, memoryPlan('to be stopped', endless));
  await openAsOperator(page, server, runPath(id));
  await expect(partitionOn(page)).toBeVisible();
  // The picture is held while the test goes on, and follows it again.
  await page.locator('body').press('p');
  const frozen = page.getByText(/^Frozen at [\d.]+ s; the test goes on\.$/);
  await expect(frozen).toBeVisible();
  const held = (await frozen.textContent()) ?? '';
  const early = await operationsShown(page);
  await expect.poll(() => operationsShown(page)).toBeGreaterThan(early + 20);
  await expect(frozen).toHaveText(held);
  await expect(page.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-pressed', 'false');
  await page.getByRole('button', { name: 'Follow' }).click();
  await expect(frozen).toBeHidden();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('alertdialog', { name: 'Stop this run?' })).toBeVisible();
  await page.getByRole('button', { name: 'Stop the run' }).click();
  const tested = /[\d.]+ s of [\d.]+ s/;
  await expect(
    verdictOn(page).getByRole('heading', { name: new RegExp(`No violation in ${tested.source}$`) }),
  ).toBeVisible();
  await expect(verdictOn(page)).toContainText(new RegExp(`Valid, but weak: stopped by hand after ${tested.source}`));
  await expect(page.getByText(new RegExp(`^stopped by hand after ${tested.source}$`))).toBeVisible();
  await expect(partitionOn(page)).toBeHidden();
  await expect(page.getByRole('img', { name: 'fully connected' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
  await page.getByRole('tab', { name: 'Log', exact: true }).click();
  // That of a run that is over opens at its beginning.
  await logOn(page).evaluate((log) => log.scrollTo({ top: log.scrollHeight }));
  await expect(logOn(page)).toContainText('fully connected');
  await expectWholeRun(page, server, id);
  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  const row = page.getByRole('row').filter({ hasText: 'to be stopped' });
  await expect(row.getByText('Valid, weak', { exact: true })).toBeVisible();
  await expect(row).toContainText(new RegExp(`${tested.source}stopped by hand`));
});

test('a page that comes late and reloads has every operation', async ({ page, server }) => {
  const id = await launch(server, memoryPlan('late', { load: busy }));
  await untilEntries(server, id, 500);
  await openAsOperator(page, server, runPath(id));
  await expect.poll(() => operationsShown(page)).toBeGreaterThan(300);
  expect((await factsOf(server, id)).phase).toBe('running');
  await page.reload();
  await expect.poll(() => operationsShown(page)).toBeGreaterThan(300);
  expect((await factsOf(server, id)).phase).toBe('running');
  await ask(server, `/api/runs/${id}/stop`, 'POST');
  await expect(verdictOn(page).getByRole('heading')).toBeVisible();
  await expectWholeRun(page, server, id);
});

test('a page that loses its connection says so, comes back and misses nothing', async ({ page, server }) => {
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  const id = await launch(server, memoryPlan('cut off', { load: busy }));
  await openAsOperator(page, server, runPath(id));
  await expect.poll(() => operationsShown(page)).toBeGreaterThan(100);
  await expect.poll(() => sockets.length).toBeGreaterThan(0);

  await page.context().setOffline(true);
  for (const socket of sockets.splice(0)) await socket.close();
  await expect(connectionLost(page)).toBeVisible();
  const before = await settledOperations(page);
  await untilEntries(server, id, (await factsOf(server, id)).entries + 500);
  expect(await operationsShown(page)).toBe(before);
  expect((await factsOf(server, id)).phase).toBe('running');

  await page.context().setOffline(false);
  await expect(connectionLost(page)).toBeHidden();
  await expect.poll(() => operationsShown(page)).toBeGreaterThan(before);
  await ask(server, `/api/runs/${id}/stop`, 'POST');
  await expect(verdictOn(page).getByRole('heading')).toBeVisible();
  await expectWholeRun(page, server, id);
});

test('a connection over which nothing comes any more, though nobody ended it, is told of and comes back', async ({
  page,
  server,
}) => {
  let isSilent = false;
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const behind = socket.connectToServer();
    socket.onMessage((message) => {
      if (!isSilent) behind.send(message);
    });
    behind.onMessage((message) => {
      if (!isSilent) socket.send(message);
    });
  });
  const id = await launch(server, memoryPlan('fallen silent', { load: busy }));
  await openAsOperator(page, server, runPath(id));
  await expect.poll(() => operationsShown(page)).toBeGreaterThan(100);

  isSilent = true;
  await expect(connectionLost(page)).toBeVisible();
  const before = await settledOperations(page);
  isSilent = false;
  await expect(connectionLost(page)).toBeHidden();
  await expect.poll(() => operationsShown(page)).toBeGreaterThan(before);
  await ask(server, `/api/runs/${id}/stop`, 'POST');
  await expect(verdictOn(page).getByRole('heading')).toBeVisible();
  await expectWholeRun(page, server, id);
});

test('a node is paused by hand on the map and healed, and the outcome says so', async ({ page, server }) => {
  const id = await launch(server, memoryPlan('broken by hand', { ...endless, faults: [] }));
  await openAsOperator(page, server, runPath(id));
  await expect.poll(() => operationsShown(page)).toBeGreaterThan(0);
  await page.locator('body').press('b');
  await page.getByRole('checkbox', { name: 'n2' }).click();
  await page.getByRole('button', { name: 'Pause n2' }).click();
  const broken = page.getByRole('list', { name: 'Broken by hand' });
  await expect(broken).toContainText('n2 paused by hand');
  await broken.getByRole('button', { name: 'Heal: n2 paused by hand' }).click();
  await expect(broken).toBeHidden();
  await ask(server, `/api/runs/${id}/stop`, 'POST');
  await untilDone(server, id);
  await expect(page.getByText('1 fault by hand')).toBeVisible();
  await expect(verdictOn(page)).toContainText('1 fault was made by hand');
});

test('a queued run names the run that it is behind, and begins when that is over', async ({ page, server }) => {
  const ids: string[] = [];
  for (const name of ['holder', 'second', 'third', 'fourth', 'waiting']) {
    ids.push(await launch(server, memoryPlan(name, endless)));
  }
  const [holder = '', , , , waiting = ''] = ids;
  await openAsOperator(page, server);
  const row = page.getByRole('row').filter({ hasText: 'behind' });
  await expect(row).toContainText('waiting');
  await expect(row.getByRole('link', { name: 'holder' })).toHaveAttribute('href', runPath(holder));
  await row.getByRole('link', { name: 'waiting' }).click();
  await expect(verdictOn(page)).toContainText('Queued');
  const queue = page.getByRole('region', { name: 'Queue' });
  await expect(queue.getByRole('link', { name: 'holder' })).toHaveAttribute('href', runPath(holder));

  await ask(server, `/api/runs/${holder}/stop`, 'POST');
  await expect(queue).toBeHidden();
  await expect(timelineOn(page)).toBeVisible();
  await expect.poll(() => operationsShown(page)).toBeGreaterThan(0);
  await Promise.all(ids.map((id) => ask(server, `/api/runs/${id}/stop`, 'POST')));
  await Promise.all(ids.map((id) => untilDone(server, id)));
  expect(await factsOf(server, waiting)).toMatchObject({ outcome: 'weak', ended: 'stopped' });
});

/** What had come before the connection was cut may be drawn after it. */
async function settledOperations(page: Page): Promise<number> {
  let last = -1;
  await expect
    .poll(
      async () => {
        const before = last;
        last = await operationsShown(page);
        return last === before;
      },
      { intervals: [500] },
    )
    .toBe(true);
  return last;
}
