'use client';
/** What the timeline shows, as tables: faults, leaders, operations. */
import type { RunState } from '@/lib/protocol/run-state';
import { FaultList } from './fault-list';
import { LeaderList } from './leader-list';
import { OperationTable } from './operation-table';

interface OperationListsProps {
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly selected: number | undefined;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

export function OperationLists({ state, nodes, selected, onSelect }: OperationListsProps) {
  return (
    <>
      <FaultList faults={state.faults} nodes={nodes} />
      <LeaderList beliefs={state.beliefs} lastNanos={state.lastNanos} isOver={state.outcome !== undefined} />
      <OperationTable state={state} nodes={nodes} selected={selected} onSelect={onSelect} />
    </>
  );
}
