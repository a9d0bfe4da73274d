'use client';
/** The map beside the timeline, and what an operator may do on it while the test runs. */
import { type ComponentProps, type ComponentType, useState } from 'react';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { ClusterPicture } from '../cluster/cluster-picture';
import { VersionLines } from '../cluster/version-lines';
import { Button } from '../ui/button';
import type { ByHandProps } from './by-hand';
import type { RunSource } from './feed/run-source';

interface ClusterColumnProps extends Omit<ComponentProps<typeof ClusterPicture>, 'picking'> {
  readonly run: RunSummary;
  readonly state: RunState;
  readonly source: RunSource;
  /** Absent where no server is. */
  readonly ByHand: ComponentType<ByHandProps> | undefined;
  /** Whether the nodes are offered to be broken. */
  readonly isPicking: boolean;
  readonly onPick: (isPicking: boolean) => void;
}

/** A run of an experiment is left to its plan. */
export function canBreak(run: RunSummary, source: RunSource): boolean {
  return source.kind === 'run' && run.phase === 'running' && run.experiment === undefined;
}

export function ClusterColumn({ run, state, source, ByHand, isPicking, onPick, ...picture }: ClusterColumnProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { nodes, beliefs } = picture;
  const isOffered = ByHand !== undefined && canBreak(run, source);
  const isOpen = isOffered && isPicking;
  const toggle = (node: string) =>
    setChosen((before) => nodes.filter((each) => (each === node ? !before.includes(node) : before.includes(each))));
  return (
    <div className="flex flex-col gap-2 lg:sticky lg:top-3">
      <ClusterPicture {...picture} {...(isOpen && { picking: { chosen, toggle } })} />
      {isOffered && (
        <Button
          kind="quiet"
          className="self-center text-13! print:hidden"
          aria-expanded={isOpen}
          onClick={() => onPick(!isOpen)}
        >
          {isOpen ? 'Close what is done by hand' : 'Break something by hand'}
        </Button>
      )}
      {isOpen && (
        <ByHand
          runId={run.id}
          system={run.plan.system.name}
          nodes={nodes}
          chosen={chosen}
          hasLeader={[...beliefs.values()].some(({ role }) => role === 'leader')}
          faults={state.faults}
          onDone={() => setChosen([])}
        />
      )}
      <VersionLines run={run} versions={state.nodeVersions} />
    </div>
  );
}
