'use client';
/** Which operations the timeline shows: a field a row, and its values to tick. Nothing ticked in a field means all of it. */
import { type FormEvent, useId, useMemo, useState } from 'react';
import type { RunState } from '@/lib/protocol/run-state';
import {
  type FilterChoices,
  filterChoices,
  filterFields,
  isFilter,
  maxListedKeys,
  noFilter,
  type OperationFilter,
  toggled,
} from '@/lib/timeline/view/operation-filter';
import type { OpenedProps } from '../ui/opener';
import { PopoverPart } from '../ui/popover-part';
import { fieldTitles } from './filter-titles';

export interface FilterProps {
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly filter: OperationFilter;
  readonly onFilter: (filter: OperationFilter) => void;
}

export function FilterPart({ state, nodes, filter, onFilter, ...opened }: FilterProps & OpenedProps) {
  const titleId = useId();
  return (
    <PopoverPart {...opened} align="start" labelledBy={titleId} className="max-h-[70vh] overflow-y-auto">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id={titleId} className="font-semibold text-14">
          Show only
        </h2>
        {isFilter(filter) && (
          <button type="button" className="text-13 text-accent hover:underline" onClick={() => onFilter(noFilter)}>
            Show all
          </button>
        )}
      </div>
      {opened.isOpen && <Fields {...{ state, nodes, filter, onFilter }} />}
    </PopoverPart>
  );
}

function Fields({ state, nodes, filter, onFilter }: FilterProps) {
  const choices = useMemo(() => filterChoices(state, nodes), [state, nodes]);
  return filterFields.map((field) => {
    const values = valuesOf(field, choices, filter);
    if (values.length < 2 && filter[field].length === 0) return null;
    return (
      <fieldset key={field}>
        <legend className="text-13 text-muted">{fieldTitles[field]}</legend>
        <div className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
          {values.map((value) => (
            <label key={value} className="flex items-center gap-1.5 font-mono text-13">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={filter[field].includes(value)}
                onChange={() => onFilter(toggled(filter, field, value))}
              />
              {value}
            </label>
          ))}
        </div>
        {field === 'key' && choices.key.length >= maxListedKeys && (
          <OtherKey onAdd={(key) => onFilter(toggled(filter, 'key', key))} />
        )}
      </fieldset>
    );
  });
}

/** Also those that an address named and that this run does not have: they are what hides everything. */
function valuesOf(field: keyof OperationFilter, choices: FilterChoices, filter: OperationFilter): readonly string[] {
  return [...new Set([...choices[field], ...filter[field]])];
}

/** Of thousands of keys a few are listed. */
function OtherKey({ onAdd }: { readonly onAdd: (key: string) => void }) {
  const [key, setKey] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() !== '') onAdd(key.trim());
    setKey('');
  };
  return (
    <form className="mt-2 flex gap-2" onSubmit={submit}>
      <input
        aria-label="Another key"
        placeholder="another key"
        value={key}
        onChange={(event) => setKey(event.target.value)}
        className="h-7 w-40 rounded-6 border border-edge bg-surface px-2 font-mono text-12"
      />
      <button type="submit" className="text-13 text-accent hover:underline">
        Add
      </button>
    </form>
  );
}
