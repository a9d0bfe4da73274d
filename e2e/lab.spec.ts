/**
 * The whole journey on real nodes: from the form to a teammate's browser that can only look. On a lab with etcd, and
 * where no lab can be made on the embedded cluster with AntiEtcd.
 */
import type { Page } from '@playwright/test';
import { type ClewServer, canMakeLab, expect, historyOf, test } from './fixtures';
import {
  logOn,
  openForm,
  operationsShown,
  partitionOn,
  runIdOf,
  runPath,
  shareRun,
  timelineOn,
  untilDone,
  untilPhase,
  verdictOn,
} from './journeys';

/** A stale read is likely in one run; three without one mean that something is broken. */
const mostRuns = 3;

/** What differs from one place to the other. */
const onLab = {
  system: 'etcd',
  preset: 'The stale read of 2014',
  choices: ['Lab', 'Local'],
  pause: { seconds: '0.5', words: 'up to 2 operations a second each' },
  ready: /system\.etcdn\d etcd ready/,
};
const embedded: typeof onLab = {
  system: 'AntiEtcd',
  preset: 'A stale read without root',
  choices: ['Embedded', 'Stale'],
  pause: { seconds: '0.1', words: 'up to 10 operations a second each' },
  ready: /system\.antietcdn\d AntiEtcd ready/,
};

test.describe('a stale read', () => {
  test('is launched, watched, judged, explained and shared', async ({ operator: page, server, browser }) => {
    // Up to three runs, each with its set-up, beside another worker's.
    test.setTimeout(mostRuns * 180_000);
    const place = (await canMakeLab(server)) ? onLab : embedded;
    if (place === embedded) console.log('lab.spec.ts takes the embedded cluster: no lab can be made here');
    await fillForm(page, server, place);
    const id = await test.step('launch', () => launchUntilInvalid(page, server));

    await test.step('the verdict and its sentence', async () => {
      const verdict = verdictOn(page);
      await expect(verdict.getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible();
      await expect(verdict).toContainText(
        / at [\d.]+ s, but (every possible order has the register at|no order of the operations explains that)/,
      );
    });
    await test.step('the violation in the timeline', () => seeViolation(page));
    await test.step('the worlds, with keys', () => stepThroughWorlds(page));
    await test.step('the report', async () => {
      await page.getByText('Text report', { exact: true }).click();
      await expect(page.getByText('Not linearizable. Linearizable prefix was:')).toBeVisible();
    });

    await test.step('the log of the whole run', () => readLog(page, server, id, place.ready));

    await test.step('a teammate', async () => {
      const address = await shareRun(page);
      const context = await browser.newContext();
      const teammate = await context.newPage();
      await teammate.goto(address);
      await seeAsTeammate(teammate, server);
      await teammate.goto(address);
      await expect(timelineOn(teammate)).toBeVisible();
      const entries = await page.getByRole('main').getAttribute('data-entries');
      await expect(teammate.getByRole('main')).toHaveAttribute('data-entries', entries ?? 'the number of entries');
      await page.getByRole('button', { name: 'Revoke the link' }).click();
      await expect(teammate.getByRole('heading', { name: 'This link shows nothing any more' })).toBeVisible();
      await expect(timelineOn(teammate)).toBeHidden();
      await context.close();
    });
    // What was selected on the way stands behind the path.
    expect(new URL(page.url()).pathname).toBe(runPath(id));
  });
});

async function fillForm(
  page: Page,
  server: ClewServer,
  { system, preset, choices, pause }: typeof onLab,
): Promise<void> {
  await openForm(page, server, preset);
  const chosen = page.getByRole('group', { name: 'System' });
  await expect(chosen.getByRole('radio', { name: system, exact: true })).toBeChecked();
  for (const name of choices) await expect(page.getByRole('radio', { name, exact: true })).toBeChecked();
  await page.getByRole('switch', { name: 'Stop at the first violation' }).uncheck();
  await page.getByRole('textbox', { name: 'Clients' }).fill('12');
  await page.getByRole('textbox', { name: 'Pause' }).fill(pause.seconds);
  await page.getByRole('textbox', { name: 'Time', exact: true }).fill('20');
  await page.getByRole('textbox', { name: 'Recovery' }).fill('2');
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByRole('img', { name: 'The schedule over 22 s' })).toBeVisible();
  await expect(preview).toContainText(`12 clients, ${pause.words}`);
}

async function launchUntilInvalid(page: Page, server: ClewServer): Promise<string> {
  for (let run = 1; run <= mostRuns; run++) {
    await page.getByRole('button', { name: 'Launch' }).click();
    const id = await runIdOf(page);
    await watchRun(page, server, id);
    if (
      await verdictOn(page)
        .getByRole('heading', { name: /\bNot linearizable$/ })
        .isVisible()
    )
      return id;
    console.log(`run ${run} was not invalid: ${await verdictOn(page).textContent()}`);
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.getByRole('menuitem', { name: 'Edit it first' }).click();
    await page.getByRole('button', { name: 'New seed' }).click();
  }
  throw new Error(`no stale read in ${mostRuns} runs`);
}

