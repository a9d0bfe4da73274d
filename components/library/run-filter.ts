/** Which runs the library shows, and that choice in the address, so that it can be kept and sent to someone. */
import { systemNames } from '@/lib/catalog/systems/registry';
import type { OutcomeName, RunSummary } from '@/lib/protocol/run';
import { outcomeTitles } from '../ui/verdict-mark';

export type RunStateName = 'under way' | OutcomeName;

/** Undefined: all of them. */
export interface RunFilter {
  readonly state?: RunStateName | undefined;
  readonly system?: string | undefined;
  /** As the nodes reported it. */
  readonly version?: string | undefined;
}

export const stateTitles: Readonly<Record<RunStateName, string>> = { 'under way': 'Under way', ...outcomeTitles };
export const stateNames = Object.keys(stateTitles) as readonly RunStateName[];

export function stateOf(run: RunSummary): RunStateName {
  return run.phase === 'done' ? (run.outcome ?? 'aborted') : 'under way';
}

export function matches(run: RunSummary, { state, system, version }: RunFilter): boolean {
  return (
    (state === undefined || stateOf(run) === state) &&
    (system === undefined || run.plan.system.name === system) &&
    (version === undefined || run.systemVersion === version)
  );
}

/** How many runs each choice of one field would show while the other fields stay as they are. */
export function countsOf<Name extends string>(
  runs: readonly RunSummary[],
  others: RunFilter,
  choiceOf: (run: RunSummary) => Name | undefined,
): ReadonlyMap<Name, number> {
  const counts = new Map<Name, number>();
  for (const run of runs) {
    const value = choiceOf(run);
    if (value !== undefined && matches(run, others)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** What an address does not say, or says wrongly, is not filtered by. */
export function parseFilter(query: Pick<URLSearchParams, 'get'>): RunFilter {
  return {
    state: stateNames.find((name) => name === query.get('verdict')),
    system: systemNames.find((name) => name === query.get('system')),
    version: query.get('version') || undefined,
  };
}

/** `?verdict=invalid&system=etcd&version=3.5.16`; empty where all are shown */
export function formatFilter({ state, system, version }: RunFilter): string {
  const given = Object.entries({ verdict: state, system, version }).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given as [string, string][]).toString();
  return query === '' ? '' : `?${query}`;
}
