/** From the first visit to a run: the empty library, the form, what it says of mistakes, and the keyboard alone. */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { violationsOn } from './axe';
import { ask, canMakeLab, expect, factsOf, launch, openAsOperator, test, withOwnServer } from './fixtures';
import { memoryPlan, memoryPreset, openForm, presetOn, retype, runIdOf, tabTo, testedOn, untilDone } from './journeys';

test('an empty library offers one button that starts the demo', async ({ page }) => {
  await withOwnServer(async (server) => {
    await openAsOperator(page, server);
    await page.getByRole('button', { name: 'Run the stale read of 2014' }).click();
    const id = await runIdOf(page);
    await expect(page.getByRole('heading', { level: 1, name: 'etcd-register' })).toBeVisible();
    await expect(testedOn(page)).toContainText('etcd');
    await ask(server, `/api/runs/${id}/stop`, 'POST');
    await untilDone(server, id);
  });
});

test('a test is launched with the keyboard alone', async ({ operator: page, server }) => {
  await tabTo(page, page.getByRole('navigation').getByRole('link', { name: 'New test' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'New test' })).toBeVisible();
  await page.reload();
  const toLaunch = await tabTo(page, page.getByRole('button', { name: 'Launch' }));
  expect(toLaunch, 'Tab stops from the top of the page to Launch').toBeLessThanOrEqual(12);
  await page.keyboard.press('Shift+Tab');
  await expect(presetOn(page, 'The stale read of 2014')).toBeFocused();
  // Past its control, the next test and the control of that, to the last.
  for (let press = 1; press <= 4; press++) await page.keyboard.press('ArrowDown');
  await expect(presetOn(page, memoryPreset)).toBeChecked();
  await tabTo(page, page.getByRole('button', { name: 'Open all' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('textbox', { name: 'Time', exact: true }));
  await retype(page, '1');
  await tabTo(page, page.getByRole('textbox', { name: 'Name' }));
  await retype(page, 'by keyboard');
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
  await openForm(page, server);
  await page
    .getByRole('group', { name: 'System', exact: true })
    .getByRole('radio', { name: 'Consul', exact: true })
    .check();
  const reads = page.getByRole('group', { name: 'Reads' });
  await expect(reads.getByRole('radio', { name: 'Stale', exact: true })).toBeChecked();
  await expect(reads.getByRole('radio', { name: 'Quorum' })).toHaveCount(0);

  await presetOn(page, memoryPreset).check();
  await page.getByRole('switch', { name: 'Refuse what is older than was seen' }).check();
  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('1');
  await page.getByRole('button', { name: 'Launch' }).click();
  const id = await runIdOf(page);
  await expect(testedOn(page)).toContainText('local reads, index tracked');
  await untilDone(server, id);
  expect((await ask<{ run: { plan: unknown } }>(server, `/api/runs/${id}`)).run.plan).toMatchObject({
    client: { readLevel: 'local', tracksIndex: true },
  });
});

test('a test is pasted as JSON, and started by the request that is copied', async ({ operator: page, server }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
  await page.goto(`${server.origin}/new`);
  await page.getByRole('button', { name: 'JSON', exact: true }).click();
  const json = page.getByRole('textbox', { name: 'The test as JSON' });
  const plan = memoryPlan("pasted, it's");
  await json.fill(JSON.stringify({ ...plan, load: { ...plan.load, concurrency: 0 } }, null, 2));
  await expect(json).toHaveAccessibleDescription(/Line \d+: load\.concurrency must be at least 1/);
  expect(await violationsOn(page)).toEqual([]);
  await json.fill(JSON.stringify({ ...plan, load: { ...plan.load, timeLimitSeconds: 1 } }));
  await expect(page.getByRole('button', { name: 'Load', exact: true })).toHaveAccessibleDescription(
    /^5 clients, .*; 1 s; /,
  );

  await page.getByRole('button', { name: 'Faults', exact: true }).click();
  await page.getByRole('button', { name: 'Remove this fault' }).click();
  await expect(page.getByRole('button', { name: 'Put it back' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Fault', exact: true })).toBeFocused();

  await page.getByRole('button', { name: 'Copy as curl' }).click();
  const request = await page.evaluate(() => navigator.clipboard.readText());
  expect(request).not.toContain(server.token);
  const { stdout } = await promisify(execFile)('sh', ['-c', `${curlWhereNoneIs}\n${request}`], {
    env: { ...process.env, CLEW_TOKEN: server.token },
  });
  const { id } = JSON.parse(stdout) as { readonly id: string };
  await untilDone(server, id);
  const { run } = await ask<{ run: { plan: unknown } }>(server, `/api/runs/${id}`);
  expect(run.plan).toMatchObject({ name: "pasted, it's", seed: 7, load: { timeLimitSeconds: 1 }, faults: plan.faults });

  // From a library with runs in it, two clicks start what the form last held.
  await page.goto(server.origin);
  await page.getByRole('navigation').getByRole('link', { name: 'New test' }).click();
  await page.getByRole('button', { name: 'Launch' }).click();
  await untilDone(server, await runIdOf(page));
});

/** A machine without curl takes what stands for it: the same words, sent by Node. */
const curlWhereNoneIs = `command -v curl >/dev/null || curl() {
  node -e 'const words = process.argv.slice(1);
    const headers = words.filter((_, place) => words[place - 1] === "-H").map((line) => line.split(": "));
    const sent = { method: "POST", headers, body: words.at(-1) };
    fetch(words[2], sent).then((answer) => answer.text()).then(console.log);' -- "$@"
}`;

test('what only the server refuses stands beside its field, and nothing typed is lost', async ({
  operator,
  server,
}) => {
  const page = operator;
  await openForm(page, server);
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

test('a version from a file runs, each node says which it is, and the library finds it', async ({
  operator: page,
  server,
}) => {
  test.skip(!(await canMakeLab(server)), 'no lab can be made here');
  await promisify(execFile)('apt-get', ['download', 'etcd-server'], { cwd: server.dataDirectory });
  const archive = (await readdir(server.dataDirectory)).find((name) => name.endsWith('.deb')) ?? '';
  const version = /_(\d+\.\d+\.\d+)/.exec(archive)?.[1] ?? '';
  await untilDone(server, await launch(server, memoryPlan('not from a file')));

  await openForm(page, server, 'Quorum reads hold');
  await page.getByRole('textbox', { name: 'Name' }).fill('from a file');
  await page.getByRole('radio', { name: 'File here' }).check();
  await page.getByRole('textbox', { name: 'Path on this machine' }).fill(join(server.dataDirectory, archive));
  await page.getByRole('textbox', { name: 'Nodes', exact: true }).fill('3');
  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('1');
  await page.getByRole('textbox', { name: 'Recovery' }).fill('0');
  await page.getByRole('button', { name: 'Launch' }).click();
  const id = await runIdOf(page);
  await untilDone(server, id, 120_000);
  // Quorum reads hold; whether enough succeeded to call the short run valid is left to chance.
  expect(['valid', 'weak', 'unknown']).toContain((await factsOf(server, id)).outcome);
  await expect(testedOn(page)).toContainText(`etcd ${version}`);
  await expect(page.getByRole('list', { name: 'Versions' })).toHaveText(`etcd ${version} on every node`);

  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'not from a file' })).toBeVisible();
  await page.getByRole('combobox', { name: 'System' }).selectOption('etcd');
  await expect(page).toHaveURL(/[?&]system=etcd/);
  await expect(page.getByRole('row').filter({ hasText: 'not from a file' })).toBeHidden();
  await page.getByRole('combobox', { name: 'System' }).selectOption({ label: 'Any system' });
  await page.getByRole('combobox', { name: 'Version' }).selectOption(version);
  await expect(page).toHaveURL(new RegExp(`[?&]version=${version}`));
  await expect(page.getByRole('row').filter({ hasText: 'not from a file' })).toBeHidden();
  await page.reload();
  await expect(page.getByRole('row').filter({ hasText: 'from a file' })).toHaveCount(1);
});
