/** Steps that several journeys share, in the words of a person in front of the page. */
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from '@playwright/test';
import { type ClewServer, expect, factsOf, historyOf, launch, openAsOperator } from './fixtures';

/**
 * The in-memory system reads through its log, so without a bug it keeps every promise. The cuts are over before the time
 * is: an operation that hangs in one would hold the end up for as long as its time limit.
 */
export function memoryPlan(name: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    name,
    cluster: { type: 'memory', nodes: 5 },
    system: { name: 'memory' },
    client: { readLevel: 'quorum' },
    load: { concurrency: 5, delaySeconds: 0.05, timeLimitSeconds: 4 },
    faults: [{ name: 'partition-random-halves', restSeconds: 0.9, durationSeconds: 0.9 }],
    recoverySeconds: 0,
    seed: 7,
    ...changes,
  };
}

/** Every other read answers with an old value: no order explains that. */
export const staleReads = { system: { name: 'memory', bugs: { staleRead: 0.5 } } };

/** One cut, so long that something succeeds on its larger side on a busy machine too: such a run is valid, and not weak. */
export const longCut = { faults: [{ name: 'partition-random-halves', restSeconds: 0.5, durationSeconds: 2.5 }] };

/** Goes on until somebody stops it, and is cut in half almost at once for almost ever. */
export const endless = {
  load: { concurrency: 5, delaySeconds: 0.05, timeLimitSeconds: 600 },
  faults: [{ name: 'partition-random-halves', restSeconds: 1, durationSeconds: 500 }],
};

/** Nothing listens there. */
export const unreachableCluster = { type: 'ssh', nodes: [{ name: 'n1', host: '127.0.0.1', port: 1 }] };

export const verdictOn = (page: Page): Locator => page.getByRole('status', { name: 'Verdict' });
export const timelineOn = (page: Page): Locator => page.getByRole('application', { name: /^Timeline: / });
export const partitionOn = (page: Page): Locator => page.getByRole('img', { name: /^partitioned: / });
export const logOn = (page: Page): Locator => page.getByRole('region', { name: 'Operation log' });
/** `shows 1.2 s to 1.8 s of 4.0 s; …` */
export const minimapOn = (page: Page): Locator => page.getByRole('slider', { name: 'Part of the run in view' });
/** `4.00 s in view; …` */
export const spanOn = (page: Page): Locator => page.getByText(/ in view; drag to move/);
/** `read → 3, ok, it happened, client 2 on n3, process 7, invoked at 1.2 s.` */
export const selectedOn = (page: Page): Locator => page.getByText(/, client \d+ on n\d, process \d+/);
/** System, reads, faults, when and how long. */
export const testedOn = (page: Page): Locator => page.getByRole('list', { name: 'What was tested' });
export const connectionLost = (page: Page): Locator => page.getByText('The connection to the server is lost.');

/** Needs no nodes and ends in seconds. */
export const memoryPreset = 'In memory, with a stale-read bug';

export const presetOn = (page: Page, title: string): Locator =>
  page.getByRole('region', { name: 'Presets' }).getByRole('radio', { name: title, exact: true });

/** The form of a new test with the preset in it and every section open. */
export async function openForm(page: Page, { origin }: ClewServer, preset: string = memoryPreset): Promise<void> {
  await page.goto(`${origin}/new`);
  await presetOn(page, preset).check();
  await page.getByRole('button', { name: 'Open all' }).click();
}

/** Two runs may have the same name; a path names one. */
export const runPath = (id: string): string => `/runs/${id}`;

