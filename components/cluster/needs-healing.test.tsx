// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HealingReport, UnhealedCluster } from '@/lib/protocol/healing';
import { rendered } from '../ui/rendered.fixture';
import { NeedsHealing } from './needs-healing';

const machines = [
  { name: 'n1', host: '10.0.0.1', port: 22 },
  { name: 'n2', host: '10.0.0.2', port: 22, trouble: 'cannot be reached' },
];
const cut: UnhealedCluster = { run: 'k3v9x2m4qp', name: 'etcd at home', triedAt: 1, machines };

let clusters: readonly UnhealedCluster[];
let report: HealingReport;
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path}`);
    if (method === 'GET') return Response.json({ clusters });
    if (report.isWhole) clusters = [];
    return Response.json(report);
  });
});
afterEach(() => vi.unstubAllGlobals());

test('nothing is shown where nothing needs healing, or none of those that are asked for', async () => {
  clusters = [];
  rendered(<NeedsHealing />);
  await expect.poll(() => asked).toEqual(['GET /api/healing']);
  clusters = [cut];
  rendered(<NeedsHealing of={({ run }) => run === 'another'} />);
  await expect.poll(() => asked).toHaveLength(2);
  expect(screen.queryByRole('region')).toBeNull();
});

test('each machine says what hinders it; a try says what it did, and stays until it is put away', async () => {
  clusters = [cut];
  report = {
    isWhole: false,
    nodes: [
      { name: 'n1', done: 'the network is whole' },
      { name: 'n2', trouble: 'no answer' },
    ],
  };
  const { user } = rendered(<NeedsHealing />);
  const region = await screen.findByRole('region', { name: 'Machines need healing after etcd at home' });
  const lines = () =>
    within(region)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
  expect(lines()).toEqual(['n1 10.0.0.1:22 whole', 'n2 10.0.0.2:22 cannot be reached']);
  expect(region.textContent).toContain('npx clew heal k3v9x2m4qp');
  await user.click(within(region).getByRole('button', { name: 'Heal now' }));
  await expect.poll(lines).toEqual(['n1 10.0.0.1:22 the network is whole', 'n2 10.0.0.2:22 no answer']);
  expect(asked).toContain('POST /api/runs/k3v9x2m4qp/heal');

  report = { isWhole: true, nodes: machines.map(({ name }) => ({ name, done: 'the network is whole' })) };
  await user.click(within(region).getByRole('button', { name: 'Heal now' }));
  await screen.findByRole('region', { name: 'Machines are whole again after etcd at home' });
  expect(lines()[1]).toBe('n2 10.0.0.2:22 the network is whole');
  await user.click(screen.getByRole('button', { name: 'Put away' }));
  expect(screen.queryByRole('region')).toBeNull();
});
