'use client';
/** A new experiment: from a preset, or from the test that was typed into the form last, with axes. */
import { useEffect, useState } from 'react';
import type { Tree } from '@/lib/plan/tree';
import { keptPlan } from '../form/kept-form';
import { drawSeed } from '../ui/seed';
import { Skeleton } from '../ui/skeleton';
import { ExperimentForm } from './experiment-form';

interface Start {
  /** The test in the form. */
  readonly plan: Tree;
  readonly seed: number;
}

export function ExperimentLaunchPage() {
  // What was typed is in the browser alone.
  const [start, setStart] = useState<Start>();
  useEffect(() => setStart({ plan: keptPlan(), seed: drawSeed() }), []);
  return (
    <main id="main" className="mx-auto max-w-340 px-4 pt-6 pb-16 lg:px-6">
      <h1 className="mb-1 font-semibold text-20">New experiment</h1>
      <p className="mb-4 max-w-[80ch] text-muted">
        One test in several variants, one after another, side by side in a table: every combination of what you choose
        is a run.
      </p>
      {start ? <ExperimentForm {...start} /> : <Skeleton className="h-64 w-full" />}
    </main>
  );
}
