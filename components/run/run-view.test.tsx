// @vitest-environment happy-dom
/** The page of a run as a whole: what its address opens, what keys do, and what is held of a live one. */
import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { unlimitedBudget } from '@/lib/checker/core/checked.fixture';
import { drawn } from '@/lib/checker/core/drawn-history.fixture';
import { runChecker } from '@/lib/checker/registry';
import { casRegister } from '@/lib/model/cas-register';
import { planSchema } from '@/lib/plan/plan';
import type { Entry } from '@/lib/protocol/entry';
import { judged } from '@/lib/protocol/judged.fixture';
import { appendBatch, emptyRunState } from '@/lib/protocol/run-state';
import { newSummary, withOutcome } from '@/lib/protocol/summary';
import { rendered } from '../ui/rendered.fixture';
import type { RunSource } from './feed/run-source';
import { RunView } from './run-view';

const plan = planSchema.parse({
  ...{ name: 'The stale read', cluster: { type: 'memory', nodes: 3 }, system: { name: 'memory' }, seed: 1 },
  load: { concurrency: 3, timeLimitSeconds: 10 },
});
const nodes = ['n1', 'n2', 'n3'];

const ops = drawn(`
  0 1 invoke write 2
  10 1 ok write 2
  5690 0 invoke write 4
  5730 0 ok write 4
  6000 1 invoke write 3
  6050 1 fail write 3
  6210 2 invoke read
  6220 2 ok read 2
  9000 0 invoke read
  9010 0 ok read 4`);

function finished() {
  const finding = runChecker('linearizability', ops, { model: casRegister(null) } as never, unlimitedBudget());
  const outcome = judged(undefined, [finding]);
  const entries: readonly Entry[] = [{ type: 'start', at: 1e12 }, ...ops, { type: 'outcome', at: 1, outcome }];
  const { state } = appendBatch(emptyRunState(3), { from: 0, entries });
  const summary = newSummary({ id: 'r', plan, createdAt: 1e12 });
  const run = withOutcome(summary, outcome, { sentence: 'n3 answered 2.', violationTime: 6220e6 });
  return { run: { ...run, phase: 'done' as const, operations: 5 }, state };
}

function live() {
  const entries: readonly Entry[] = [
    { type: 'start', at: Date.now() },
    { type: 'phase', phase: 'running', at: 1 },
    ...ops,
  ];
  const { state } = appendBatch(emptyRunState(3), { from: 0, entries });
  return { run: { ...newSummary({ id: 'r', plan, createdAt: 1 }), phase: 'running' as const, operations: 5 }, state };
}

function open(
  { run, state }: ReturnType<typeof finished> | ReturnType<typeof live>,
  hash = '',
  source: RunSource = { kind: 'file' },
) {
  window.location.hash = hash;
  return rendered(<RunView {...{ run, state, nodes, source }} isConnected />);
}

afterEach(() => {
  vi.restoreAllMocks();
  window.location.hash = '';
});

const inView = () => screen.getByRole('slider', { name: 'Part of the run in view' }).getAttribute('aria-valuetext');

test('a finished violation opens on its operations, and is named in header, tab and banner', () => {
  open(finished());
  expect(screen.getByRole('heading', { level: 1, name: 'The stale read' })).toBeDefined();
  expect(document.title).toBe('Not linearizable: The stale read · Clew');
  const verdict = screen.getByRole('status', { name: 'Verdict' });
  expect(verdict.textContent).toContain(
    "n3 answered 2, but client 0's write of 4 had been acknowledged half a second before.",
  );
  expect(inView()).toMatch(/^shows 5\.6105 s to 6\.2995 s of 9\.01 s/);
});

test('a chip leads to its operation, which the address then names', async () => {
  const { user } = open(finished());
  await user.click(screen.getByRole('link', { name: /^w 4 n1/ }));
  expect(screen.getByText(/^client 0 on n1, process 0$/)).toBeDefined();
  await waitFor(() => expect(window.location.hash).toMatch(/&op=2$/));
});

test('an address opens a tab, a filter and the letters of a log', async () => {
  open(finished(), '#tab=log&log=fail&node=n2');
  expect(screen.getByRole('tab', { name: 'Log', selected: true })).toBeDefined();
  expect(screen.getByText('2 of 5 operations shown:')).toBeDefined();
  await waitFor(() => expect(screen.getByText('1 of 10 lines')).toBeDefined());
});

test('one that names a tab that there is not opens the usual one', () => {
  open(finished(), '#tab=nonsense&op=2');
  expect(screen.getByRole('tab', { name: 'Log', selected: false })).toBeDefined();
});

test.each([
  { source: { kind: 'file' }, labels: ['/', '?'] },
  { source: { kind: 'share', token: 't' }, labels: ['/', '?'] },
  { source: { kind: 'run', id: 'r' }, labels: ['/', 'M', 'Ctrl K', '?'] },
] as const)('F fits everything, V leads to the violation, and ? lists the keys of a $source.kind', async (given) => {
  const { source, labels } = given;
  const { user } = open(finished(), '', source);
  const timeline = screen.getByRole('application');
  act(() => timeline.focus());
  await user.keyboard('f');
  await waitFor(() => expect(inView()).toMatch(/^shows the whole run/));
  await user.keyboard('v');
  await waitFor(() => expect(inView()).toMatch(/^shows 5\.6/));
  expect(screen.getByText(/Inconsistent\.$/)).toBeDefined();
  await user.keyboard('?');
  const keys = await screen.findByRole('dialog', { name: 'Keys' });
  const anywhere = within(keys).getByRole('region', { name: 'Anywhere' });
  expect(
    within(anywhere)
      .getAllByRole('term')
      .map(({ textContent }) => textContent),
  ).toEqual(labels);
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('the picture of a live run is frozen and followed again; that of one that is over is not', async () => {
  // This document, other than a browser, takes a replaced address for one that a person followed.
  vi.spyOn(history, 'replaceState').mockReturnValue(undefined);
  const { user, unmount } = open(live());
  await user.keyboard('p');
  expect(screen.getByText('Frozen at 9.010 s; the test goes on.')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Follow' }).getAttribute('aria-pressed')).toBe('false');
  await user.keyboard('p');
  expect(screen.queryByText(/^Frozen at/)).toBeNull();
  expect(screen.getByRole('button', { name: 'Follow' }).getAttribute('aria-pressed')).toBe('true');
  unmount();
  const over = open(finished());
  await over.user.keyboard('p');
  expect(screen.queryByText(/^Frozen at/)).toBeNull();
});
