/** What a checker found, as names with values and as tables. */

import { accountOf } from '@/lib/checker/about';
import type { FactCell, FactTable } from '@/lib/checker/core/account';
import type { Finding } from '@/lib/checker/core/finding';

interface CheckEvidenceProps {
  readonly finding: Finding;
  readonly onSelect: SelectOperation;
}

type SelectOperation = (operation: number, isByKey: boolean) => void;

export function CheckEvidence({ finding, onSelect }: CheckEvidenceProps) {
  const { facts, tables } = accountOf(finding);
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
        <EvidenceTable key={table.title} table={table} onSelect={onSelect} />
      ))}
    </>
  );
}

interface EvidenceTableProps {
  readonly table: FactTable;
  readonly onSelect: SelectOperation;
}

function EvidenceTable({ table: { title, columns, rows, elided }, onSelect }: EvidenceTableProps) {
  return (
    <section
      aria-label={title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 max-w-[110ch] overflow-auto print:max-h-none print:overflow-visible"
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
                  <Cell cell={cell} onSelect={onSelect} />
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

/** What is said of an operation leads to it on the timeline. */
function Cell({ cell, onSelect }: { readonly cell: FactCell; readonly onSelect: SelectOperation }) {
  if (typeof cell === 'string') return cell;
  return (
    <button
      type="button"
      className="text-left underline decoration-line underline-offset-4 hover:decoration-accent"
      onClick={() => onSelect(cell.operation, true)}
    >
      {cell.text}
    </button>
  );
}
