/** A run of version 1: its page as that version saved it, and as today's shows it from the library of that time. */
import { writeFile } from 'node:fs/promises';
import { unpackVersion1 } from '../server/store/testing/version-1.fixture';
import { expect, openAsOperator, startServer, test } from './fixtures';
import { openOffline, operationsShown, timelineOn, verdictOn } from './journeys';

interface Listing {
  readonly runs: readonly {
    readonly id: string;
    readonly sentence: string;
    readonly plan: { readonly name: string };
  }[];
}

test('a run of version 1 is the same on its saved page and on the page of today', async ({ page, browser }, info) => {
  const library = await unpackVersion1();
  const server = await startServer(library.data);
  try {
    const { runs } = JSON.parse(await library.exported('runs.json')) as Listing;
    const { id = '', sentence = '' } = runs.find(({ plan }) => plan.name === 'register-stale') ?? {};
    const history = (await library.exported('register-stale.history.jsonl')).split('\n');
    const invocations = history.filter((line) => line.includes('"type":"invoke"')).length;

    const saved = info.outputPath('timeline.html');
    await writeFile(saved, await library.exported('register-stale.timeline.html'));
    await openOffline(browser, saved, async (old) => {
      await expect(verdictOn(old).getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible();
      await expect(verdictOn(old)).toContainText(sentence);
      expect(await operationsShown(old)).toBe(invocations);
    });

    await openAsOperator(page, server, `/runs/${id}`);
    await expect(verdictOn(page).getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible();
    await expect(verdictOn(page)).toContainText(sentence);
    await expect(page.getByRole('list', { name: 'World' })).toBeVisible();
    await expect(timelineOn(page)).toBeVisible();
    await expect.poll(() => operationsShown(page)).toBe(invocations);
  } finally {
    await server.stop();
    await library.remove();
  }
});
