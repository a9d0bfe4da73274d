'use client';
/** Finds operations by words, and steps through them: `/` goes here, Enter to the next, Shift and Enter back. */
import {
  type KeyboardEvent,
  type RefObject,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Operation } from '@/lib/history/operations';
import { placeOfInvocation, type RunState } from '@/lib/protocol/run-state';
import { nodeOfOperation } from '@/lib/timeline/tracks/scene';
import { Finding, operationSearch, searchFields, stepFound } from '@/lib/timeline/view/search';

interface OperationSearchProps {
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly selected: number | undefined;
  readonly onSelect: (operation: number | undefined, isByKey: boolean) => void;
}

const count = new Intl.NumberFormat('en');

export function OperationSearch({ state, nodes, selected, onSelect }: OperationSearchProps) {
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const hintId = useId();
  useSlashKey(input);

  const searched = useDeferredValue(query);
  const { operations, lanes } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run has other operations
  const finding = useMemo(() => {
    const search = operationSearch(searched);
    return search && new Finding(search, (operation: Operation) => nodeOfOperation(operation, nodes, lanes.length));
  }, [searched, operations, lanes, nodes]);
  // The operations are the same object while the run grows: `state` is what tells that there is more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const found = useMemo(() => finding?.in(operations), [finding, state]);
  const place = selected === undefined ? undefined : placeOfInvocation(state, selected);

  const go = (step: 1 | -1) => {
    const next = found && stepFound(found, place, step);
    if (next !== undefined) onSelect(state.operations.invocationOf(next), true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && query !== '') setQuery('');
    else if (event.key === 'Escape') input.current?.blur();
    else return;
    event.preventDefault();
  };
  const at = place === undefined || !found ? -1 : found.places.indexOf(place);
  return (
    <search className="flex items-center gap-1">
      <input
        ref={input}
        type="search"
        aria-label="Find operations"
        aria-describedby={hintId}
        placeholder="Find, e.g. read 4 or node:n1 fail"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-7 w-64 max-w-full rounded-6 border border-edge bg-surface px-2 font-mono text-12 text-ink placeholder:text-muted"
      />
      <span id={hintId} className="sr-only">
        Enter goes to the next operation, Shift and Enter to the one before. Words may name a field:{' '}
        {searchFields.join(', ')}.
      </span>
      <span role="status" className="whitespace-nowrap text-12 text-muted tabular-nums">
        {found &&
          (found.total === 0 ? 'none' : `${at < 0 ? '' : `${count.format(at + 1)} of `}${count.format(found.total)}`)}
      </span>
    </search>
  );
}

/** The key that searches everywhere, unless somebody is writing. */
function useSlashKey(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : undefined;
      if (target?.closest('input, textarea, select, [contenteditable]')) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [input]);
}
