/** What the help is written with. */
import type { ReactNode } from 'react';

export interface HelpSection {
  /** Behind the # of the address. */
  readonly id: string;
  readonly title: string;
  readonly body: ReactNode;
}

export function Section({ id, title, body }: HelpSection) {
  return (
    <section aria-labelledby={id} className="border-line border-t pt-6">
      <h2 id={id} className="scroll-mt-4 font-semibold text-20">
        {title}
      </h2>
      <div className="mt-3 flex max-w-[78ch] flex-col gap-3 text-14">{body}</div>
    </section>
  );
}

export function Code({ children }: { readonly children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
    <pre tabIndex={0} className="overflow-x-auto rounded-6 border border-line bg-raised px-3 py-2 font-mono text-12">
      {children.trim()}
    </pre>
  );
}

export function Name({ children }: { readonly children: ReactNode }) {
  return <code className="font-mono text-13">{children}</code>;
}

export interface Definition {
  readonly name: ReactNode;
  readonly words: ReactNode;
  readonly id?: string;
}

/** Names with a sentence each. */
export function Definitions({ rows }: { readonly rows: readonly Definition[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-4 gap-y-1 sm:grid-cols-[12rem_1fr]">
      {rows.map(({ name, words, id }, place) => (
        <div key={id ?? place} className="contents">
          <dt id={id} className="scroll-mt-4 font-medium max-sm:mt-2">
            {name}
          </dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

interface TableProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
}

/** Cells are known by their column; on a phone they stand below each other. */
export function Table({ label, columns, rows }: TableProps) {
  return (
    <table aria-label={label} className="w-full border-collapse text-13">
      <thead className="max-sm:sr-only">
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className="border-line border-b py-1 pr-4 text-left font-medium text-muted">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change
          <tr key={row} className="border-line border-b align-top max-sm:block max-sm:py-2">
            {cells.map((cell, column) => (
              <td key={columns[column]} className="py-1 pr-4 max-sm:block max-sm:py-0">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
