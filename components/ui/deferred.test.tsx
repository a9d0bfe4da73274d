// @vitest-environment happy-dom
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deferred } from './deferred';
import { StatusRegion } from './status-region';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const passed = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

/** A part that comes when the server answers, and how often it was asked for. */
function part() {
  const server = { isDown: true, asked: 0 };
  const Part = deferred(async () => {
    server.asked++;
    if (server.isDown) throw new TypeError('Failed to fetch');
    return () => <p>the part</p>;
  });
  return { server, Part };
}

test('a part that cannot be fetched is told, and comes by itself once it can be', async () => {
  const { server, Part } = part();
  render(
    <>
      <Part />
      <StatusRegion />
    </>,
  );
  await passed(0);
  expect(screen.getByRole('status').textContent).toMatch(/^A part of this page could not be fetched/);
  await passed(10_000);
  expect(server.asked).toBe(3);
  expect(screen.queryByText('the part')).toBeNull();
  server.isDown = false;
  await passed(5_000);
  expect(screen.getByText('the part')).toBeDefined();
  await passed(60_000);
  expect(server.asked).toBe(4);
});

test('one that is wanted no more is not asked for again', async () => {
  const { server, Part } = part();
  const { unmount } = render(<Part />);
  await passed(0);
  unmount();
  await passed(60_000);
  expect(server.asked).toBe(1);
});
