/** Finding operations, and links that lead a teammate to the very view that somebody saw. */
import { violationsOn } from './axe';
import { ask, expect, test } from './fixtures';
import {
  memoryPlan,
  openFinishedRun,
  openSharedRun,
  selectedOn,
  shareRun,
  spanOn,
  staleReads,
  tabTo,
  timelineOn,
  verdictOn,
} from './journeys';

test('a view that was zoomed and selected is opened by a teammate through the shared link', async ({
  page,
  server,
  browser,
}) => {
  await openFinishedRun(page, server, memoryPlan('a view to share', staleReads));
  await expect(verdictOn(page).getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible();
  await tabTo(page, timelineOn(page));
  for (const key of ['v', 'ArrowRight', '+', '+', '+']) await page.keyboard.press(key);
  await expect(page).toHaveURL(/#t=[\d.]+s&span=[\d.]+s&op=\d+$/);
  const seen = {
    operation: (await selectedOn(page).textContent()) ?? '',
    span: (await spanOn(page).textContent()) ?? '',
  };

  const address = await shareRun(page);
  expect(address).toMatch(/\/share\/[^#]+#t=.+&op=\d+$/);
  await page.getByRole('switch', { name: 'Open it where I am' }).click();
  await expect(page.getByRole('textbox', { name: 'Link' })).toHaveValue(/\/share\/[^#]+$/);

  const teammate = await (await browser.newContext()).newPage();
  await teammate.goto(address);
  await expect(selectedOn(teammate)).toHaveText(seen.operation);
  await expect(spanOn(teammate)).toHaveText(seen.span);

  // Somebody edits the address, once with sense and once without.
  const operation = /op=(\d+)/.exec(address)?.[1];
  await teammate.evaluate((hash) => {
    location.hash = hash;
  }, `#op=${operation}`);
  await expect(spanOn(teammate)).toHaveText(/^4\.00 s in view/);
  await teammate.evaluate(() => {
    location.hash = '#t=9999s&op=999999';
  });
  await expect(selectedOn(teammate)).toBeHidden();
  await expect(timelineOn(teammate)).toBeVisible();
  await teammate.context().close();
});

test('the selected operation leads to its line in the log', async ({ page, server }) => {
  await openSharedRun(page, server, 'valid');
  await tabTo(page, timelineOn(page));
  for (let times = 0; times < 40; times++) await page.keyboard.press('ArrowRight');
  const words = (await selectedOn(page).textContent()) ?? '';
  const [, client] = /client (\d+)/.exec(words) ?? [];
  await page.getByRole('button', { name: /^log line [\d,]+$/ }).click();
  const line = page.getByRole('region', { name: 'Operation log' }).locator('[aria-pressed=true]').last();
  await expect(line).toBeInViewport();
  await expect(line).toContainText(new RegExp(`(ok|fail|info)client ${client} · n\\d`));
});

test('operations are found by words and walked through with Enter', async ({ page, server }) => {
  const id = await openSharedRun(page, server, 'valid');
  const history = await ask<string>(server, `/api/runs/${id}/history.jsonl`);
  const failed = history
    .split('\n')
    .filter((line) => line.includes('"type":"fail"') && line.includes('"f":"cas"')).length;
  expect(failed).toBeGreaterThan(2);
  await expect(timelineOn(page)).toBeVisible();

  await page.keyboard.press('/');
  const search = page.getByRole('searchbox', { name: 'Find operations' });
  await expect(search).toBeFocused();
  await page.keyboard.type('cas fail');
  const matches = page.getByRole('search').getByRole('status');
  await expect(matches).toHaveText(`${failed}`);
  await page.keyboard.press('Enter');
  await expect(matches).toHaveText(`1 of ${failed}`);
  await expect(selectedOn(page)).toContainText('fail');
  await page.keyboard.press('Shift+Enter');
  await expect(matches).toHaveText(`${failed} of ${failed}`);
  await page.keyboard.type(' nobody');
  await expect(matches).toHaveText('none');
  // A field that there is not would find nothing, and look like an answer.
  await page.keyboard.type(' foo:1');
  await expect(page.getByText(/^There is no field foo\. There are f, /)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(search).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(search).not.toBeFocused();
});

test('tab, curves and filter stand in the address, and a teammate sees the same', async ({ page, server, browser }) => {
  const id = await openSharedRun(page, server, 'valid');
  const history = await ask<string>(server, `/api/runs/${id}/history.jsonl`);
  const invoked = history
    .split('\n')
    .filter((line) => line.includes('"type":"invoke"') && line.includes('"f":"write"'));
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('group', { name: 'Function' }).getByRole('checkbox', { name: 'write' }).check();
  await page.keyboard.press('Escape');
  const shown = page.getByText(new RegExp(`^${invoked.length} of \\d+ operations shown:$`));
  await expect(shown).toBeVisible();
  await page.getByRole('tab', { name: 'Latency and rate' }).click();
  await page.getByRole('radio', { name: 'fail' }).check();
  await expect(page).toHaveURL(/#tab=charts&chart=all%3Afail&f=write$/);

  const teammate = await (await browser.newContext({ storageState: await page.context().storageState() })).newPage();
  await teammate.goto(page.url());
  await expect(teammate.getByText(new RegExp(`^${invoked.length} of \\d+ operations shown:$`))).toBeVisible();
  await expect(teammate.getByRole('radio', { name: 'fail' })).toBeChecked();
  await teammate.context().close();
  await page.getByRole('button', { name: 'Remove the filter function write' }).click();
  await expect(shown).toBeHidden();

  await page.locator('body').press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys.getByText('go to the violation and fit it, then to the next')).toBeVisible();
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
});

test('what a key chose goes before a pointer that rests', async ({ page, server }) => {
  await openSharedRun(page, server, 'invalid');
  const timeline = timelineOn(page);
  await timeline.scrollIntoViewIfNeeded();
  const box = await timeline.boundingBox();
  if (!box) throw new Error('the timeline has no place on the page');
  const moment = page.getByRole('region', { name: 'Cluster' }).getByText(/^at \d/);
  const atViolation = (await moment.textContent()) ?? '';
  await page.mouse.move(box.x + 0.9 * box.width, box.y + 40);
  await expect(moment).not.toHaveText(atViolation);
  await timeline.focus();
  await page.keyboard.press('v');
  await expect(moment).toHaveText(atViolation);
  const span = (await spanOn(page).textContent()) ?? '';
  await page.keyboard.press('+');
  await expect(spanOn(page)).not.toHaveText(span);
  // The closer one looks, the more digits it has.
  const [, seconds = '', digits = ''] = /^at (\d+\.(\d+)) s/.exec(atViolation) ?? [];
  const distance = async () =>
    Math.abs(Number(/[\d.]+/.exec((await moment.textContent()) ?? '')?.[0]) - Number(seconds));
  expect(await distance()).toBeLessThanOrEqual(0.501 * 10 ** -digits.length);
});
