/** A table with a column a run, which scrolls by itself where the screen is too narrow for it. */
import type { ReactNode } from 'react';
import { dash } from '@/lib/report/experiment-words';

const cellClass = 'py-1.5 pr-4 text-left align-top font-normal text-13 [overflow-wrap:anywhere]';

interface SideTableProps {
  readonly caption: string;
  /** Of the columns behind the first. */
  readonly heads: readonly ReactNode[];
  readonly children: ReactNode;
}

export function SideTable({ caption, heads, children }: SideTableProps) {
  return (
    <section
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto"
    >
      <table className="w-full table-fixed border-collapse" style={{ minWidth: `${8 + heads.length * 9}rem` }}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-line border-b">
            <td className="w-44 max-sm:w-28" />
            {heads.map((head, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <th key={place} scope="col" className={cellClass}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&_th]:text-muted">{children}</tbody>
      </table>
    </section>
  );
}

interface SideRowProps {
  readonly title: string;
  /** Shown over the title. */
  readonly hint?: string;
  readonly isMarked?: boolean;
  /** One a column; undefined where nothing is known. */
  readonly values: readonly ReactNode[];
}

export function SideRow({ title, hint, isMarked = false, values }: SideRowProps) {
  return (
    <tr className={`border-line border-b ${isMarked ? 'bg-accent/12' : ''}`}>
      <th scope="row" className={cellClass} title={hint}>
        {title}
      </th>
      {values.map((value, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
        <td key={place} className={`${cellClass} ${value === undefined ? 'text-muted' : ''}`}>
          {value ?? dash}
        </td>
      ))}
    </tr>
  );
}
