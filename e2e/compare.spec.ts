/** Runs side by side: chosen in the list, or from a run, whose last valid one is offered first. */
import { violationsOn } from './axe';
import { expect, launch, openAsOperator, test, withOwnServer } from './fixtures';
import { longCut, memoryPlan, staleReads, untilDone } from './journeys';

test('runs are chosen in the list and compared, and a run is held against the last valid one', async ({ browser }) => {
  await withOwnServer(async (server) => {
    const good = await launch(server, memoryPlan('good', longCut));
    await untilDone(server, good);
    const again = await launch(server, memoryPlan('again', { ...longCut, seed: 8 }));
    await untilDone(server, again);
    const stale = await launch(server, memoryPlan('stale', { ...longCut, ...staleReads }));
    await untilDone(server, stale);
    const page = await browser.newPage();
    await openAsOperator(page, server, '/');

    // By keyboard: two boxes, and the way there.
    const bar = page.getByRole('region', { name: 'Compare' });
    await page.getByRole('table').getByRole('checkbox', { name: 'Compare good' }).press('Space');
    await expect(bar).toContainText('1 run chosen; choose another to compare');
    await page.getByRole('table').getByRole('checkbox', { name: 'Compare stale' }).press('Space');
    expect(await violationsOn(page)).toEqual([]);
    await bar.getByRole('link', { name: 'Compare', exact: true }).press('Enter');
    await expect(page).toHaveURL(new RegExp(`/compare[?]runs=${good},${stale}$`));
    const facts = page.getByRole('table', { name: 'The runs that are compared' });
    await expect(facts.getByRole('row', { name: /^Verdict/ })).toContainText(/Valid.*Invalid/);
    await expect(facts.getByRole('row', { name: /^First violation/ })).toContainText('Not linearizable');
    await expect(
      page.getByRole('img', { name: /^How many operations succeeded each second: A, good: .*; B, stale: / }),
    ).toBeVisible();
    const plans = page.getByRole('table', { name: 'Fields that differ' });
    await expect(plans.getByRole('row')).not.toHaveCount(1);
    const differing = await plans.getByRole('row').count();
    await page.getByRole('checkbox', { name: /^All \d+ fields$/ }).check();
    expect(await page.getByRole('table', { name: 'All fields of the plans' }).getByRole('row').count()).toBeGreaterThan(
      differing,
    );
    expect(await violationsOn(page)).toEqual([]);

    // From a run: the last valid one of its plan stands before it.
    await page.goto(`${server.origin}/runs/${again}`);
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    await page
      .getByRole('list', { name: 'The last valid run of this plan' })
      .getByRole('link', { name: 'good' })
      .click();
    await expect(page).toHaveURL(new RegExp(`/compare[?]runs=${good},${again}$`));
    await page.getByRole('link', { name: 'Take A, good, out of the comparison' }).click();
    await expect(page.getByRole('list', { name: 'Others of the same system and workload' })).toContainText('stale');
    expect(await violationsOn(page)).toEqual([]);

    // What is not there, and nothing at all.
    await page.goto(`${server.origin}/compare?runs=${good},nowhere,${stale}`);
    await expect(page.getByText('There is no run nowhere.')).toBeVisible();
    await expect(facts).toContainText('stale');
    await page.goto(`${server.origin}/compare?runs=nowhere`);
    await expect(page.getByRole('heading', { name: 'There is no such run' })).toBeVisible();
    await page.goto(`${server.origin}/compare`);
    await expect(page.getByRole('heading', { name: 'No run is chosen' })).toBeVisible();
    expect(await violationsOn(page)).toEqual([]);
    await page.close();
  });
});
