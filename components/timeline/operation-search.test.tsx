// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { useRef, useState } from 'react';
import { expect, test } from 'vitest';
import { drawnState } from '@/lib/timeline/drawn-history.fixture';
import { rendered } from '../ui/rendered.fixture';
import { OperationSearch } from './operation-search';
import { useOperationSearch } from './use-operation-search';

const state = drawnState(`
  r===.    w===?     r===.
    w====x      c==.`);

function Page() {
  const searched = useOperationSearch(state, ['n1', 'n2']);
  const [selected, setSelected] = useState<number>();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <OperationSearch state={state} searched={searched} input={input} selected={selected} onSelect={setSelected} />
      <output>{`${searched.marks?.length ?? 'no'} marks, ${selected ?? 'none'} selected`}</output>
    </>
  );
}

test('hits are counted and marked, and Enter goes from one to the next', async () => {
  const { user } = rendered(<Page />);
  await user.type(screen.getByRole('searchbox'), 'write');
  expect(screen.getByText('2').getAttribute('role')).toBe('status');
  expect(screen.getByText('2 marks, none selected')).toBeDefined();
  await user.keyboard('{Enter}');
  expect(screen.getByText('1 of 2')).toBeDefined();
  await user.keyboard('{Escape}');
  expect(screen.getByText(/^no marks/)).toBeDefined();
});

test('a client is found by its number, whatever process it goes by', async () => {
  const { user } = rendered(<Page />);
  await user.type(screen.getByRole('searchbox'), 'client:0');
  expect(screen.getByText('3 marks, none selected')).toBeDefined();
});

test('a field that there is not is said to be none, with those that there are', async () => {
  const { user } = rendered(<Page />);
  await user.type(screen.getByRole('searchbox'), 'foo:1 read');
  expect(screen.getByRole('alert').textContent).toMatch(
    /^There is no field foo\. There are f, value, key, .* and error\.$/,
  );
  expect(screen.getByRole('searchbox').getAttribute('aria-invalid')).toBe('true');
  expect(screen.queryByText('none')).toBeNull();
});
