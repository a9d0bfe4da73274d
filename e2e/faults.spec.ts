/** Pauses and kills: chosen in the form, seen on the map and the timeline while they last, told in words afterwards. */
import { ask, expect, launch, openAsOperator, test } from './fixtures';
import { endless, memoryPlan, openForm, runIdOf, runPath, timelineOn, untilDone, verdictOn } from './journeys';

test('a pause of the leader is chosen in the form, with whom it hits beside it', async ({ operator: page, server }) => {
  await openForm(page, server);
  const whom = page.getByRole('group', { name: 'Targets' });
  await expect(whom).toBeHidden();
  await page.getByRole('combobox', { name: 'Fault', exact: true }).selectOption('Pause processes');
  await whom.getByRole('radio', { name: 'The leader' }).check();
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('the leader paused every 4 s for 2 s');
  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('1');
  await page.getByRole('button', { name: 'Launch' }).click();
  const id = await runIdOf(page);
  await untilDone(server, id);
  const { run } = await ask<{ run: { plan: unknown } }>(server, `/api/runs/${id}`);
  expect(run.plan).toMatchObject({ faults: [{ name: 'pause', targets: 'leader' }] });
});

for (const [name, word, titled] of [
  ['pause', 'paused', 'pause'],
  ['kill', 'killed', 'kill'],
] as const) {
  test(`a node that is ${word} is marked while it lasts, and told afterwards`, async ({ page, server }) => {
    const onLeader = endless.faults.map((fault) => ({ ...fault, name, targets: 'leader' }));
    const id = await launch(server, memoryPlan(word, { ...endless, faults: onLeader }));
    await openAsOperator(page, server, runPath(id));
    const cluster = page.getByRole('region', { name: 'Cluster' });
    const map = cluster.getByRole('img').filter({ visible: true });
    await expect(map).toHaveAccessibleName(new RegExp(`^n1 ${word}`));
    await expect(cluster.getByText(`1 node ${word}`)).toBeVisible();
    // Inside the picture, under the node.
    await expect(map.getByText(word, { exact: true })).toBeVisible();
    await ask(server, `/api/runs/${id}/stop`, 'POST');
    await expect(verdictOn(page).getByRole('heading')).toBeVisible();
    await expect(timelineOn(page)).toHaveAccessibleName(new RegExp(`, 1 ${titled}\\b`));
    await expect(map).toHaveAccessibleName(/^fully connected/);
    await page.getByText('Operations as a table', { exact: true }).click();
    const faults = page.getByRole('list', { name: 'Faults' });
    await expect(faults.getByText(new RegExp(`s to \\d+\\.\\d+ s: n1 ${word}$`))).toBeVisible();
    await expect(page.getByRole('list', { name: 'Legend' }).getByText(titled, { exact: true })).toBeVisible();
  });
}
