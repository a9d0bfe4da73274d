/** Who gets in, and what a page says when there is nothing behind its address. */
import { violationsOn } from './axe';
import { expect, launch, openAsOperator, test } from './fixtures';
import { memoryPlan, runPath, untilDone, verdictOn } from './journeys';

test('a wrong token is refused, the right one opens the library', async ({ page, server }) => {
  await page.goto(server.origin);
  await expect(page).toHaveURL(/\/sign-in/);
  const token = page.getByLabel('Token, or the whole address');
  await token.fill('not-the-token');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(token).toHaveAccessibleDescription('This is not the token that was printed.');
  await expect(token).toBeFocused();
  await token.fill(server.token);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible();
});

test('the whole printed address is taken too, and leads to where one wanted to go', async ({ page, server }) => {
  await page.goto(`${server.origin}/new`);
  await page.getByLabel('Token, or the whole address').fill(`Clew serves ${server.origin}/?token=${server.token}`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'New test' })).toBeVisible();
});

test('the printed address signs in, and the token leaves the address bar', async ({ page, server }) => {
  await openAsOperator(page, server, '/new');
  await expect(page).toHaveURL(`${server.origin}/new`);
  await expect(page.getByRole('button', { name: 'Launch' })).toBeVisible();
});

test('signing out ends the session in every tab, and no script but ours runs on the way', async ({ page, server }) => {
  const blocked: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) blocked.push(message.text());
  });
  await page.goto(`${server.origin}/new?token=${server.token}#below`);
  await expect(page).toHaveURL(`${server.origin}/new#below`);
  const other = await page.context().newPage();
  await other.goto(`${server.origin}/new#below`);
  await expect(other.getByRole('button', { name: 'Launch' })).toBeVisible();

  await page.getByRole('link', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign out' })).toBeVisible();
  expect(blocked).toEqual([]);
  const hasRun = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "injected"';
    document.body.append(script);
    return document.title === 'injected';
  });
  expect(hasRun).toBe(false);
  await expect.poll(() => blocked.length).toBe(1);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('Token, or the whole address')).toBeVisible();
  expect((await page.request.get(`${server.origin}/api/runs`)).status()).toBe(401);

  await other.getByRole('button', { name: 'Launch' }).click();
  await expect(other.getByRole('status').filter({ hasText: 'not signed in any more' })).toBeVisible();
  await other.getByLabel('Token, or the whole address').fill(server.token);
  await other.keyboard.press('Enter');
  await expect(other).toHaveURL(`${server.origin}/new#below`);
});

test('without the token nothing is told and nothing is started', async ({ request, server }) => {
  expect((await request.get(`${server.origin}/api/runs`)).status()).toBe(401);
  expect((await request.post(`${server.origin}/api/runs`, { data: {} })).status()).toBe(401);
  expect((await request.get(`${server.origin}/api/runs/abcdefghjk`)).status()).toBe(401);
});

test('a link with a password shows nothing before it is given, and everything after', async ({
  operator: page,
  server,
  browser,
}) => {
  const id = await launch(server, memoryPlan('behind a password'));
  await untilDone(server, id);
  await page.goto(`${server.origin}${runPath(id)}`);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('switch', { name: 'Ask for a password' }).check();
  await page.getByLabel('Password of the link').fill('open, sesame');
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByText('It asks for one.')).toBeVisible();
  const address = await page.getByRole('textbox', { name: 'Link', exact: true }).inputValue();

  const guest = await (await browser.newContext()).newPage();
  await guest.goto(address);
  await expect(guest.getByRole('heading', { name: 'This link asks for a password' })).toBeVisible();
  expect(await guest.content()).not.toContain('behind a password');
  expect(await violationsOn(guest)).toEqual([]);
  await guest.getByLabel('Password').fill('open, barley');
  await guest.keyboard.press('Enter');
  await expect(guest.getByLabel('Password')).toHaveAccessibleDescription('This is not the password of the link.');
  await guest.getByLabel('Password').fill('open, sesame');
  await guest.keyboard.press('Enter');
  await expect(verdictOn(guest).getByRole('heading')).toBeVisible();
  await guest.reload();
  await expect(verdictOn(guest).getByRole('heading')).toBeVisible();

  await page.goto(`${server.origin}/links`);
  const row = page.getByRole('listitem').filter({ hasText: 'behind a password' });
  await row.getByRole('button', { name: 'Change password' }).click();
  await row.getByLabel('Password of the link').fill('another word');
  await page.keyboard.press('Enter');
  await expect(guest.getByRole('heading', { name: 'This link asks for a password' })).toBeVisible();
  await row.getByRole('button', { name: 'Remove password' }).click();
  await expect(row).toContainText('None: the link is enough.');
  await guest.reload();
  await expect(verdictOn(guest).getByRole('heading')).toBeVisible();
  await guest.context().close();
});

test('an unknown run, an unknown link and an unknown page say so and lead on', async ({ operator: page, server }) => {
  await page.goto(`${server.origin}/runs/nosuchrunx`);
  await expect(page.getByRole('heading', { level: 1, name: 'There is no such run' })).toBeVisible();
  await page.goto(`${server.origin}/share/nosuchtoken`);
  await expect(page.getByRole('heading', { level: 1, name: 'This link shows nothing any more' })).toBeVisible();
  await page.goto(`${server.origin}/nowhere/at/all`);
  await expect(page.getByRole('heading', { level: 1, name: 'No such page' })).toBeVisible();
  await page.getByRole('link', { name: 'All runs' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible();
});
