'use client';
/** The map beside the timeline, and what an operator may do on it while the test runs. */
import dynamic from 'next/dynamic';
import { type ComponentProps, useState } from 'react';
import type { RunSummary } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { ClusterPicture } from '../cluster/cluster-picture';
import { VersionLines } from '../cluster/version-lines';
import { Button } from '../ui/button';
import type { RunSource } from './feed/run-source';

/** Only an operator of a live run needs it. */
const ByHand = dynamic(() => import('./by-hand').then((module) => module.ByHand), { ssr: false });

interface ClusterColumnProps extends Omit<ComponentProps<typeof ClusterPicture>, 'picking'> {
  readonly run: RunSummary;
  readonly state: RunState;
  readonly source: RunSource;
  /** Whether the nodes are offered to be broken. */
  readonly isPicking: boolean;
  readonly onPick: (isPicking: boolean) => void;
}

/** A run of an experiment is left to its plan. */
export function canBreak(run: RunSummary, source: RunSource): boolean {
  return source.kind === 'run' && run.phase === 'running' && run.experiment === undefined;
}

export function ClusterColumn({ run, state, source, isPicking, onPick, ...picture }: ClusterColumnProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { nodes, beliefs } = picture;
  const isOffered = source.kind === 'run' && canBreak(run, source);
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
      {isOpen && source.kind === 'run' && (
        <ByHand
          runId={source.id}
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
