/** A table with a head, which scrolls by itself where the screen is too narrow for it. */
import type { ReactNode } from 'react';

interface ScrollTableProps {
  /** What it is called. */
  readonly label: string;
  readonly heads: readonly string[];
  /** Its rows. */
  readonly children: ReactNode;
}

export const cellClass = 'py-1.5 pr-6 text-left align-top font-normal text-13';

export function ScrollTable({ label, heads, children }: ScrollTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="overflow-x-auto">
      <table className="w-full min-w-176 border-collapse">
        <thead className="[&_th]:text-muted">
          <tr className="border-line border-b">
            {heads.map((head) => (
              <th key={head} scope="col" className={cellClass}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
