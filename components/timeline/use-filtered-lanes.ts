'use client';
/** The lanes that a filter leaves; nothing where everything is shown. */
import { useMemo } from 'react';
import type { RunState } from '@/lib/protocol/run-state';
import { FilteredLanes, type ShownLanes } from '@/lib/timeline/view/filtered-lanes';
import { isFilter, type OperationFilter } from '@/lib/timeline/view/operation-filter';

export function useFilteredLanes(
  state: RunState,
  nodes: readonly string[],
  filter: OperationFilter,
): ShownLanes | undefined {
  const { operations } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run has other operations
  const filtered = useMemo(
    () => (isFilter(filter) ? new FilteredLanes(filter, nodes) : undefined),
    [filter, nodes, operations],
  );
  return useMemo(() => filtered?.in(state), [filtered, state]);
}