async function watchRun(page: Page, server: ClewServer, id: string): Promise<void> {
  const progress = page.getByRole('region', { name: 'Progress' });
  await test.step('set-up, node by node', async () => {
    await expect(verdictOn(page)).toContainText('Setting up');
    for (const node of ['n1', 'n2', 'n3', 'n4', 'n5']) {
      await expect(progress.getByRole('listitem').filter({ hasText: node }).last()).toBeVisible();
    }
    await expect(
      progress
        .getByRole('listitem')
        .filter({ hasText: /done\s*n5/ })
        .first(),
    ).toBeVisible();
  });
  await test.step('operations as they happen', async () => {
    await untilPhase(server, id, 'running', 60_000);
    await expect.poll(() => operationsShown(page)).toBeGreaterThan(0);
    const early = await operationsShown(page);
    await expect.poll(() => operationsShown(page)).toBeGreaterThan(early);
    await expect(logOn(page)).toContainText(/(invoked|ok)client \d+ · n\d(read|write|cas)/);
  });
  await test.step('the partition while it lasts', async () => {
    await expect(partitionOn(page)).toHaveAccessibleName(/^partitioned: n\d n\d n\d \| n\d n\d(;|$)/);
    const map = page.getByRole('region', { name: 'Cluster' });
    await expect(map.getByText(/^n\d, n\d cut off from n\d, n\d, n\d$/)).toBeVisible();
    await expect(timelineOn(page)).toHaveAccessibleName(/, 1 network cut/);
    await expect(page.getByRole('img', { name: 'fully connected' })).toBeVisible();
  });
  // A violation that is seen while the test runs has a heading of its own.
  await untilDone(server, id, 90_000);
  await expect(verdictOn(page).getByRole('heading')).not.toHaveText(/still running$/);
}

async function seeViolation(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Go to the violation' })).toBeVisible();
  await timelineOn(page).focus();
  await page.keyboard.press('v');
  await expect(page.getByText(/, client \d+ on n\d, process \d+, invoked at .* Inconsistent\.$/)).toBeAttached();
}

/** The log draws the lines in sight and followed its end while the run went on; its beginning is a scroll away. */
async function readLog(page: Page, server: ClewServer, id: string, ready: RegExp): Promise<void> {
  await page.getByRole('tab', { name: 'Log', exact: true }).click();
  await logOn(page).evaluate((log) => log.scrollTo({ top: 0 }));
  await expect(logOn(page)).toContainText(ready);
  const faults = (await historyOf(server, id)).filter(({ process }) => process === 'nemesis');
  expect(faults[1]).toMatchObject({ type: 'info', f: 'start', value: { cutOff: expect.anything() } });
  await page.getByRole('tab', { name: /^Worlds/ }).click();
}

async function stepThroughWorlds(page: Page): Promise<void> {
  const steps = page.getByText(/^step \d+ of \d+$/);
  const current = page.getByRole('list', { name: 'World' }).locator('[aria-current=step]');
  await page.getByRole('button', { name: 'Step back' }).focus();
  await page.keyboard.press('End');
  const [, last = ''] = /^step \d+ of (\d+)$/.exec((await steps.textContent()) ?? '') ?? [];
  await expect(steps).toHaveText(`step ${last} of ${last}`);
  for (let back = 1; back <= 3; back++) await page.keyboard.press('ArrowLeft');
  await expect(steps).toHaveText(`step ${Number(last) - 3} of ${last}`);
  await expect(current).toContainText(/then/);
  for (let on = 1; on <= 3; on++) await page.keyboard.press('ArrowRight');
  await expect(steps).toHaveText(`step ${last} of ${last}`);
  await expect(current).toContainText(/can't (read|CAS) /);
}

async function seeAsTeammate(page: Page, server: ClewServer): Promise<void> {
  await expect(verdictOn(page).getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible();
  await expect(timelineOn(page)).toBeVisible();
  await expect(page.getByRole('list', { name: 'World' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^(Stop|Share|Launch)/ })).toHaveCount(0);
  await expect(page.getByRole('link', { name: /^(New test|Runs)$/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Run again' })).toHaveCount(0);
  const status = await page.evaluate(async () => {
    const body = JSON.stringify({
      name: 'from a link',
      cluster: { type: 'memory' },
      system: { name: 'memory' },
      seed: 1,
    });
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/runs', { method: 'POST', headers, body })).status;
  });
  expect(status).toBe(401);
  await page.goto(`${server.origin}/new`);
  await expect(page).toHaveURL(/\/sign-in/);
}
