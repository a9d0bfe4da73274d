/** A history of somebody else: dropped on the page, refused with a reason, and then a run like any other. */
import { violationsOn } from './axe';
import { expect, openAsOperator, test, withOwnServer } from './fixtures';

const line = (process: number | string, type: string, f: string, value: string, ms: number) =>
  `{:process ${process}, :type :${type}, :f :${f}, :value ${value}, :time ${ms * 1_000_000}}\n`;

const staleRead = [
  line(0, 'invoke', 'write', '1', 100),
  line(0, 'ok', 'write', '1', 200),
  line(':nemesis', 'info', 'start-partition', 'nil', 300),
  line(':nemesis', 'info', 'start-partition', '[:isolated {"n1" #{"n2"}}]', 400),
  line(1, 'invoke', 'write', '2', 500),
  line(1, 'ok', 'write', '2', 600),
  line(0, 'invoke', 'read', 'nil', 700),
  line(0, 'ok', 'read', '1', 800),
  line(':nemesis', 'info', 'stop-partition', 'nil', 900),
  line(':nemesis', 'info', 'stop-partition', ':network-healed', 1000),
].join('');

test('a history is dropped, judged, and opens as a run', async ({ browser }) => {
  await withOwnServer(async (server) => {
    const page = await browser.newPage();
    await openAsOperator(page, server, '/');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Import' }).click();
    await expect(page.getByRole('heading', { name: 'Bring a history' })).toBeVisible();
    expect(await violationsOn(page)).toEqual([]);

    const choose = page.getByLabel('Choose a file');
    await choose.setInputFiles({ name: 'paper.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n\0') });
    const alert = page.getByRole('alert').filter({ hasText: 'paper.pdf was not brought' });
    await expect(alert).toContainText('it is no text; a history is JSON lines, EDN or the lines of a log');
    expect(await violationsOn(page)).toEqual([]);

    // Dropped, as from the desktop.
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'history.edn'));
      return transfer;
    }, staleRead);
    await page.getByText('Drop a file, a zip or a directory here').dispatchEvent('drop', { dataTransfer: dropped });
    const card = page.getByRole('region', { name: 'Import' });
    await expect(card).toContainText('Invalid');
    await expect(card).toContainText('3 operations of clients');
    await expect(alert).toBeHidden();
    expect(await violationsOn(page)).toEqual([]);

    await card.getByRole('link', { name: 'Open the run' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'history' })).toBeVisible();
    await expect(page.getByRole('list', { name: 'What was tested' })).toContainText('Imported history');
    await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
    await expect(page.getByText('Not linearizable').first()).toBeVisible();
    await page.getByRole('tab', { name: 'Origin' }).click();
    await expect(page.getByText('Clew ran no test')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Run again' })).toHaveCount(0);
    expect(await violationsOn(page)).toEqual([]);

    await page.goto(new URL('/', server.origin).href);
    await expect(page.getByRole('table', { name: 'Runs, newest first' }).getByRole('row').nth(1)).toContainText(
      'history',
    );
    await page.close();
  });
});
