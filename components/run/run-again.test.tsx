// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { newSummary } from '@/lib/protocol/summary';
import { rendered } from '../ui/rendered.fixture';
import { StatusRegion } from '../ui/status-region';
import { RunAgain } from './run-again';

const plan = planSchema.parse({ name: 'again', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 7 });
const run = newSummary({ id: 'before', plan, createdAt: 1 });
const launched: unknown[] = [];
let answer: () => Response;

beforeEach(() => {
  launched.length = 0;
  answer = () => Response.json({ ...run, id: 'after' }, { status: 201 });
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    launched.push({ to: `${method} ${path}`, plan: JSON.parse(String(body)) });
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

function open() {
  const hands = rendered(
    <>
      <RunAgain run={{ id: run.id, plan }} />
      <StatusRegion />
    </>,
  );
  const choose = async (name: RegExp) => {
    await hands.user.click(screen.getByRole('button', { name: 'Run again' }));
    await hands.user.click(await screen.findByRole('menuitem', { name }));
  };
  return { ...hands, choose };
}

test('the same plan is launched again, seed and all, and the page goes to the new run', async () => {
  const { choose, visited } = open();
  await choose(/same seed \(7\)/);
  await expect.poll(() => visited).toEqual(['/runs/after']);
  expect(launched).toEqual([{ to: 'POST /api/runs', plan }]);
});

test('a new seed is drawn, and nothing else changes', async () => {
  const { choose, visited } = open();
  await choose(/new seed/);
  await expect.poll(() => visited).toEqual(['/runs/after']);
  const [{ plan: sent }] = launched as [{ plan: typeof plan }];
  expect(sent.seed).not.toBe(7);
  expect({ ...sent, seed: 7 }).toEqual(plan);
});

test('a refusal is said, and the button can be pressed again', async () => {
  answer = () => Response.json({ error: { code: 'full', message: 'the disk is full' } }, { status: 503 });
  const { choose, visited } = open();
  await choose(/new seed/);
  expect(await screen.findByText(/The run was not started\. The disk is full\./)).toBeDefined();
  expect(visited).toEqual([]);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Run again' }).disabled).toBe(false);
});

test('what is to be changed first goes to the form', async () => {
  const { user } = open();
  await user.click(screen.getByRole('button', { name: 'Run again' }));
  expect((await screen.findByRole('menuitem', { name: 'Edit it first' })).getAttribute('href')).toBe(
    '/new?from=before',
  );
});
