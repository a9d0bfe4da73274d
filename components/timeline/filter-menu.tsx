'use client';
/** Which operations the timeline shows: a field a row, and its values to tick. Nothing ticked in a field means all of it. */
import { Popover } from 'radix-ui';
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

interface FilterMenuProps {
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly filter: OperationFilter;
  readonly onFilter: (filter: OperationFilter) => void;
}

const titles: Readonly<Record<keyof OperationFilter, string>> = {
  node: 'Node',
  client: 'Client',
  f: 'Function',
  outcome: 'Outcome',
  fault: 'During a fault',
  key: 'Key',
};

const button =
  'inline-flex h-7 items-center whitespace-nowrap rounded-6 px-2 text-13 text-accent hover:bg-accent/10 data-[state=open]:bg-accent/15';

export function FilterMenu({ state, nodes, filter, onFilter }: FilterMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const titleId = useId();
  const count = filterFields.reduce((sum, field) => sum + filter[field].length, 0);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className={button}>{count === 0 ? 'Filter' : `Filter (${count})`}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={12}
          aria-labelledby={titleId}
          className="z-30 flex max-h-[70vh] w-96 max-w-[calc(100vw-24px)] flex-col gap-3 overflow-y-auto rounded-6 border border-line bg-raised p-4 text-ink shadow-popover"
        >
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
          {isOpen && <Fields {...{ state, nodes, filter, onFilter }} />}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Fields({ state, nodes, filter, onFilter }: FilterMenuProps) {
  const choices = useMemo(() => filterChoices(state, nodes), [state, nodes]);
  return filterFields.map((field) => {
    const values = valuesOf(field, choices, filter);
    if (values.length < 2 && filter[field].length === 0) return null;
    return (
      <fieldset key={field}>
        <legend className="text-13 text-muted">{titles[field]}</legend>
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

interface FilterChipsProps extends Pick<FilterMenuProps, 'filter' | 'onFilter'> {
  readonly shown: number;
  readonly total: number;
}

/** What is filtered, so that nobody takes a part for the whole; each is taken out with one press. */
export function FilterChips({ filter, onFilter, shown, total }: FilterChipsProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b bg-raised px-3 py-1 text-13">
      <span role="status" className="tabular-nums">
        {shown.toLocaleString('en-GB')} of {total.toLocaleString('en-GB')} operations shown:
      </span>
      {filterFields.flatMap((field) =>
        filter[field].map((value) => (
          <button
            key={`${field} ${value}`}
            type="button"
            aria-label={`Remove the filter ${titles[field].toLowerCase()} ${value}`}
            className="inline-flex items-center gap-1.5 rounded-6 border border-edge px-1.5 hover:border-ink"
            onClick={() => onFilter(toggled(filter, field, value))}
          >
            <span className="text-muted">{titles[field].toLowerCase()}</span>
            <span className="font-mono">{value}</span>
            <span aria-hidden="true">×</span>
          </button>
        )),
      )}
      <button type="button" className="text-accent hover:underline" onClick={() => onFilter(noFilter)}>
        Show all
      </button>
    </div>
  );
}
