/** The files of a run made from what the page holds of it, for a page that no server stands behind. */
import { encodeHistory } from '@/lib/history/encode-jsonl';
import type { History } from '@/lib/history/op';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { runReport } from '@/lib/report/run-report';

export function localHistory(run: RunSummary, state: RunState): string {
  return encodeHistory(run.id, opsOf(state));
}

/** Nothing before there is a verdict. */
export function localReport(run: RunSummary, state: RunState): string | undefined {
  const { outcome } = state;
  return outcome?.kind === 'verdict' ? runReport(run, opsOf(state), outcome) : undefined;
}

function opsOf({ ops }: RunState): History {
  return Array.from({ length: ops.length }, (_, index) => ops.at(index)).filter((op) => op !== undefined);
}
