// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RejudgingState } from '@/lib/protocol/rejudging';
import { rendered } from '../ui/rendered.fixture';
import { StatusRegion } from '../ui/status-region';
import { JudgeButton } from './judge-button';

/** What the server answers, one after another; the last one again and again. */
let answers: RejudgingState[];
let isRefused = false;
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  isRefused = false;
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path}`);
    if (isRefused) return Response.json({ error: { message: 'run b is being judged already' } }, { status: 409 });
    return Response.json(answers.length > 1 ? answers.shift() : answers[0]);
  });
});
afterEach(() => vi.unstubAllGlobals());

function shown() {
  return rendered(
    <>
      <JudgeButton runId="a" />
      <StatusRegion />
    </>,
  );
}

test('says how far it is, and that it was judged', async () => {
  answers = [
    { state: 'judging' },
    { state: 'judging', checker: 'linearizability', progress: { done: 450, total: 1000 } },
    { state: 'judged' },
  ];
  const { user } = shown();
  await user.click(screen.getByRole('button', { name: 'Judge again' }));
  expect(await screen.findByRole('button', { name: 'Judging' })).toHaveProperty('disabled', true);
  await screen.findByRole('button', { name: 'Judging 45 %' }, { timeout: 5000 });
  await screen.findByRole('button', { name: 'Judge again' }, { timeout: 5000 });
  expect(screen.getByRole('status').textContent).toBe('The run was judged again.');
  expect(asked).toEqual(['POST /api/runs/a/judge', 'GET /api/runs/a/judge', 'GET /api/runs/a/judge']);
});

test('says that the verdict stays, and why', async () => {
  answers = [
    { state: 'judging' },
    { state: 'kept', reason: 'It could not be decided this time: the time limit was met.' },
  ];
  const { user } = shown();
  await user.click(screen.getByRole('button', { name: 'Judge again' }));
  const words = 'The verdict stays as it was. It could not be decided this time: the time limit was met.';
  await screen.findByText(words, undefined, { timeout: 5000 });
});

test('says why it is not judged', async () => {
  isRefused = true;
  const { user } = shown();
  await user.click(screen.getByRole('button', { name: 'Judge again' }));
  await screen.findByText(/^The run is not judged again. Run b is being judged already/i, undefined, { timeout: 5000 });
});
