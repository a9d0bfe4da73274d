/** From the first visit to a run: the empty library, the form, what it says of mistakes, and the keyboard alone. */
import { ask, expect, factsOf, openAsOperator, test, withOwnServer } from './fixtures';
import { retype, runIdOf, tabTo, untilDone } from './journeys';

const memoryPreset = /^In memory, with a stale-read bug/;

test('an empty library offers one button that starts the demo', async ({ page }) => {
  await withOwnServer(async (server) => {
    await openAsOperator(page, server);
    await page.getByRole('button', { name: 'Run the stale read of 2014' }).click();
    const id = await runIdOf(page);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('etcd');
    await expect(page.getByText('etcd-register')).toBeVisible();
    await ask(server, `/api/runs/${id}/stop`, 'POST');
    await untilDone(server, id);
  });
});

test('a test is launched with the keyboard alone', async ({ operator: page, server }) => {
  await tabTo(page, page.getByRole('navigation').getByRole('link', { name: 'New test' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'New test' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: memoryPreset }));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('textbox', { name: 'Name' }));
  await retype(page, 'by keyboard');
  await tabTo(page, page.getByRole('textbox', { name: 'Time', exact: true }));
  await retype(page, '1');
  await page.keyboard.press('Control+Enter');
  const id = await runIdOf(page);
  await untilDone(server, id);
  expect((await ask<{ run: { plan: unknown } }>(server, `/api/runs/${id}`)).run.plan).toMatchObject({
    name: 'by keyboard',
    cluster: { type: 'memory' },
    load: { timeLimitSeconds: 1 },
  });
});

test('another system brings its own reads, and a client may refuse what is older than it has seen', async ({
  operator: page,
  server,
}) => {
  await page.goto(`${server.origin}/new`);
  await page.getByRole('button', { name: memoryPreset }).click();
  await page.getByRole('radio', { name: /^Consul/ }).check();
  await expect(page.getByRole('radio', { name: /^Stale/ })).toBeChecked();
  await expect(page.getByRole('radio', { name: /^Quorum/ })).toHaveCount(0);

  await page.getByRole('button', { name: memoryPreset }).click();
  await page.getByRole('switch', { name: 'Refuse what is older than was seen' }).check();
  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('1');
  await page.getByRole('button', { name: 'Launch' }).click();
  const id = await runIdOf(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('local reads, index tracked');
  await untilDone(server, id);
  expect((await ask<{ run: { plan: unknown } }>(server, `/api/runs/${id}`)).run.plan).toMatchObject({
    client: { readLevel: 'local', tracksIndex: true },
  });
});

test('mistakes are told beside their fields, and a reload loses nothing', async ({ operator: page, server }) => {
  await page.goto(`${server.origin}/new`);
  await page.getByRole('button', { name: memoryPreset }).click();
  const clients = page.getByRole('textbox', { name: 'Clients' });
  const time = page.getByRole('textbox', { name: 'Time', exact: true });
  await clients.fill('many');
  await time.fill('0');
  await expect(clients).toHaveAccessibleDescription(/number/i);
  await expect(time).toHaveAccessibleDescription(/\b1\b/);
  await page.getByRole('button', { name: 'Launch' }).click();
  await expect(clients).toBeFocused();
  await expect(page).toHaveURL(/\/new$/);

  await page.reload();
  await expect(clients).toHaveValue('many');
  await expect(time).toHaveValue('0');
  await page.getByRole('button', { name: 'Launch' }).click();
  await expect(clients).toHaveAttribute('aria-invalid', 'true');

  await clients.fill('3');
  await time.fill('1');
  await expect(clients).toHaveAttribute('aria-invalid', 'false');
  await page.getByRole('button', { name: 'Launch' }).click();
  const id = await runIdOf(page);
  await untilDone(server, id);
});

test('what only the server refuses stands beside its field, and nothing typed is lost', async ({
  operator,
  server,
}) => {
  const page = operator;
  await page.goto(`${server.origin}/new`);
  await page.getByRole('button', { name: memoryPreset }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('refused');
  const clients = page.getByRole('textbox', { name: 'Clients' });
  await clients.fill('7');
  // On its way the plan becomes one that the form would not have sent.
  await page.route('**/api/runs', async (route) => {
    const plan = route.request().postDataJSON();
    await route.continue({ postData: JSON.stringify({ ...plan, load: { ...plan.load, concurrency: 9999 } }) });
  });
  await page.getByRole('button', { name: 'Launch' }).click();
  await expect(clients).toHaveAccessibleDescription(/200/);
  await expect(clients).toBeFocused();
  await expect(clients).toHaveValue('7');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('refused');

  await page.unroute('**/api/runs');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Launch' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'does not answer' })).toBeVisible();
  await expect(clients).toHaveValue('7');

  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Launch' }).click();
  const id = await runIdOf(page);
  await ask(server, `/api/runs/${id}/stop`, 'POST');
  await untilDone(server, id);
  expect((await factsOf(server, id)).outcome).toBeDefined();
});

test('a preset that replaced what was typed can be taken back', async ({ operator: page, server }) => {
  await page.goto(`${server.origin}/new`);
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('mine');
  await page.getByRole('button', { name: /^Quorum reads hold/ }).click();
  await expect(name).toHaveValue('etcd-quorum');
  await expect(page.getByRole('radio', { name: 'Quorum' })).toBeChecked();
  await page.getByRole('button', { name: 'Put it back' }).click();
  await expect(name).toHaveValue('mine');
});
