'use client';
/**
 * The same operations as rows, for those who read rather than look. Only the rows near the view exist. Tab stops at one of
 * them and then goes past the table, because every row it came to would bring further ones; the arrows lead up and down.
 */
import { type KeyboardEvent, memo, useEffect, useState } from 'react';
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
  const [current, setCurrent] = useState(0);
  const tabStop = Math.min(Math.max(current, rows.first), rows.end - 1);

  useEffect(() => {
    const focused = document.activeElement;
    if (!scroller?.contains(focused) || focused === scroller) return;
    scroller.querySelector<HTMLElement>(`[aria-rowindex="${current + 2}"] button`)?.focus();
  }, [current, scroller]);

  const onKeyDown = (event: KeyboardEvent) => {
    const target = { ArrowUp: tabStop - 1, ArrowDown: tabStop + 1 }[event.key];
    if (target === undefined || event.target === scroller) return;
    event.preventDefault();
    setCurrent(Math.min(Math.max(target, 0), state.operations.length - 1));
  };
  return (
    <section
      ref={setScroller}
      aria-label="Operations as a table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-80 overflow-auto"
      onKeyDown={onKeyDown}
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
                isTabStop={row === tabStop}
                onSelect={onSelect}
                onFocus={() => setCurrent(row)}
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
  readonly isTabStop: boolean;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
  readonly onFocus: () => void;
}

function OperationRow(props: OperationRowProps) {
  const { label, operation, row, client, startedAt, node, isSelected, isTabStop, onSelect, onFocus } = props;
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
          tabIndex={isTabStop ? 0 : -1}
          aria-pressed={isSelected}
          onFocus={onFocus}
          // Not under the head, which stays in view.
          className="scroll-my-8 underline decoration-line underline-offset-4 hover:decoration-accent"
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
