/** Operations that were open at the violation and that this world did not need: they may happen later, or never. */
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import { longLabel } from '@/lib/timeline/tracks/label';
import { clientOf } from '@/lib/timeline/tracks/scene';

interface PendingOperationsProps {
  readonly state: RunState;
  readonly pending: readonly number[];
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

/** As many as can be taken in; the rest is counted. */
const maxShown = 24;

export function PendingOperations({ state, pending, onSelect }: PendingOperationsProps) {
  if (pending.length === 0) return <p className="text-13 text-muted">This world leaves no operation pending.</p>;
  return (
    <div className="text-13">
      <h3 className="text-muted">Pending in this world, taking effect later or never</h3>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 font-mono">
        {pending.slice(0, maxShown).map((index) => {
          const operation = operationAt(state, index);
          if (!operation) return null;
          return (
            <li key={index}>
              <button
                type="button"
                className="underline decoration-line underline-offset-4 hover:decoration-accent"
                onClick={() => onSelect(index, true)}
              >
                client {clientOf(operation.invocation.process, state.lanes.length)}:{' '}
                {longLabel(state.operationTable, operation)}
              </button>
            </li>
          );
        })}
        {pending.length > maxShown && <li className="font-sans text-muted">and {pending.length - maxShown} more</li>}
      </ul>
    </div>
  );
}
