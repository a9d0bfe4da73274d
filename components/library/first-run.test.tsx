// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { newSummary } from '@/lib/protocol/summary';
import { rendered } from '../ui/rendered.fixture';
import { FirstRun } from './first-run';

const plan = planSchema.parse({ name: 'first', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 7 });
const run = newSummary({ id: 'begun', plan, createdAt: 1 });

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['Run the stale read of 2014', 'etcd', 'lab'],
  ['Run it without root', 'antietcd', 'embedded'],
  ['Run one in memory', 'memory', 'memory'],
])('%s launches a test of %s on a cluster of the type %s, and goes to it', async (name, system, type) => {
  const launched: unknown[] = [];
  vi.stubGlobal('fetch', async (_path: string, { body }: RequestInit) => {
    launched.push(JSON.parse(String(body)));
    return Response.json(run, { status: 201 });
  });
  const { user, visited } = rendered(<FirstRun />);
  await user.click(screen.getByRole('button', { name }));
  await expect.poll(() => visited).toEqual(['/runs/begun']);
  expect(launched).toMatchObject([{ system: { name: system }, cluster: { type }, seed: expect.any(Number) }]);
});
