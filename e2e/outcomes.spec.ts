/** How runs end, each as its page shows it: valid, invalid, our own error, aborted. */
import { expect, factsOf, launch, openAsOperator, startServer, test, withOwnServer } from './fixtures';
import {
  endless,
  expectWholeRun,
  logOn,
  memoryPlan,
  openSharedRun,
  runPath,
  timelineOn,
  unreachableCluster,
  untilEntries,
  verdictOn,
} from './journeys';

test('a valid run says so, with an order that explains every answer', async ({ page, server }) => {
  const id = await openSharedRun(page, server, 'valid');
  await expect(verdictOn(page).getByRole('heading', { name: /\bLinearizable$/ })).toBeVisible();
  await expect(verdictOn(page)).toContainText(/All \d+ operations fit one order/);
  await expect(page.getByRole('button', { name: 'Show worlds' })).toBeHidden();
  await expect(page.getByRole('tabpanel')).toContainText(/One order of \d+ operations explains every answer/);
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
  await expectWholeRun(page, server, id);
});

test('an invalid run shows the violation and its worlds', async ({ page, server }) => {
  const id = await openSharedRun(page, server, 'invalid');
  await expect(verdictOn(page).getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible();
  await expect(verdictOn(page)).toContainText(
    /n\d (answered|accepted) .+ but (every possible order has the register at \d|no order of the operations explains that)/,
  );

  // What a person sees without a press: one sentence, and the operations that contradict each other.
  await expect(
    verdictOn(page).getByText(
      /^n\d (answered|accepted) .+, (but (client \d's|n\d had answered) .+ before|and no .+ explains that)\.$/,
    ),
  ).toBeVisible();
  const chips = verdictOn(page).getByRole('list', { name: 'The contradiction' }).getByRole('link');
  await expect(chips.last()).toHaveAccessibleName(/^(r \d|c \d→\d) n\d .*, the violation/);
  await chips.first().click();
  await expect(page).toHaveURL(/#t=.+&span=.+&op=\d+$/);
  await expect(page).toHaveTitle('Not linearizable: broken promise · Clew');

  await expect(page.getByRole('button', { name: 'Go to the violation' })).toBeVisible();
  await timelineOn(page).focus();
  await page.keyboard.press('v');
  await expect(page.getByText(/^(read|cas) .*Inconsistent\.$/)).toBeAttached();

  const world = page.getByRole('list', { name: 'World' });
  const refused = world.locator('[aria-current=step]');
  await expect(refused).toBeVisible();
  // The violating operation may have a place in a world in which another one has none.
  const toRefused = page.getByRole('button', { name: 'Last step, the refused operation' });
  if (await toRefused.isEnabled()) await toRefused.click();
  await expect(refused).toContainText(/can't read \d from register \d|can't CAS \d from \d to \d/);
  await page.getByRole('button', { name: 'Step back' }).click();
  await expect(refused).toContainText(/then .*\d/);
  await page.keyboard.press('ArrowRight');
  await expect(refused).toContainText(/can't read \d from register \d|can't CAS \d from \d to \d/);
  await page.keyboard.press('Home');
  await expect(page.getByText(/^step 1 of \d+$/)).toBeVisible();

  await page.getByRole('tab', { name: 'Log', exact: true }).click();
  await expect(logOn(page)).toBeVisible();
  await page.getByRole('button', { name: 'Show worlds' }).click();
  await expect(world).toBeVisible();
  await expectWholeRun(page, server, id);
});

test('an unreachable node is the test’s error, with the node and the cure', async ({ page, server }) => {
  const plan = { name: 'nobody there', cluster: unreachableCluster, system: { name: 'etcd' }, seed: 1 };
  const id = await launch(server, plan);
  await openAsOperator(page, server, runPath(id));
  const verdict = verdictOn(page);
  await expect(verdict.getByRole('heading', { name: 'The test failed' })).toBeVisible({ timeout: 30_000 });
  await expect(verdict).toContainText('n1');
  await expect(verdict).toContainText('It says nothing about the database');
  const cure = page.getByRole('region', { name: 'What to do about it' });
  await expect(cure).toContainText('n1');
  await expect(cure.getByText('What to do')).toBeVisible();
  await expect(cure).toContainText(/127\.0\.0\.1|sshd|reach/);
  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  const row = page.getByRole('row').filter({ hasText: 'nobody there' });
  await expect(row.getByText('Error', { exact: true })).toBeVisible();
});

test('a server that is killed leaves its run aborted, with the operations it had', async ({ page }) => {
  await withOwnServer(async (first) => {
    const id = await launch(first, memoryPlan('cut short', endless));
    await openAsOperator(page, first, runPath(id));
    await expect(timelineOn(page)).toBeVisible();
    await untilEntries(first, id, 200);
    const { operations } = await factsOf(first, id);
    await first.stop('SIGKILL');
    await expect(page.getByText('The connection to the server is lost.')).toBeVisible();

    const second = await startServer(first.dataDirectory);
    try {
      await openAsOperator(page, second, runPath(id));
      await expect(verdictOn(page).getByRole('heading', { name: 'Aborted' })).toBeVisible();
      await expect(verdictOn(page)).toContainText(/The run was aborted after [\d.]+ s of [\d.]+ s: the server stopped/);
      await expect(page.getByText(/^cut off after [\d.]+ s of [\d.]+ s$/)).toBeVisible();
      await expect(page.getByRole('region', { name: 'Progress' }).getByText('cut off:')).toBeAttached();
      const kept = (await factsOf(second, id)).operations;
      // What was completed in the last moment before the kill may be gone; no more than a chunk of 200 ms.
      expect(kept).toBeGreaterThanOrEqual(operations - 40);
      await expectWholeRun(page, second, id);
      await page.getByRole('tab', { name: 'Log', exact: true }).click();
      await expect(logOn(page)).toContainText('invoked');
      await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
      const row = page.getByRole('row').filter({ hasText: 'cut short' });
      await expect(row.getByText('Aborted', { exact: true })).toBeVisible();
      await expect(row).toContainText(/[\d.]+ s of [\d.]+ scut off/);
    } finally {
      await second.stop();
    }
  });
});
