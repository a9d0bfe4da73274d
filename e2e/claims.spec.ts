/**
 * What a verdict is worth is said alike wherever it stands: in an experiment's cell, on the run's page and under its link,
 * in the list, its filter and the interface. One experiment brings forth a run of each kind; what was not tested is brought.
 */
import type { Locator, Page } from '@playwright/test';
import { ask, expect, factsOf, openAsOperator, test } from './fixtures';
import { longCut, memoryPlan, runPath, verdictOn } from './journeys';

interface Facts {
  readonly id: string;
  readonly sentence?: string;
}

interface Experiment {
  readonly id: string;
  readonly state: string;
  readonly combinations: readonly { readonly slots: readonly { readonly run?: Facts }[] }[];
}

const kinds = {
  kept: {},
  // A cas expects one of a thousand values, and the register is empty and stays so.
  'hardly tested': { 'workload.values': 1000, 'workload.mix': { read: 1, write: 0, cas: 1 } },
  // There is no id in it to be judged.
  'not judged': { 'checker.extra': ['unique-ids'] },
  broken: { 'system.bugs': { staleRead: 0.5 }, 'checker.stopAtViolation': true, 'load.timeLimitSeconds': 500 },
};
type Kind = keyof typeof kinds;

/** Nothing succeeded. */
const untested = [
  { process: 0, type: 'invoke', f: 'write', value: 1, time: 1e6 },
  { process: 0, type: 'info', f: 'write', value: 1, time: 2e6, error: 'timed-out' },
  { process: 1, type: 'invoke', f: 'read', value: null, time: 3e6 },
  { process: 1, type: 'fail', f: 'read', value: null, time: 4e6, error: 'no-leader' },
];

const over = 120_000;
const howFar = String.raw`[\d.]+ s of [\d.]+ s`;

const checkOn = (page: Page, title: string) =>
  page.getByRole('list', { name: 'Checks' }).getByRole('listitem').filter({ hasText: title });

async function inkOf(mark: Locator): Promise<string> {
  return mark.locator('svg').evaluate((shape) => getComputedStyle(shape).color);
}

