/** The selected operation in one line, for when no pointer hovers. */

import { formatDuration, formatTime } from '@/lib/base/words';
import { errorWords } from '@/lib/history/error-words';
import { logLineOf, operationAt, type RunState } from '@/lib/protocol/run-state';
import { barOutcome } from '@/lib/timeline/tracks/bars';
import { longLabel } from '@/lib/timeline/tracks/label';
import { clientOf, clientWords, nodeOfOperation, type Violation } from '@/lib/timeline/tracks/scene';
import { wallTime } from '../ui/wall-clock';
import { OutcomeMark } from './outcome-mark';

interface SelectedOperationProps {
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly selected: number | undefined;
  readonly violation: Violation | undefined;
  readonly onShowLog: () => void;
}

export function SelectedOperation({ state, nodes, selected, violation, onShowLog }: SelectedOperationProps) {
  const operation = selected === undefined ? undefined : operationAt(state, selected);
  if (!operation) {
    return (
      <p className="min-h-5 text-13 text-muted">
        {state.operations.length === 0
          ? 'No operation has been invoked.'
          : 'Select an operation with a click or the arrow keys.'}
      </p>
    );
  }
  const { invocation, completion } = operation;
  const outcome = barOutcome(operation);
  const line = logLineOf(state, invocation.index) ?? 0;
  const { modifiedIndex, index } = completion?.revision ?? {};
  return (
    <div className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-0.5 font-mono text-13">
      <OutcomeMark outcome={outcome} />
      <b className={violation?.operation === selected ? 'text-invalid' : ''}>
        {longLabel(state.operationTable, operation)}
      </b>
      <span>{outcome}</span>
      {completion?.error !== undefined && <span>{errorWords(completion.error)}</span>}
      <span className="text-muted">
        {clientWords(
          clientOf(invocation.process, state.lanes.length),
          nodeOfOperation(operation, nodes, state.lanes.length),
        )}
        , process {invocation.process}
      </span>
      <span className="text-muted" title={wallTime(state.startedAt, invocation.time)}>
        {formatTime(invocation.time, 1e9)}
        {completion && ` to ${formatTime(completion.time, 1e9)}, ${formatDuration(completion.time - invocation.time)}`}
      </span>
      {modifiedIndex !== undefined && <span className="text-muted">modified at index {modifiedIndex}</span>}
      {index !== undefined && <span className="text-muted">answered at index {index}</span>}
      <button type="button" className="text-accent hover:underline" onClick={onShowLog}>
        log line {(line + 1).toLocaleString('en-GB')}
      </button>
    </div>
  );
}
