// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { newSummary } from '@/lib/protocol/summary';
import { rendered } from '../ui/rendered.fixture';
import { StatusRegion } from '../ui/status-region';
import { QueueList } from './queue-list';

/** Names in their order, as the server keeps them. */
let line: string[];

function runs() {
  return line.map((name, at) => {
    const plan = planSchema.parse({ name, cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
    const startsAt = Date.now() + (at + 1) * 180_000;
    return { ...newSummary({ id: name, plan, createdAt: 1 }), queue: { place: at + 1, of: line.length, startsAt } };
  });
}

beforeEach(() => {
  line = ['a', 'b', 'c'];
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit) => {
    const [, id = ''] = /runs\/(\w)\//.exec(path) ?? [];
    if (path.endsWith('/queue') && body !== undefined) {
      const at = line.indexOf(id);
      line = line.toSpliced(at, 1).toSpliced(at + (JSON.parse(String(body)).move === 'up' ? -1 : 1), 0, id);
      return Response.json(runs().find((run) => run.id === id));
    }
    if (path.endsWith('/stop')) {
      const [run] = runs().filter((each) => each.id === id);
      line = line.filter((name) => name !== id);
      return Response.json(run, { status: 202 });
    }
    return Response.json({ runs: runs() });
  });
});
afterEach(() => vi.unstubAllGlobals());

const listed = () => screen.queryAllByRole('listitem').map((item) => item.querySelector('a')?.textContent);

test('waiting runs are shown in their order, moved, and taken out of the queue', async () => {
  const { user } = rendered(
    <>
      <QueueList changes={0} />
      <StatusRegion />
    </>,
  );
  expect(await screen.findByText('3 runs wait')).toBeDefined();
  expect(listed()).toEqual(['a', 'b', 'c']);
  expect(await screen.findByText('begins in about 3 min')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Move a up' }).getAttribute('aria-disabled')).toBe('true');
  await user.click(screen.getByRole('button', { name: 'Move a up' }));
  await user.click(screen.getByRole('button', { name: 'Move c up' }));
  await waitFor(() => expect(listed()).toEqual(['a', 'c', 'b']));
  expect(screen.getByRole('status').textContent).toBe('c is second of 3 in line.');
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Move c up'));
  await user.click(screen.getByRole('button', { name: 'Cancel b' }));
  await waitFor(() => expect(listed()).toEqual(['a', 'c']));
});

test('nothing is shown where nothing waits', async () => {
  line = [];
  rendered(<QueueList changes={0} />);
  await waitFor(() => expect(screen.queryByRole('region')).toBeNull());
});
