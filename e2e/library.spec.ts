/** The list of runs: search, labels, deleting and the way back, in the address and by keyboard. */
import { violationsOn } from './axe';
import { expect, launch, openAsOperator, test, withOwnServer } from './fixtures';
import { memoryPlan, untilDone } from './journeys';

const quick = { load: { concurrency: 2, delaySeconds: 0.05, timeLimitSeconds: 1 }, faults: [] };

test('runs are searched, labelled, deleted and brought back', async ({ browser }) => {
  await withOwnServer(async (server) => {
    const ids: string[] = [];
    for (const name of ['first of two', 'second of two', 'other'])
      ids.push(await launch(server, memoryPlan(name, quick)));
    for (const id of ids) await untilDone(server, id);
    const page = await browser.newPage();
    await openAsOperator(page, server, '/');
    const rows = page.getByRole('table', { name: 'Runs, newest first' }).getByRole('row');
    await expect(rows).toHaveCount(4);

    await page.keyboard.press('/');
    await page.keyboard.type('two');
    await expect(rows).toHaveCount(3);
    await expect(page).toHaveURL(/[?]text=two$/);
    await page.getByRole('combobox', { name: 'Order' }).selectOption('Oldest first');
    const oldest = page.getByRole('table', { name: 'Runs, oldest first' }).getByRole('row');
    await expect(oldest.nth(1)).toContainText('first of two');
    await page.reload();
    await expect(oldest).toHaveCount(3);

    // By keyboard alone: the menu of the first row, its dialog, and back to where one was.
    const menu = page.getByRole('button', { name: 'first of two: what can be done' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menu', { name: 'first of two: what can be done' })).toBeVisible();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Name, tags and note' }).press('Enter');
    await page.getByRole('textbox', { name: 'Tags' }).fill('nightly, friday');
    await page.getByRole('textbox', { name: 'Note' }).fill('two leaders at once');
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(oldest.nth(1)).not.toContainText('nightly');
    await menu.press('Enter');
    await page.getByRole('menuitem', { name: 'Name, tags and note' }).press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).fill('The one');
    await page.getByRole('textbox', { name: 'Tags' }).fill('nightly');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();

    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByRole('combobox', { name: 'Tag' }).selectOption('nightly');
    await expect(oldest).toHaveCount(2);
    await expect(oldest.nth(1)).toContainText('The one');

    await page.getByRole('button', { name: 'The one: what can be done' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(page.getByText('No run is like that.')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(oldest.nth(1)).toContainText('The one');
    expect(await violationsOn(page)).toEqual([]);
    await page.close();
  });
});