test('a verdict is worth the same in the cell, on the page, in the list, the filter and the interface', async ({
  page,
  server,
  browser,
}) => {
  const { id } = await ask<Experiment>(server, '/api/experiments', 'POST', {
    name: 'of each kind',
    plan: {
      ...memoryPlan('kinds', {
        // What hangs in the cut does not hold the end up.
        client: { readLevel: 'quorum', timeoutMs: 1000 },
        ...longCut,
        load: { concurrency: 5, delaySeconds: 0.05, timeLimitSeconds: 3 },
      }),
      seed: undefined,
    },
    axes: [{ name: 'kind', values: Object.entries(kinds).map(([title, set]) => ({ title, set })) }],
    seed: 7,
  });
  await openAsOperator(page, server, `/experiments/${id}`);
  await expect(page.getByRole('status', { name: 'Progress' })).toHaveText(
    /4 of 4 runs over: 1 invalid, 1 unknown, 1 valid, but weak, 1 valid/,
    { timeout: over },
  );
  const { experiment } = await ask<{ experiment: Experiment }>(server, `/api/experiments/${id}`);
  const runs = Object.keys(kinds).map((_, place) => experiment.combinations[place]?.slots[0]?.run);
  const runOf = (kind: Kind) => runs[Object.keys(kinds).indexOf(kind)]?.id ?? '';

  const cellsOn = (table: Page, kind: Kind) =>
    table.getByRole('row', { name: new RegExp(`^${kind} `) }).getByRole('cell');
  const columns = await page.getByRole('columnheader').allTextContents();
  const under = (name: string) => columns.indexOf(name) - 1;
  const expectVerdicts = async (table: Page) => {
    const marks = new Map<Kind, Locator>();
    for (const [kind, word] of [
      ['kept', 'Valid'],
      ['hardly tested', 'Valid, weak'],
      ['not judged', 'Unknown'],
      ['broken', 'Invalid'],
    ] as const) {
      const cell = cellsOn(table, kind).nth(under('Verdict'));
      await expect(cell.getByText(word, { exact: true })).toBeVisible();
      marks.set(kind, cell);
    }
    // What is not known is neither green nor red.
    const inks = await Promise.all([...marks.values()].map(inkOf));
    expect([inks[1], new Set(inks).size]).toEqual([inks[0], 3]);
  };

  await test.step('in the cells, with refused updates in a column of their own', async () => {
    const cells = (kind: Kind) => cellsOn(page, kind);
    await expectVerdicts(page);
    await expect(cells('kept').nth(under('Violation'))).toHaveText('none');
    await expect(cells('hardly tested').nth(under('Updates served under faults'))).toHaveText(/^(–|0 %)$/);
    await expect(cells('hardly tested').nth(under('Updates refused'))).toHaveText(/^[1-9][\d,]*$/);
  });

  await test.step('in the interface', async () => {
    const facts = await Promise.all(runs.map((run) => factsOf(server, run?.id ?? '')));
    expect(facts.map(({ outcome, ended }) => [outcome, ended])).toEqual([
      ['valid', 'completed'],
      ['weak', 'completed'],
      ['unknown', 'completed'],
      ['invalid', 'at-violation'],
    ]);
    const [kept, weak, unknown, broken] = runs.map((run) => run?.sentence);
    expect(kept).toMatch(/^All \d+ operations fit one order/);
    expect(weak).toMatch(/^Valid, but weak: .*no cas \(0 of \d+\) succeeded, so nothing is known of it/);
    expect(unknown).toMatch(/ Unique ids: it could not be checked: [^.]+\.$/);
    expect(unknown).not.toContain('Valid');
    expect(broken).toMatch(new RegExp(`Stopped at the violation after ${howFar}\\.$`));
  });

  await test.step('under the link of the table, and on the page of the run below it', async () => {
    const { token } = await ask<{ token: string }>(server, `/api/experiments/${id}/share`, 'POST');
    const context = await browser.newContext();
    const teammate = await context.newPage();
    await teammate.goto(`${server.origin}/share/experiments/${token}`);
    await expectVerdicts(teammate);
    await cellsOn(teammate, 'not judged').getByRole('link').click();
    await expect(verdictOn(teammate).getByRole('heading', { name: /\bUnknown$/ })).toBeVisible();
    await expect(verdictOn(teammate)).not.toContainText('Linearizable');
    await context.close();
  });

  await test.step('on the page of each', async () => {
    await page.goto(`${server.origin}${runPath(runOf('hardly tested'))}`);
    await expect(verdictOn(page).getByRole('heading', { name: /\bValid, but weak$/ })).toBeVisible();
    await page.getByRole('tab', { name: /^Checks/ }).click();
    const green = await inkOf(checkOn(page, 'Linearizability'));

    await page.goto(`${server.origin}${runPath(runOf('broken'))}`);
    await expect(verdictOn(page).getByRole('heading', { name: /\bNot linearizable$/ })).toBeVisible();
    await expect(page.getByText(new RegExp(`^stopped at the violation after ${howFar}$`))).toBeVisible();

    await page.goto(`${server.origin}/check`);
    const buffer = Buffer.from(untested.map((op) => `${JSON.stringify(op)}\n`).join(''));
    await page.getByLabel('Choose a file').setInputFiles({ name: 'untested.jsonl', mimeType: 'text/plain', buffer });
    const card = page.getByRole('region', { name: 'Import' });
    await expect(card).toContainText('Unknown');
    await card.getByRole('link', { name: 'Open the run' }).click();
    await expect(verdictOn(page).getByRole('heading', { name: /\bUnknown$/ })).toBeVisible();
    await expect(verdictOn(page)).toContainText('so nothing is known');
    await expect(verdictOn(page)).not.toContainText(/Valid|fit one order/);
    await page.getByRole('tab', { name: /^Checks/ }).click();
    // What knows nothing is grey: no answer was to be explained.
    const linearizability = checkOn(page, 'Linearizability');
    await expect(linearizability.getByText('Not checked').first()).toBeAttached();
    expect(await inkOf(linearizability)).not.toBe(green);
  });

  await test.step('in the list, and by its filter', async () => {
    await page.goto(`${server.origin}/?experiments=with`);
    const verdicts = page.getByRole('group', { name: 'Verdict' });
    for (const [word, outcome] of [
      ['Valid, weak', 'weak'],
      ['Unknown', 'unknown'],
      ['Invalid', 'invalid'],
      ['Valid', 'valid'],
    ] as const) {
      await verdicts.getByRole('button', { name: new RegExp(`^${word} \\d+$`) }).click();
      await expect(page).toHaveURL(new RegExp(`[?&]verdict=${outcome}\\b`));
      const rows = page.getByRole('table').locator('tbody').getByRole('row');
      const verdict = page.getByText(word, { exact: true });
      await expect(rows.filter({ has: verdict })).not.toHaveCount(0);
      await expect(rows.filter({ hasNot: verdict })).toHaveCount(0);
    }
    const row = page.getByRole('row').filter({ hasText: 'of each kind · broken' });
    await verdicts.getByRole('button', { name: /^All \d+$/ }).click();
    await expect(row).toContainText(new RegExp(`${howFar}stopped at the violation`));
  });
});
