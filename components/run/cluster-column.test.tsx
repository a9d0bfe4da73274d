// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import type { RunSummary } from '@/lib/protocol/run';
import { appendBatch, emptyRunState } from '@/lib/protocol/run-state';
import { newSummary } from '@/lib/protocol/summary';
import { rendered } from '../ui/rendered.fixture';
import { ByHand } from './by-hand';
import { ClusterColumn } from './cluster-column';
import type { RunSource } from './feed/run-source';

const nodes = ['n1', 'n2', 'n3'];
const plan = planSchema.parse({
  name: 'live',
  cluster: { type: 'memory', nodes: 3 },
  system: { name: 'memory' },
  seed: 1,
});
const running: RunSummary = { ...newSummary({ id: 'r', plan, createdAt: 1 }), phase: 'running' };

const cutOff = { n3: ['n1', 'n2'], n1: ['n3'], n2: ['n3'] };
const cut = (index: number, done: object) => ({
  ...{ index, time: 1e9, process: 'nemesis' as const, type: 'info' as const, f: 'start' },
  value: { id: 1_000_000_001, fault: 'partition', by: 'operator', ...done },
});

const sent: unknown[] = [];
let refusal: string | undefined;

beforeEach(() => {
  sent.length = 0;
  refusal = undefined;
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit) => {
    sent.push([path, JSON.parse(String(body))]);
    if (refusal !== undefined) return Response.json({ error: { message: refusal } }, { status: 409 });
    return Response.json({ faults: [{ id: 1_000_000_001, sentence: 'n3 paused by hand' }] });
  });
});
afterEach(() => vi.unstubAllGlobals());

function shown(run: RunSummary = running, source: RunSource = { kind: 'run', id: 'r' }, isBroken = false) {
  const ops = isBroken ? [cut(0, {}), cut(1, { cutOff })] : [];
  const { state } = appendBatch(emptyRunState(3), { from: 0, entries: ops });
  const picture = { holding: [], answers: new Map(), implicated: undefined, beliefs: new Map(), time: 1, isNow: true };
  return rendered(
    <ClusterColumn {...{ run, state, source, ByHand, nodes, ...picture }} isPicking onPick={() => undefined} />,
  );
}

/** Of the map; on a narrow page the chips are pressed instead. */
const node = (name: string) => screen.findByRole('checkbox', { name });

test('nodes are chosen on the map by pointer and by key, and what is asked is sent', async () => {
  const { user } = shown();
  await user.click(await node('n3'));
  (await node('n1')).focus();
  await user.keyboard(' ');
  expect(await screen.findByText('Chosen: n1, n3')).toBeDefined();
  await user.keyboard('{Enter}');
  await user.click(await screen.findByRole('button', { name: 'Pause n3' }));
  expect(sent).toEqual([['/api/runs/r/faults', { action: 'pause', nodes: ['n3'] }]]);
  // What was chosen is done with.
  await screen.findByText(/^Choose nodes on the map/);
  expect(screen.getByRole('button', { name: 'Cut them off' })).toHaveProperty('disabled', true);
  expect(screen.getByRole('button', { name: 'Pause the leader' })).toHaveProperty('disabled', true);
});

test('what is open can be healed, and a refusal is shown', async () => {
  const { user } = shown(running, { kind: 'run', id: 'r' }, true);
  refusal = 'the load is over, and what was broken is being put right';
  await user.click(await screen.findByRole('button', { name: 'Heal: n3 cut off from n1, n2 by hand' }));
  expect(sent).toEqual([['/api/runs/r/faults', { action: 'heal', id: 1_000_000_001 }]]);
  await waitFor(() =>
    expect(screen.getByRole('alert').textContent).toBe('The load is over, and what was broken is being put right.'),
  );
});

test.each([
  ['guests', running, { kind: 'share', token: 't' }],
  [
    'a run of an experiment',
    { ...running, experiment: { id: 'e', combination: 0, repeat: 0 } },
    { kind: 'run', id: 'r' },
  ],
  ['a run that is over', { ...running, phase: 'done' }, { kind: 'run', id: 'r' }],
] as const)('nothing is offered for %s', (_, run, source) => {
  shown(run, source);
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.queryByRole('checkbox')).toBeNull();
});
