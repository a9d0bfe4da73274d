'use client';
/** The same operations as rows, for those who read rather than look. Only the rows near the view exist. */
import { memo, useState } from 'react';
import { formatDuration, formatTime } from '@/lib/base/words';
import type { Operation } from '@/lib/history/operations';
import type { RunState } from '@/lib/protocol/run-state';
import { barOutcome } from '@/lib/timeline/tracks/bars';
import { longLabel } from '@/lib/timeline/tracks/label';
import { clientOf, nodeOfOperation } from '@/lib/timeline/tracks/scene';
import { useRows } from '../ui/use-rows';
import { wallTime } from '../ui/wall-clock';
import { OutcomeMark } from './outcome-mark';

interface OperationTableProps {
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly selected: number | undefined;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

const rowPx = 28;
const columns = ['Invoked', 'Client', 'Process', 'Node', 'Operation', 'Outcome', 'Took'] as const;

export const OperationTable = memo(function OperationTable(props: OperationTableProps) {
  const { state, nodes, selected, onSelect } = props;
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const rows = useRows(scroller, state.operations.length, rowPx);
  return (
    <section
      ref={setScroller}
      aria-label="Operations as a table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-80 overflow-auto"
    >
      <table className="w-full border-collapse text-13" aria-rowcount={state.operations.length + 1}>
        <thead className="sticky top-0 bg-raised text-left text-12 text-muted">
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column} scope="col" className="h-7 whitespace-nowrap px-3 font-normal">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="whitespace-nowrap font-mono">
          <Spacer height={rows.topPx} />
          {rows.shown.map((row) => {
            const operation = state.operations.at(row);
            if (!operation) return null;
            return (
              <OperationRow
                key={row}
                label={longLabel(state.operationTable, operation)}
                operation={operation}
                row={row + 2}
                client={clientOf(operation.invocation.process, state.lanes.length)}
                startedAt={state.startedAt}
                node={nodeOfOperation(operation, nodes, state.lanes.length)}
                isSelected={operation.invocation.index === selected}
                onSelect={onSelect}
              />
            );
          })}
          <Spacer height={rows.heightPx - rows.topPx - rows.shown.length * rowPx} />
        </tbody>
      </table>
    </section>
  );
});

interface OperationRowProps {
  readonly label: string;
  readonly operation: Operation;
  readonly row: number;
  readonly client: number;
  readonly startedAt: number | undefined;
  readonly node: string;
  readonly isSelected: boolean;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

function OperationRow({ label, operation, row, client, startedAt, node, isSelected, onSelect }: OperationRowProps) {
  const { invocation, completion } = operation;
  const outcome = barOutcome(operation);
  return (
    <tr
      aria-rowindex={row}
      className={`border-line border-t ${isSelected ? 'bg-accent/15' : ''}`}
      style={{ height: rowPx }}
    >
      <td className="px-3" title={wallTime(startedAt, invocation.time)}>
        {formatTime(invocation.time, 1e9)}
      </td>
      <td className="px-3">{client}</td>
      <td className="px-3">{invocation.process}</td>
      <td className="px-3">{node}</td>
      <td className="px-3">
        <button
          type="button"
          aria-pressed={isSelected}
          className="underline decoration-line underline-offset-4 hover:decoration-accent"
          onClick={() => onSelect(invocation.index, true)}
        >
          {label}
        </button>
      </td>
      <td className="px-3">
        <span className="flex items-center gap-2">
          <OutcomeMark outcome={outcome} />
          {outcome}
        </span>
      </td>
      <td className="px-3">{completion ? formatDuration(completion.time - invocation.time) : '–'}</td>
    </tr>
  );
}

/** Stands for the rows that are not there, so that the scroll bar tells the truth. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr>
      <td colSpan={columns.length} style={{ height }} />
    </tr>
  );
}
