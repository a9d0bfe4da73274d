/** Again: a plan that the clock starts, and all of its runs over time, for oneself and under a link. */
import type { Page } from '@playwright/test';
import { violationsOn } from './axe';
import { expect, launch, openAsOperator, test, withOwnServer } from './fixtures';
import { longCut, memoryPlan, staleReads, untilDone } from './journeys';

/** Nothing for axe to say, wide and light, narrow and dark; and nothing that scrolls the page sideways. */
async function expectCalm(page: Page): Promise<void> {
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(width);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

test('a test is started by the clock: made, paused, changed, removed and brought back', async ({ browser }) => {
  await withOwnServer(async (server) => {
    const id = await launch(server, memoryPlan('every night', longCut));
    await untilDone(server, id);
    const page = await browser.newPage();
    await openAsOperator(page, server, '/schedules');
    await expect(page.getByText(/^Nothing is started by the clock/)).toBeVisible();
    expect(await violationsOn(page)).toEqual([]);

    // By keyboard, from the menu of a run.
    await page.goto(`${server.origin}/runs/${id}`);
    await page.getByRole('button', { name: 'Run again' }).press('Enter');
    await page.getByRole('menuitem', { name: /^By the clock/ }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Start this test by the clock' });
    await dialog.getByLabel('Time', { exact: true }).fill('02:30');
    await dialog.getByLabel('Time zone').fill('Nowhere');
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByLabel('Time zone').press('Enter');
    await expect(dialog.getByLabel('Time zone')).toHaveAttribute('aria-invalid', 'true');
    await dialog.getByLabel('Time zone').fill('Asia/Tokyo');
    await dialog.getByLabel('Days').selectOption('Monday to Friday');
    await dialog.getByLabel('Time zone').press('Enter');

    await expect(page).toHaveURL(/\/schedules$/);
    const row = page.getByRole('list', { name: 'Schedules' }).getByRole('listitem');
    await expect(row).toContainText('Monday to Friday at 02:30, Asia/Tokyo, with a new seed');
    await expect(row).toContainText(/Next.*02:30 GMT\+9/);
    await row.getByRole('button', { name: 'Pause every night' }).click();
    await expect(row).toContainText(/Next\s*Paused/);
    await page.getByRole('button', { name: 'every night: what else can be done' }).click();
    await page.getByRole('menuitem', { name: 'Change the times' }).click();
    const change = page.getByRole('dialog', { name: 'Change the schedule' });
    await change.getByLabel('Days').selectOption('By a cron pattern');
    await change.getByLabel('Pattern').fill('0 2 1 * *');
    await change.getByRole('button', { name: 'Save' }).click();
    await expect(row).toContainText('By the pattern 0 2 1 * *, Asia/Tokyo');
    await page.getByRole('button', { name: 'every night: what else can be done' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await expect(page.getByText(/^Nothing is started by the clock/)).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(row).toContainText('every night');
    await expectCalm(page);

    // Its plan is edited in the form, which knows whose it is.
    await page.getByRole('button', { name: 'every night: what else can be done' }).click();
    await page.getByRole('menuitem', { name: 'Edit the plan' }).click();
    await page.getByRole('button', { name: 'Save to the schedule' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(row).toContainText('By the pattern 0 2 1 * *');
    await page.close();
  });
});

test('the runs of a plan over time, and a link to them that shows none of them', async ({ browser }) => {
  await withOwnServer(async (server) => {
    const stale = { ...longCut, ...staleReads };
    const first = await launch(server, memoryPlan('night 1', stale));
    await untilDone(server, first);
    const page = await browser.newPage();
    await openAsOperator(page, server, `/trends?run=${first}`);
    await expect(page.getByText(/a picture over time comes with the second/)).toBeVisible();
    expect(await violationsOn(page)).toEqual([]);
    const second = await launch(server, memoryPlan('night 2', { ...stale, seed: 8 }));
    await untilDone(server, second);

    await page.goto(`${server.origin}/runs/${second}`);
    await page.getByRole('link', { name: 'Trend', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Trend of night 2' })).toBeVisible();
    await expect(page.getByText(/^A violation was found in \d of \d runs: \d+ % \(/)).toBeVisible();
    await expect(page.getByRole('table').filter({ hasText: 'Rate, with 95 %' })).toContainText(/in \d of \d runs/);
    await expectCalm(page);
    // The newest is where Tab comes to; the arrows go on from there.
    const columns = page.getByRole('region', { name: 'Runs over time' }).getByRole('link');
    await expect(columns).toHaveCount(2);
    await columns.last().focus();
    await page.keyboard.press('ArrowLeft');
    await expect(columns.first()).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/runs/${first}`));

    await page.goto(`${server.origin}/trends?run=${second}`);
    await page.getByRole('button', { name: 'Share' }).click();
    const share = page.getByRole('dialog', { name: 'Share this trend' });
    await share.getByRole('button', { name: 'Make a link' }).click();
    const address = await share.getByRole('textbox', { name: 'Link' }).inputValue();
    await expect(share.getByRole('img', { name: 'The badge' })).toBeVisible();
    expect(await violationsOn(page)).toEqual([]);

    const guest = await (await browser.newContext()).newPage();
    await guest.goto(address);
    await expect(guest.getByRole('heading', { level: 1, name: 'Trend of night 2' })).toBeVisible();
    await expect(guest.getByText(/^A violation was found in/)).toBeVisible();
    await expect(guest.getByRole('main').getByRole('link')).toHaveCount(0);
    expect(await violationsOn(guest)).toEqual([]);
    const badge = await guest.request.get(address.replace('/share/trends/', '/api/share/').concat('/badge.svg'));
    expect([badge.status(), badge.headers()['content-type']]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    const preview = await guest.locator('meta[property="og:image"]').getAttribute('content');
    const picture = await guest.request.get(preview ?? '');
    expect([picture.status(), picture.headers()['content-type']]).toEqual([200, 'image/png']);

    await page.goto(`${server.origin}/links`);
    const link = page.getByRole('listitem').filter({ hasText: 'The trend of a plan, and its badge.' });
    await link.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Revoke the link' }).click();
    await expect(page.getByText(/^Nothing is shared/)).toBeVisible();
    await guest.reload();
    await expect(guest.getByRole('heading', { name: 'This link shows nothing any more' })).toBeVisible();
    await guest.context().close();
    await page.close();
  });
});
