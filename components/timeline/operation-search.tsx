'use client';
/** Finds operations by words, and steps through them: `/` goes here, Enter to the next, Shift and Enter back. */
import { type KeyboardEvent, type RefObject, useId } from 'react';
import { listed } from '@/lib/base/words';
import { placeOfInvocation, type RunState } from '@/lib/protocol/run-state';
import { searchFields, stepFound } from '@/lib/timeline/view/search';
import type { Searched } from './use-operation-search';

interface OperationSearchProps {
  readonly state: RunState;
  readonly searched: Searched;
  /** The field, for whoever leads here. */
  readonly input: RefObject<HTMLInputElement | null>;
  readonly selected: number | undefined;
  readonly onSelect: (operation: number | undefined, isByKey: boolean) => void;
}

const count = new Intl.NumberFormat('en');

export function OperationSearch({ state, searched, input, selected, onSelect }: OperationSearchProps) {
  const { query, setQuery, found, unknown } = searched;
  const hintId = useId();

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
  const matches =
    found &&
    (found.total === 0 ? 'none' : `${at < 0 ? '' : `${count.format(at + 1)} of `}${count.format(found.total)}`);
  return (
    <search className="relative">
      <input
        ref={input}
        type="search"
        aria-label="Find operations"
        aria-describedby={hintId}
        aria-invalid={unknown.length > 0}
        placeholder="read 4, node:n1 fail"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-7 w-64 max-w-full rounded-6 border border-edge bg-surface pr-24 pl-2 font-mono text-12 text-ink placeholder:text-muted aria-invalid:border-invalid [&::-webkit-search-cancel-button]:hidden"
      />
      <span id={hintId} className="sr-only">
        Enter goes to the next operation, Shift and Enter to the one before. Words may name a field:{' '}
        {searchFields.join(', ')}.
      </span>
      {/* Over the end of the box, so that no count moves it. */}
      <span
        role="status"
        className="pointer-events-none absolute inset-y-0 right-2 flex items-center whitespace-nowrap text-12 text-muted tabular-nums"
      >
        {matches}
      </span>
      {unknown.length > 0 && (
        <p
          role="alert"
          className="absolute top-full right-0 z-20 mt-1 w-64 rounded-6 border border-line bg-raised px-2 py-1 text-12 text-invalid shadow-popover"
        >
          There is no field {listed(unknown, 'or')}. There are {listed(searchFields, 'and')}.
        </p>
      )}
    </search>
  );
}
