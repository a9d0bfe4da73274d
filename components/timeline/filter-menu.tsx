'use client';
/** What is filtered, on the button that opens the filter and in chips under the toolbar. */
import { filterFields, noFilter, toggled } from '@/lib/timeline/view/operation-filter';
import { Deferred } from '../ui/deferred';
import { Opener } from '../ui/opener';
import type { FilterProps } from './filter-part';
import { fieldTitles } from './filter-titles';

const button =
  'inline-flex h-7 items-center whitespace-nowrap rounded-6 px-2 text-13 text-accent hover:bg-accent/10 data-[state=open]:bg-accent/15';

const filterPart = new Deferred(() => import('./filter-part').then(({ FilterPart }) => FilterPart));

export function FilterMenu(given: FilterProps) {
  const count = filterFields.reduce((sum, field) => sum + given.filter[field].length, 0);
  return (
    <Opener popup="dialog" opens={filterPart} given={given} className={button}>
      {count === 0 ? 'Filter' : `Filter (${count})`}
    </Opener>
  );
}

interface FilterChipsProps extends Pick<FilterProps, 'filter' | 'onFilter'> {
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
            aria-label={`Remove the filter ${fieldTitles[field].toLowerCase()} ${value}`}
            className="inline-flex items-center gap-1.5 rounded-6 border border-edge px-1.5 hover:border-ink"
            onClick={() => onFilter(toggled(filter, field, value))}
          >
            <span className="text-muted">{fieldTitles[field].toLowerCase()}</span>
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
