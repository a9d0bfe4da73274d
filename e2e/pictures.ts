/** The README's pictures, from a real run on a lab: `npm run pictures`. */
import { mkdir } from 'node:fs/promises';
import { test } from './fixtures';
import { logOn, openForm, partitionOn, runIdOf, timelineOn, untilDone, verdictOn } from './journeys';

/** A stale read is likely, not certain. */
const mostRuns = 4;

test.use({ viewport: { width: 1280, height: 1040 } });
test.setTimeout(mostRuns * 90_000);

test('a partition as it happens, and the run that it broke', async ({ operator: page, server }) => {
  await mkdir('public', { recursive: true });
  for (let run = 1; run <= mostRuns; run++) {
    await openForm(page, server, 'The stale read of 2014');
    await page.getByRole('button', { name: 'Launch' }).click();
    const id = await runIdOf(page);
    await partitionOn(page).waitFor({ timeout: 60_000 });
    await logOn(page)
      .getByText(/ cut off from n\d/)
      .first()
      .waitFor();
    await page.screenshot({ path: 'public/live.png' });
    await untilDone(server, id, 90_000);
    await verdictOn(page).getByRole('heading').waitFor();
    if (
      !(await verdictOn(page)
        .getByRole('heading', { name: /Not linearizable$/ })
        .isVisible())
    )
      continue;
    await page.reload();
    await timelineOn(page).waitFor();
    await page.getByRole('list', { name: 'World' }).waitFor();
    await page.screenshot({ path: 'public/run-page.png' });
    const evidence = page.locator('#evidence');
    await evidence.screenshot({ path: 'public/worlds.png' });
    await page.getByRole('tab', { name: 'Latency and rate' }).click();
    await page.getByRole('img', { name: /^Latency of/ }).waitFor();
    await evidence.screenshot({ path: 'public/charts.png' });
    return;
  }
  throw new Error(`no stale read in ${mostRuns} runs`);
});
