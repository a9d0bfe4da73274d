/** Clusters that are kept: added, examined node by node, chosen for a test, changed, removed and brought back. */
import { violationsOn } from './axe';
import { expect, test } from './fixtures';

test('a cluster is kept, examined, chosen for a test, changed and removed', async ({ operator: page, server }) => {
  await page.goto(`${server.origin}/clusters`);
  await page.getByRole('button', { name: 'Add a cluster' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a cluster' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('staging');
  await dialog.getByRole('textbox', { name: 'Nodes' }).fill('n1 n1;reboot\nn2 127.0.0.1:1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText(/^Line 1: host must be a host name/)).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Nodes' }).fill('n1 127.0.0.1:1\nn2 127.0.0.1:1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole('list', { name: 'Clusters' }).getByRole('listitem').filter({ hasText: 'staging' }).first();
  await expect(row).toContainText('2 nodes, as root');

  await row.getByRole('button', { name: 'Examine staging' }).click();
  const found = row.getByRole('region', { name: 'What was found on each node' });
  await expect(found.getByRole('row', { name: /Reachable/ })).toContainText('refused');
  await expect(row.getByText('No run can begin there yet')).toBeVisible({ timeout: 20_000 });
  const todo = row.getByRole('list', { name: 'What to do' }).getByRole('listitem');
  await expect(todo).toHaveCount(2);
  await expect(todo.first()).toContainText('systemctl enable --now ssh');
  expect(await violationsOn(page, {})).toEqual([]);

  await row.getByRole('link', { name: 'New test on staging' }).click();
  await page.getByRole('button', { name: 'Open all' }).click();
  await expect(page.getByRole('combobox', { name: 'Kept clusters' })).toHaveValue('staging');
  await expect(page.getByRole('textbox', { name: 'Nodes' })).toHaveValue('n1 127.0.0.1:1\nn2 127.0.0.1:1');

  await page.goto(`${server.origin}/clusters`);
  await row.getByRole('button', { name: 'Change staging' }).click();
  const change = page.getByRole('dialog', { name: 'Change staging' });
  await change.getByRole('textbox', { name: 'Name' }).fill('production');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'production' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove production' }).click();
  await expect(page.getByText(/^None is kept/)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { name: 'production' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove production' }).click();
  await expect(page.getByText(/^None is kept/)).toBeVisible();
});
