'use client';
/**
 * Where a person stands in the worlds of an impossible history: which world, and at which of its steps. The panel steps,
 * the timeline draws the thread, and selecting an operation elsewhere moves the walk to its step.
 */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { InvalidVerdict } from '@/lib/checker/linearizable/verdict';
import type { Model } from '@/lib/model/model';
import type { RunPlan } from '@/lib/plan/plan';
import { modelOfVerdict } from '@/lib/plan/workload';
import { verdictIn } from '@/lib/protocol/judgement';
import type { RunState } from '@/lib/protocol/run-state';
import type { Thread } from '@/lib/timeline/tracks/scene';
import { stepOf, type WorldPath, worldPath } from '@/lib/timeline/worlds/world-path';
import type { TimelineView } from '../timeline/use-timeline-view';

export interface WorldWalk {
  readonly model: Model;
  /** Place among the worlds that are shown. */
  readonly world: number;
  readonly path: WorldPath;
  /** The step, from 0. */
  readonly at: number;
  readonly chooseWorld: (world: number) => void;
  /** Also selects the operation of the step and brings it into view. */
  readonly goTo: (step: number) => void;
  readonly isDrawn: boolean;
  readonly setDrawn: (isDrawn: boolean) => void;
}

/** Nothing while there is no verdict, and for one that keeps no world. */
export function useWorldWalk(
  plan: RunPlan,
  state: RunState,
  { selected, select }: Pick<TimelineView, 'selected' | 'select'>,
  chosen: number,
  onChoose: (world: number) => void,
): WorldWalk | undefined {
  const verdict = refutationOf(state);
  /** Undefined: at the refused one. */
  const [step, setStep] = useState<number>();
  const [isDrawn, setDrawn] = useState(false);
  const model = useMemo(() => verdict && modelOfVerdict(plan, verdict), [verdict, plan]);
  const worlds = verdict?.counterexample.worlds.shown;
  const world = worlds && chosen < worlds.length ? chosen : 0;
  const current = worlds?.[world];
  const path = useMemo(
    () => (verdict && current && model ? worldPath(current, verdict.counterexample, model, state) : undefined),
    [verdict, current, model, state],
  );
  const last = (path?.length ?? 0) - 1;
  const at = Math.min(step ?? last, last);

  useEffect(() => {
    const found = path === undefined || selected === undefined ? -1 : stepOf(path, selected);
    if (found >= 0) setStep(found);
  }, [selected, path]);

  const chooseWorld = useCallback(
    (next: number) => {
      onChoose(next);
      setStep(undefined);
    },
    [onChoose],
  );
  const goTo = useCallback(
    (target: number) => {
      if (!path || path.length === 0) return;
      const next = Math.min(Math.max(target, 0), path.length - 1);
      setStep(next);
      select(path.operations[next], true);
    },
    [path, select],
  );
  return useMemo(
    () => model && path && { model, world, path, at, chooseWorld, goTo, isDrawn, setDrawn },
    [model, world, path, at, chooseWorld, goTo, isDrawn],
  );
}

/** What the timeline draws of it. */
export function useThread(walk: WorldWalk | undefined, isShown: boolean): Thread | undefined {
  return useMemo(
    () => (walk && isShown && walk.isDrawn ? { path: walk.path, at: walk.at } : undefined),
    [walk, isShown],
  );
}

function refutationOf({ outcome }: RunState): InvalidVerdict | undefined {
  const verdict = outcome?.kind === 'verdict' ? verdictIn(outcome) : undefined;
  return verdict?.valid === false ? verdict : undefined;
}
