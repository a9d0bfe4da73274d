// @vitest-environment happy-dom
/** The list of a world's steps by keyboard: one stop for Tab, however long the world, and arrows from row to row. */
import { act, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { drawn } from '@/lib/checker/core/drawn-history.fixture';
import { appendBatch, emptyRunState } from '@/lib/protocol/run-state';
import { rendered } from '../ui/rendered.fixture';
import { WorldSteps } from './world-steps';

const count = 300;
const ops = drawn(
  Array.from({ length: count }, (_, at) => `${2 * at} 0 invoke write ${at}\n${2 * at + 1} 0 ok write ${at}`).join('\n'),
);
const { state } = appendBatch(emptyRunState(1), { from: 0, entries: ops });
const path = {
  length: count,
  operations: Int32Array.from({ length: count }, (_, at) => 2 * at),
  times: Float64Array.from({ length: count }, (_, at) => 2e6 * at),
  statePlaces: Int32Array.from({ length: count }, (_, at) => at),
  states: Array.from({ length: count }, (_, at) => `register ${at}`),
  refusal: undefined,
};

/** Takes a step from outside the list, as the keys of the timeline do. */
interface Outside {
  stepTo: (step: number) => void;
}

function Walk({ first, outside }: { readonly first: number; readonly outside: Outside }) {
  const [at, setAt] = useState(first);
  outside.stepTo = setAt;
  return (
    <>
      <WorldSteps {...{ path, state, at }} onStep={setAt} />
      <button type="button">behind</button>
    </>
  );
}

function openAt(first: number) {
  const outside: Outside = { stepTo: () => undefined };
  const { user } = rendered(<Walk first={first} outside={outside} />);
  return { user, stepTo: (step: number) => act(() => outside.stepTo(step)) };
}

const focused = () => document.activeElement?.textContent ?? '';

test('Tab stops at the current step alone, and then goes past the world', async () => {
  const { user } = openAt(150);
  await user.tab();
  expect(focused()).toContain('then register 150');
  await user.tab();
  expect(focused()).toBe('behind');
});

test('the arrows take the focus from step to step, and a far step takes it along', async () => {
  const { user, stepTo } = openAt(150);
  await user.tab();
  await user.keyboard('{ArrowUp}{ArrowUp}');
  expect(focused()).toContain('then register 148');
  await user.keyboard('{ArrowDown}');
  expect(focused()).toContain('then register 149');
  // So far that the row with the focus is drawn no more.
  stepTo(0);
  expect(focused()).toContain('then register 0');
});

test('a step taken elsewhere moves the list and leaves the focus where it is', async () => {
  const { user, stepTo } = openAt(150);
  await user.tab();
  await user.tab();
  stepTo(10);
  expect(screen.getByRole('list', { name: 'World' }).querySelector('[aria-current=step]')?.textContent).toContain(
    'then register 10',
  );
  expect(focused()).toBe('behind');
});