export async function runIdOf(page: Page): Promise<string> {
  await page.waitForURL(/\/runs\/\w+$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Runs that many journeys look at and leave as they were; each server makes them once, when a journey asks for one. */
const sharedPlans = { valid: memoryPlan('kept promise', longCut), invalid: memoryPlan('broken promise', staleReads) };

const sharedRuns = new WeakMap<ClewServer, Promise<Readonly<Record<keyof typeof sharedPlans, string>>>>();

async function makeSharedRuns(server: ClewServer) {
  const [valid, invalid] = await Promise.all([launch(server, sharedPlans.valid), launch(server, sharedPlans.invalid)]);
  // Both are over before any journey goes on, so that no other sees them move or waits for them.
  await Promise.all([untilDone(server, valid), untilDone(server, invalid)]);
  return { valid, invalid };
}

/** @returns the id of the run, whose verdict is on the page; its link stays unshared */
export async function openSharedRun(page: Page, server: ClewServer, kind: keyof typeof sharedPlans): Promise<string> {
  const runs = sharedRuns.get(server) ?? makeSharedRuns(server);
  sharedRuns.set(server, runs);
  const { [kind]: id } = await runs;
  await openRun(page, server, id);
  return id;
}

async function openRun(page: Page, server: ClewServer, id: string): Promise<void> {
  await openAsOperator(page, server, runPath(id));
  await expect(verdictOn(page).getByRole('heading')).toBeVisible();
}

/** @returns the id of the run, whose verdict is on the page */
export async function openFinishedRun(page: Page, server: ClewServer, plan: unknown): Promise<string> {
  const id = await launch(server, plan);
  await untilDone(server, id);
  await openRun(page, server, id);
  return id;
}

/** How many operations the timeline says it shows. */
export async function operationsShown(page: Page): Promise<number> {
  const label = await timelineOn(page).getAttribute('aria-label');
  return Number(/^Timeline: ([\d,]+) operation/.exec(label ?? '')?.[1]?.replaceAll(',', ''));
}

export async function untilDone(server: ClewServer, id: string, limitMs = 60_000): Promise<void> {
  await untilPhase(server, id, 'done', limitMs);
}

export async function untilPhase(server: ClewServer, id: string, phase: string, limitMs = 15_000): Promise<void> {
  await expect.poll(async () => (await factsOf(server, id)).phase, { timeout: limitMs }).toBe(phase);
}

export async function untilEntries(server: ClewServer, id: string, least: number): Promise<void> {
  await expect.poll(async () => (await factsOf(server, id)).entries).toBeGreaterThanOrEqual(least);
}

/** The page holds what the server recorded, each entry once: as many entries, operations and rows of the table. */
export async function expectWholeRun(page: Page, server: ClewServer, id: string): Promise<void> {
  await untilDone(server, id);
  const { entries } = await factsOf(server, id);
  const history = await historyOf(server, id);
  const invocations = history.filter(({ process, type }) => typeof process === 'number' && type === 'invoke').length;
  expect(invocations).toBeGreaterThan(0);
  await expect(page.getByRole('main')).toHaveAttribute('data-entries', String(entries));
  expect(await operationsShown(page)).toBe(invocations);
  await page.getByText('Operations as a table', { exact: true }).click();
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', String(invocations + 1));
}

/** Presses Tab until the focus is there, as a person without a mouse does. @returns how often */
export async function tabTo(page: Page, target: Locator, mostPresses = 60): Promise<number> {
  for (let presses = 1; presses <= mostPresses; presses++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return presses;
  }
  throw new Error(`${mostPresses} presses of Tab do not reach ${target}`);
}

/** Types over what a field holds. */
export async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** Makes the run's link and leaves the panel open. @returns the address that a teammate gets */
export async function shareRun(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  return page.getByRole('textbox', { name: 'Link' }).inputValue();
}

/** Opens the file in a browser without a network; whatever the page asks for besides itself is told at the end. */
export async function openOffline(browser: Browser, path: string, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext();
  await context.setOffline(true);
  const asked: string[] = [];
  const complaints: string[] = [];
  const page = await context.newPage();
  const address = pathToFileURL(path).href;
  page.on('request', (request) => !/^(file|blob|data):/.test(request.url()) && asked.push(request.url()));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(address);
  await work(page);
  await context.close();
  expect(asked).toEqual([]);
  expect(complaints).toEqual([]);
}
