// @vitest-environment happy-dom
/** The table of operations by keyboard: Tab does not walk through it, arrows do. */
import { screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { drawn } from '@/lib/checker/core/drawn-history.fixture';
import { appendBatch, emptyRunState } from '@/lib/protocol/run-state';
import { rendered } from '../ui/rendered.fixture';
import { OperationTable } from './operation-table';

const ops = drawn(
  Array.from({ length: 200 }, (_, at) => `${2 * at} 0 invoke write ${at}\n${2 * at + 1} 0 ok write ${at}`).join('\n'),
);
const { state } = appendBatch(emptyRunState(1), { from: 0, entries: ops });

/** happy-dom lays nothing out: the table is as high as this says. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(280);
});

const focused = () => document.activeElement?.textContent ?? '';

test('Tab stops at one row and goes past the table; the arrows lead from row to row, and Enter selects', async () => {
  const selected: number[] = [];
  const { user } = rendered(
    <>
      <OperationTable
        state={state}
        nodes={['n1']}
        selected={undefined}
        onSelect={(operation) => selected.push(operation)}
      />
      <button type="button">behind</button>
    </>,
  );
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Operations as a table' }));
  await user.tab();
  expect(focused()).toBe('write 0');
  await user.keyboard('{ArrowUp}');
  expect(focused()).toBe('write 0');
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  expect(focused()).toBe('write 2');
  expect(selected).toEqual([ops[4]?.index]);
  await user.tab();
  expect(focused()).toBe('behind');
  await user.tab({ shift: true });
  expect(focused()).toBe('write 2');
});
