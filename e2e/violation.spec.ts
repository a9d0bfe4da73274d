/** A violation that is found while the test runs: the page turns red at once, and the test may end there. */
import { ask, expect, factsOf, launch, openAsOperator, test } from './fixtures';
import {
  expectWholeRun,
  logOn,
  memoryPlan,
  openForm,
  retype,
  runIdOf,
  runPath,
  staleReads,
  tabTo,
  timelineOn,
  untilDone,
  verdictOn,
} from './journeys';

/** Until the test stops the run: how long a page takes depends on the machine. */
const load = { concurrency: 5, delaySeconds: 0.05, timeLimitSeconds: 600 };

test('the page turns red while the test runs, and leads to the operation', async ({ page, server }) => {
  const id = await launch(server, memoryPlan('red at once', { ...staleReads, load }));
  await openAsOperator(page, server, runPath(id));
  const found = verdictOn(page).getByRole('heading', { name: /Violation found at \d+\.\d s, still running$/ });
  await expect(found).toBeVisible();
  expect((await factsOf(server, id)).phase).toBe('running');
  await expect(verdictOn(page)).toContainText(
    /n\d (answered|accepted) .+, and no order of the operations explains that/,
  );
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('violation');

  const link = verdictOn(page).getByRole('link', { name: 'Show it on the timeline' });
  await tabTo(page, link);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^\w+ .*Inconsistent\.$/)).toBeAttached();
  await expect(timelineOn(page)).toBeInViewport();
  expect((await factsOf(server, id)).phase).toBe('running');

  await ask(server, `/api/runs/${id}/stop`, 'POST');
  await expect(verdictOn(page).getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible({ timeout: 30_000 });
  await expect(found).toBeHidden();
  await expectWholeRun(page, server, id);
});

test('the list marks a run that is violated while it runs', async ({ operator: page, server }) => {
  const id = await launch(server, memoryPlan('marked early', { ...staleReads, load }));
  const row = page.getByRole('row').filter({ hasText: 'marked early' });
  await expect(row.getByText('Invalid', { exact: true })).toBeVisible();
  await expect(row.getByRole('progressbar', { name: 'marked early: Running' })).toBeVisible();
  await expect(row.getByRole('img', { name: /violation at \d+\.\d s$/ })).toBeVisible();
  expect((await factsOf(server, id)).phase).toBe('running');
  await ask(server, `/api/runs/${id}/stop`, 'POST');
  await untilDone(server, id);
});

test('a test that was told to stop at the first violation ends there, from the form to the verdict', async ({
  operator: page,
  server,
}) => {
  await openForm(page, server);
  await page.getByRole('textbox', { name: 'Stale reads' }).focus();
  await retype(page, '0.5');
  await page.getByRole('textbox', { name: 'Time', exact: true }).focus();
  await retype(page, '600');
  const stop = page.getByRole('switch', { name: 'Stop at the first violation' });
  await expect(stop).not.toBeChecked();
  await stop.focus();
  await page.keyboard.press('Space');
  await expect(stop).toBeChecked();
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('or until the first violation');
  await page.getByRole('button', { name: 'Launch' }).click();
  const id = await runIdOf(page);

  // Ten minutes before its time is up.
  await expect(verdictOn(page).getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('tab', { name: 'Log', exact: true }).click();
  // It opens at the violation; what the runner said of it comes later.
  await page.getByRole('searchbox', { name: 'Lines with' }).fill('first violation');
  await expect(logOn(page)).toContainText('Stopped at the first violation, as planned');
  await expectWholeRun(page, server, id);
});
