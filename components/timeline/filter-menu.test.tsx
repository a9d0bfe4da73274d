// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { drawnState } from '@/lib/timeline/drawn-history.fixture';
import { noFilter, type OperationFilter } from '@/lib/timeline/view/operation-filter';
import { rendered } from '../ui/rendered.fixture';
import { FilterChips, FilterMenu } from './filter-menu';
import { useFilteredLanes } from './use-filtered-lanes';

const nodes = ['n1', 'n2'];
const state = {
  ...drawnState(`
    r===.    w===?     r===.
      w====x      c==.`),
  faults: [{ fault: 'partition', start: 0, madeAt: 0, healedAt: 2e6 }],
};

function Page({ start }: { readonly start: OperationFilter }) {
  const [filter, setFilter] = useState(start);
  const filtered = useFilteredLanes(state, nodes, filter);
  return (
    <>
      <FilterMenu {...{ state, nodes, filter }} onFilter={setFilter} />
      {filtered && (
        <FilterChips filter={filter} onFilter={setFilter} shown={filtered.count} total={state.operations.length} />
      )}
    </>
  );
}

test('fields are ticked, what is left is counted, and each is taken out with one press', async () => {
  const { user } = rendered(<Page start={noFilter} />);
  expect(screen.queryByRole('status')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Filter' }));
  const functions = within(await screen.findByRole('group', { name: 'Function' }));
  await user.click(functions.getByRole('checkbox', { name: 'write' }));
  expect(screen.getByRole('status').textContent).toBe('2 of 5 operations shown:');
  await user.click(within(screen.getByRole('group', { name: 'Outcome' })).getByRole('checkbox', { name: 'fail' }));
  expect(screen.getByRole('status').textContent).toBe('1 of 5 operations shown:');
  expect(screen.getByRole('button', { name: 'Filter (2)' })).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Remove the filter function write' }));
  expect(screen.getByRole('status').textContent).toBe('1 of 5 operations shown:');
  await user.click(screen.getByRole('button', { name: 'Remove the filter outcome fail' }));
  expect(screen.queryByRole('status')).toBeNull();
});

test('a field with one value has nothing to choose, and one that an address named is there to take out', async () => {
  const { user } = rendered(<Page start={{ ...noFilter, key: ['7'] }} />);
  expect(screen.getByRole('status').textContent).toBe('0 of 5 operations shown:');
  await user.click(screen.getByRole('button', { name: 'Filter (1)' }));
  const key = await screen.findByRole('group', { name: 'Key' });
  expect(screen.queryByRole('group', { name: 'During a fault' })).toBeNull();
  await user.click(within(key).getByRole('checkbox', { name: '7' }));
  expect(screen.queryByRole('status')).toBeNull();
});
