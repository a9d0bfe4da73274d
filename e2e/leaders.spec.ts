/** Who believes that it leads: on the map, in the lanes of the nodes, in words; while a run goes on and afterwards. */
import { ask, expect, launch, openAsOperator, test } from './fixtures';
import { memoryPlan, runPath, timelineOn, verdictOn } from './journeys';

/** The leader, n1, is cut off for longer than the others take to notice. Seed 6 puts it on the smaller side. */
const deposing = {
  load: { concurrency: 5, delaySeconds: 0.02, timeLimitSeconds: 5.5 },
  faults: [{ name: 'partition-random-halves', restSeconds: 1.5, durationSeconds: 3 }],
  recoverySeconds: 0.5,
};

/** As many as run at once, and they do nothing: what is launched next waits until one of them is stopped. */
const idle = { load: { concurrency: 1, delaySeconds: 60, timeLimitSeconds: 600 }, faults: [] };
const holders = ['first', 'second', 'third', 'fourth'].map((name) => memoryPlan(name, idle));

test('two nodes that lead at once are seen while it happens, and where the pointer goes afterwards', async ({
  page,
  server,
}) => {
  const held = await Promise.all(holders.map((plan) => launch(server, plan)));
  const id = await launch(server, memoryPlan('deposed', { ...deposing, seed: 6 }));
  // The page is there before the run begins, however long it takes.
  await openAsOperator(page, server, runPath(id));
  await expect(page.getByRole('region', { name: 'Queue' })).toBeVisible();
  await Promise.all(held.map((holder) => ask(server, `/api/runs/${holder}/stop`, 'POST')));
  const map = page.getByRole('region', { name: 'Cluster' }).getByRole('img');
  // It lasts a second, so the page looks by itself, at every frame.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('[role=img][aria-label]')].some((image) =>
      /n1 leads in term 1; n\d leads in term 2$/.test(image.getAttribute('aria-label') ?? ''),
    ),
  );
  await expect(verdictOn(page).getByRole('heading')).toBeVisible();
  await expect(map.filter({ visible: true })).toHaveAccessibleName(/^fully connected; n[2-5] leads in term 2$/);

  await page.getByText('Operations as a table', { exact: true }).click();
  const leaders = page.getByRole('list', { name: 'Leaders' });
  await expect(leaders.getByText(/^two leaders \d+\.\d s, from \d+\.\d+ s to \d+\.\d+ s$/)).toBeVisible();
  await expect(leaders.getByText(/^n1 led from 0\.00 s to \d+\.\d+ s in term 1$/)).toBeVisible();
  await expect(timelineOn(page)).toHaveAccessibleName(/, more than one leader 1 time$/);

  // The moment in the middle of both reigns, where the list says it was.
  const words = (await leaders.getByText(/^two leaders/).textContent()) ?? '';
  const [start = 0, end = 0] = (/from (\S+) s to (\S+) s/.exec(words) ?? []).slice(1).map(Number);
  const timeline = timelineOn(page);
  await timeline.scrollIntoViewIfNeeded();
  const moment = page.getByRole('region', { name: 'Cluster' }).getByText(/^at \d/);
  const box = await timeline.boundingBox();
  if (!box) throw new Error('the timeline has no place on the page');
  const seconds = async () => Number(/at (\S+) s/.exec((await moment.textContent()) ?? '')?.[1]);
  // To the right of the names of the lanes.
  for (let share = 0.14; share < 1; share += 0.02) {
    await page.mouse.move(box.x + share * box.width, box.y + box.height - 60);
    if ((await seconds()) > (start + end) / 2) break;
  }
  await expect(map.filter({ visible: true })).toHaveAccessibleName(
    /^partitioned: .*; n1 leads in term 1; n\d leads in term 2$/,
  );
  const card = page.getByRole('paragraph').filter({ hasText: /^n\d (leads|follows n\d) in term [12]$/ });
  await expect(card).toBeVisible();
});
