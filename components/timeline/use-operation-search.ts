'use client';
/** What a person searches for, what was found of it so far, and where it lies. */
import { useDeferredValue, useMemo, useState } from 'react';
import type { Operation } from '@/lib/history/operations';
import type { RunState } from '@/lib/protocol/run-state';
import { nodeOfOperation } from '@/lib/timeline/tracks/scene';
import { type FoundMarks, foundMarks } from '@/lib/timeline/view/found-marks';
import { Finding, type Found, operationSearch, unknownFields } from '@/lib/timeline/view/search';

export interface Searched {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  /** Nothing without words. */
  readonly found: Found | undefined;
  readonly marks: FoundMarks | undefined;
  /** Names before a colon that name no field. */
  readonly unknown: readonly string[];
}

export function useOperationSearch(state: RunState, nodes: readonly string[]): Searched {
  const [query, setQuery] = useState('');
  const searched = useDeferredValue(query);
  const { operations, lanes } = state;
  const unknown = useMemo(() => unknownFields(searched), [searched]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run has other operations
  const finding = useMemo(() => {
    const search = unknown.length > 0 ? undefined : operationSearch(searched);
    const nodeOf = (operation: Operation) => nodeOfOperation(operation, nodes, lanes.length);
    return search && new Finding(search, nodeOf, lanes.length);
  }, [searched, unknown, operations, lanes, nodes]);
  // The operations are the same object while the run grows: `state` is what tells that there is more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const found = useMemo(() => finding?.in(operations), [finding, state]);
  const marks = useMemo(() => found && foundMarks(state, found), [state, found]);
  return { query, setQuery, found, marks, unknown };
}
