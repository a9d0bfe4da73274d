/** The words of the run page for what the protocol calls by a name. */

import { findSystem } from '@/lib/catalog/systems/registry';
import { faultTitle } from '@/lib/plan/fault-title';
import { chosenFaults } from '@/lib/plan/faults';
import { isImported, originWords } from '@/lib/plan/imported-plan';
import type { Plan } from '@/lib/plan/plan';
import { plannedSeconds } from '@/lib/plan/schedule';
import { readWords } from '@/lib/plan/words';
import type { Phase } from '@/lib/protocol/entry';
import type { RunEnding, RunSummary } from '@/lib/protocol/run';
import { counted, testedWords, uncapitalised } from '../base/words';
import { notLinearizable } from '../checker/linearizable/anomaly';

/** Tenths of a second are shown, and four renders a second are enough to see them move. */
export const tickMs = 250;
/** Once a run is over its clocks stand still. */
export const restingTickMs = 3_600_000;

export const phaseWords: Readonly<Record<Phase, string>> = {
  queued: 'queued',
  'set-up': 'setting up',
  running: 'running',
  'tear-down': 'tearing down',
  checking: 'checking',
  done: 'done',
};

export type EndedRun = Pick<RunSummary, 'plan' | 'outcome' | 'headline' | 'ended' | 'testedNanos'>;

const endingTitles: Readonly<Record<RunEnding, string | undefined>> = {
  completed: undefined,
  stopped: 'stopped by hand',
  'at-violation': 'stopped at the violation',
  damaged: undefined,
  aborted: 'cut off',
  error: 'broken off',
};

/** `stopped by hand after 16.9 s of 120 s`; nothing of a test that was done to its end, or never began. */
export function endingWords(run: EndedRun): string | undefined {
  const early = earlyEnding(run);
  return early && `${early.how} after ${early.tested}`;
}

/** `stopped by hand` and `16.9 s of 120 s`, of the same tests. */
export function earlyEnding(run: EndedRun): { readonly how: string; readonly tested: string } | undefined {
  const how = run.ended && endingTitles[run.ended];
  return how === undefined || run.testedNanos === undefined ? undefined : { how, tested: testedOf(run) };
}

export function testedOf({ plan, testedNanos = 0 }: EndedRun): string {
  return testedWords(testedNanos, plannedSeconds(plan) * 1e9);
}

interface TitledRun extends Pick<RunSummary, 'plan'> {
  readonly systemVersion?: string | undefined;
  readonly faults?: RunSummary['faults'];
}

const importedTitle = 'Imported history';

export function systemTitleOf(name: string): string {
  return name === 'imported' ? importedTitle : (findSystem(name)?.title ?? name);
}

/** `etcd 3.4.23`; without a version while the nodes were not asked */
export function systemTitle({ plan, systemVersion }: TitledRun): string {
  const title = systemTitleOf(plan.system.name);
  // Some systems report their name along with the number.
  const version = systemVersion?.replace(new RegExp(`^${plan.system.name} `), '');
  return version === undefined ? title : `${title} ${version}`;
}

/** `Clew 0.2.0 (8d57454a1c)`; the commit where it is known. */
export function clewWords({ version, commit }: NonNullable<RunSummary['clew']>): string {
  return commit === undefined ? `Clew ${version}` : `Clew ${version} (${commit})`;
}

/** `etcd 3.4.23 · local reads · partition into random halves`, `Imported history · history.edn in store.zip, judged as a cas-register` */
export function runTitle({ plan, systemVersion, faults = [] }: TitledRun): readonly string[] {
  if (isImported(plan)) return [importedTitle, originWords(plan)];
  const byHand = faults.filter(({ isByHand }) => isByHand).length;
  return [
    systemTitle({ plan, systemVersion }),
    readWords(plan.client),
    faultTitles(plan.faults),
    ...(byHand > 0 ? [`${counted(byHand, 'fault')} by hand`] : []),
  ];
}

/** `partition into random halves`, `pause processes: the leader`, `no faults` */
function faultTitles(faults: Plan['faults']): string {
  const titles = chosenFaults(faults).map(({ fault, options }) => uncapitalised(faultTitle(fault, options)));
  return titles.length === 0 ? 'no faults' : [...new Set(titles)].join(', ');
}

/** What there is to say of a violation while the test still runs. @param title of the anomaly */
export function violationReason(title: string): string {
  if (title !== notLinearizable.title) return `${title}, however the operations that are open may end.`;
  return 'No order of the operations explains it, however those that are open may end.';
}

/** `Violation found at 12.4 s`; nanoseconds since the start of the test. */
export function violationTitle(timeNanos: number): string {
  return `Violation found at ${elapsedWords(timeNanos / 1e6)}`;
}

/** `0.4 s`, `12.3 s`, `2 min 05 s` */
export function elapsedWords(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

/** `00:18` */
export function clockWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
