/** What a checker found, as names with values and as tables. */
import type { CheckerReport } from '@/lib/checker/registry';
import { accountOf, type CheckTable } from '@/lib/report/check-account';

export function CheckEvidence({ report }: { readonly report: CheckerReport }) {
  const { facts, tables } = accountOf(report);
  return (
    <>
      {facts.length > 0 && (
        <dl className="grid max-w-[100ch] grid-cols-1 gap-x-6 gap-y-1 text-13 sm:grid-cols-[auto_1fr]">
          {facts.map(({ name, value }) => (
            <div key={`${name} ${value}`} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="font-mono [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {tables.map((table) => (
        <EvidenceTable key={table.title} table={table} />
      ))}
    </>
  );
}

function EvidenceTable({ table: { title, columns, rows, elided } }: { readonly table: CheckTable }) {
  return (
    <section
      aria-label={title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 max-w-[110ch] overflow-auto"
    >
      <table className="text-13">
        <caption className="pb-1 text-left text-muted">{title}</caption>
        <thead>
          <tr className="border-line border-b text-left text-muted">
            {columns.map((column) => (
              <th key={column} scope="col" className="py-1 pr-6 font-normal">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a finished report never move
            <tr key={place} className="border-line border-b last:border-b-0">
              {row.map((cell, column) => (
                <td
                  key={columns[column]}
                  className="max-w-[60ch] py-1 pr-6 break-words align-top font-mono tabular-nums"
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {elided !== undefined && <p className="pt-1 text-13 text-muted">{elided}</p>}
    </section>
  );
}
