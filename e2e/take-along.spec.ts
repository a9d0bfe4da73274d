/**
 * What leaves the server: the page of a run as one file that opens from the disk without a network, pictures of the
 * timeline, and what a chat shows of a shared link.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { violationsOn } from './axe';
import { ask, expect, historyOf, launch, test } from './fixtures';
import {
  memoryPlan,
  openOffline,
  openSharedRun,
  operationsShown,
  staleReads,
  timelineOn,
  untilDone,
  verdictOn,
} from './journeys';

/** Chooses it on the page as a person does. @returns where the file lies */
async function takeAway(page: Page, what: string, directory: string): Promise<string> {
  await page.getByRole('button', { name: 'Take away' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: what }).click(),
  ]);
  const path = join(directory, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

test('everything of a run in one zip becomes the same run again where it is brought', async ({
  page,
  server,
}, info) => {
  const id = await openSharedRun(page, server, 'invalid');
  const path = await takeAway(page, 'Everything (zip)', info.outputDir);
  expect(path).toMatch(/broken-promise-\w+\.zip$/);
  await page.goto(`${server.origin}/check`);
  await page.getByLabel('Choose a file').setInputFiles(path);
  const card = page.getByRole('region', { name: 'Import' });
  await expect(card).toContainText('Invalid');
  await card.getByRole('link', { name: 'Open the run' }).click();
  await page.waitForURL(/\/runs\//);
  const brought = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  // But for the line that names the run.
  expect((await historyOf(server, brought)).slice(1)).toEqual((await historyOf(server, id)).slice(1));
});

test('a saved run opens from the disk with its verdict, timeline, worlds and charts', async ({
  page,
  server,
  browser,
}, info) => {
  const id = await openSharedRun(page, server, 'invalid');
  const path = await takeAway(page, 'This page as one file', info.outputDir);
  expect(path).toMatch(/broken-promise-\w+\.html$/);
  const history = await historyOf(server, id);
  const invocations = history.filter(({ process, type }) => typeof process === 'number' && type === 'invoke').length;

  await openOffline(browser, path, async (saved) => {
    await expect(verdictOn(saved).getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible();
    expect(await operationsShown(saved)).toBe(invocations);
    for (const name of ['Stop', 'Share']) await expect(saved.getByRole('button', { name })).toBeHidden();
    // Those of the contradiction lead to its operations, and none out of the file.
    for (const link of await saved.getByRole('link').all()) expect(await link.getAttribute('href')).toMatch(/^#op=/);

    const refused = saved.getByRole('list', { name: 'World' }).locator('[aria-current=step]');
    await expect(refused).toContainText(/can't read \d from register \d|can't CAS \d from \d to \d/);
    await saved.getByRole('button', { name: 'Step back' }).click();
    await expect(refused).toContainText(/then .*\d/);
    await saved.getByText('Text report', { exact: true }).click();
    await expect(saved.getByText('Not linearizable. Linearizable prefix was:')).toBeVisible();

    await saved.getByRole('tab', { name: 'Latency and rate' }).click();
    await expect(saved.getByRole('img', { name: /^Latency of all operations, / })).toBeVisible();
    await saved.getByRole('tab', { name: 'Log', exact: true }).click();
    await expect(saved.getByRole('region', { name: 'Operation log' })).toContainText('invoked');
    await saved.getByRole('tab', { name: 'Node logs' }).click();
    await expect(saved.getByText('The logs of the nodes are not in this file')).toBeVisible();
    await saved.getByRole('tab', { name: 'Plan' }).click();
    const [download] = await Promise.all([
      saved.waitForEvent('download'),
      saved.getByRole('button', { name: 'Save history.jsonl' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^broken-promise-\w+\.jsonl$/);

    await timelineOn(saved).focus();
    await saved.keyboard.press('v');
    await saved.keyboard.press('+');
    await expect(saved.getByText(/^(read|cas) .*Inconsistent\.$/)).toBeAttached();
    await expect(saved).toHaveURL(/\.html#tab=plan&t=.*&span=.*&op=\d+$/);
  });
});

test('a saved run is accessible in both colour schemes, wide and narrow', async ({ page, server, browser }, info) => {
  await openSharedRun(page, server, 'invalid');
  const path = await takeAway(page, 'This page as one file', info.outputDir);
  await openOffline(browser, path, async (saved) => {
    await expect(saved.getByRole('list', { name: 'World' })).toBeVisible();
    await saved.emulateMedia({ reducedMotion: 'reduce' });
    for (const width of [1280, 390]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await saved.setViewportSize({ width, height: 900 });
        await saved.emulateMedia({ colorScheme });
        expect(await violationsOn(saved, { onlyColours: colorScheme === 'dark' })).toEqual([]);
      }
      expect(await saved.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(width);
    }
  });
});

/** The size that stands in a PNG behind its signature and the name of its first chunk. */
function sizeOfPng(bytes: Buffer): { readonly width: number; readonly height: number } {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

async function pressAndSave(page: Page, name: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test('what is in view is saved as a picture, on the page and in a saved run', async ({
  page,
  server,
  browser,
}, info) => {
  const id = await openSharedRun(page, server, 'invalid');
  await page.getByRole('button', { name: 'Go to the violation' }).click();
  const expectPictures = async (shown: Page) => {
    const canvas = await timelineOn(shown).locator('canvas').first().boundingBox();
    const png = await pressAndSave(shown, 'Save picture');
    expect(png.name).toBe(`broken-promise-${id}.png`);
    const { width, height } = sizeOfPng(png.bytes);
    // Twice as fine as the screen, with a margin around.
    expect(width).toBe(2 * ((canvas?.width ?? 0) + 2 * 16));
    expect(height).toBeGreaterThan(2 * ((canvas?.height ?? 0) + 4 * 16));
    // An empty picture of this size has a few hundred bytes.
    expect(png.bytes.length).toBeGreaterThan(5_000);

    const svg = await pressAndSave(shown, 'Save SVG');
    const text = svg.bytes.toString();
    expect(svg.name).toBe(`broken-promise-${id}.svg`);
    expect(text).toContain(`width="${width / 2}" height="${height / 2}"`);
    expect(text).toMatch(/<text[^>]+>Not linearizable\. n\d (answered|accepted) /);
    expect(await isWellFormed(shown, text)).toBe(true);
  };
  await expectPictures(page);
  const path = await takeAway(page, 'This page as one file', info.outputDir);
  await openOffline(browser, path, expectPictures);
});

function isWellFormed(page: Page, svg: string): Promise<boolean> {
  return page.evaluate(
    (text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror') === null,
    svg,
  );
}

test('a chat that is given a link sees the verdict and a picture before anybody opens it', async ({
  page,
  server,
  request,
}) => {
  const id = await launch(server, memoryPlan('previewed → 線', staleReads));
  await untilDone(server, id);
  const { token } = await ask<{ readonly token: string }>(server, `/api/runs/${id}/share`, 'POST');
  const address = `${server.origin}/share/${token}`;
  const head = (await (await request.get(address)).text()).split('</head>')[0] ?? '';
  const tag = (name: string) => new RegExp(`(?:property|name)="${name}" content="([^"]*)"`).exec(head)?.[1];
  expect(tag('og:title')).toBe('Not linearizable: In-memory register 1');
  expect(tag('og:description')).toMatch(/^quorum reads · partition into random halves\. n\d (answered|accepted) /);
  expect(tag('og:image:width')).toBe('1200');
  expect(tag('twitter:card')).toBe('summary_large_image');
  expect(tag('robots')).toBe('noindex');

  const picture = tag('og:image') ?? '';
  expect(picture).toContain(`${server.origin}/share/${token}/`);
  const answer = await request.get(picture);
  expect(answer.headers()).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'no-store' });
  expect(sizeOfPng(await answer.body())).toEqual({ width: 1200, height: 630 });

  await page.goto(address);
  await expect(page).toHaveTitle('Not linearizable: previewed → 線 · Clew');
  await expect(page.getByRole('button', { name: 'Take away' })).toBeVisible();

  await ask(server, `/api/runs/${id}/share`, 'DELETE');
  expect((await request.get(picture)).status()).toBe(404);
  expect(await (await request.get(address)).text()).not.toMatch(/og:image|Not linearizable/);
});
