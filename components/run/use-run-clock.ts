'use client';
/** Until when the clocks of a run's page count: now while it goes on and is heard of, and not a second longer. */
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { restingTickMs, tickMs } from '@/lib/report/run-words';
import { useNow } from '../ui/use-now';

/** @returns milliseconds since 1970 */
export function useRunClock(run: RunSummary, state: RunState, isConnected: boolean): number {
  const isOver = run.outcome !== undefined;
  const now = useNow(isOver || !isConnected ? restingTickMs : tickMs);
  if (isOver) return run.endedAt ?? lastHeardOf(run, state);
  return isConnected && now !== undefined ? now : lastHeardOf(run, state);
}

function lastHeardOf(run: RunSummary, { phases, startedAt, lastNanos }: RunState): number {
  const inTest = startedAt === undefined ? 0 : startedAt + lastNanos / 1e6;
  return Math.max(run.createdAt, phases.at(-1)?.startedAt ?? 0, inTest);
}
