/** How runs differ: what changed since the first, their numbers on one axis, and their plans. */
import { letterOf } from '@/lib/protocol/compare-address';
import type { RunSummary } from '@/lib/protocol/run';
import { ChangeTable } from './change-table';
import { CompareCharts } from './compare-charts';
import { PlanTable } from './plan-table';

interface DifferencesProps {
  readonly runs: readonly RunSummary[];
  /** The token of the link through which they are seen. */
  readonly share?: string;
}

export function Differences({ runs, share }: DifferencesProps) {
  return (
    <>
      <ChangeTable runs={runs} />
      <CompareCharts runs={runs} share={share} />
      <PlanTable plans={runs.map(({ plan }) => plan)} letters={runs.map((_, place) => letterOf(place))} />
    </>
  );
}
