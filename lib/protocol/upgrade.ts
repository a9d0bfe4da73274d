/**
 * Events of journals that version 1 of this format wrote, as this version writes them. What a run of version 1 said of
 * linearizability was a verdict beside the reports of the other checkers; now it is a finding among the others.
 */
import type { Finding } from '../checker/core/finding';
import { notLinearizable, openAnomaly } from '../checker/linearizable/anomaly';
import { resultOf } from '../checker/linearizable/finding';
import type { Counterexample, InvalidVerdict, UnknownVerdict, ValidVerdict } from '../checker/linearizable/verdict';
import { sessionAnomalies } from '../checker/sessions/session-anomalies';
import type { SessionsDetails } from '../checker/sessions/session-guarantees';
import { type Entry, isOp, type Judgement, type RunEvent } from './entry';
import type { RunSummary } from './run';

type VerdictV1 =
  | ValidVerdict
  | UnknownVerdict
  | (Omit<InvalidVerdict, 'counterexample'> & { readonly failure: Counterexample });

/** A finding without anomalies and without the reasons why it is weak. */
type ReportV1 = Omit<Finding, 'anomalies' | 'weak'>;

interface JudgementV1 extends Omit<Judgement, 'findings'> {
  readonly kind: 'verdict';
  readonly verdict?: VerdictV1;
  readonly checks?: readonly ReportV1[];
}

interface ViolationV1 {
  readonly type: 'violation';
  readonly at: number;
  readonly operation: number;
  readonly completion: number;
}

/** The entry itself where it is of this version. */
export function upgradedEntry(entry: Entry): Entry {
  return isOp(entry) ? entry : upgradedEvent(entry);
}

export function upgradedEvent(event: RunEvent): RunEvent {
  if (event.type === 'outcome') return { ...event, outcome: upgradedOutcome(event.outcome) };
  if (event.type !== 'violation' || 'anomaly' in event) return event;
  const { type, at, operation, completion } = event as ViolationV1;
  return { type, at, checker: 'linearizability', anomaly: openAnomaly(operation, completion) };
}

/** Of an invalid run of version 1 that has the time of a violation, it was linearizability that was refuted. */
export function upgradedSummary(run: RunSummary): RunSummary {
  const isRefuted = run.outcome === 'invalid' && run.violationTime !== undefined && run.headline === undefined;
  return isRefuted ? { ...run, headline: notLinearizable.title } : run;
}

function upgradedOutcome(outcome: (RunEvent & { type: 'outcome' })['outcome']) {
  if (outcome.kind !== 'verdict' || 'findings' in outcome) return outcome;
  const { verdict, checks = [], ...rest } = outcome as JudgementV1;
  const findings = [...(verdict ? [findingOfVerdict(verdict)] : []), ...checks.map(findingOfReport)];
  return { ...rest, findings };
}

function findingOfVerdict(verdict: VerdictV1): Finding {
  if (verdict.valid !== false) return { checker: 'linearizability', ...resultOf(verdict) };
  const { failure, ...checked } = verdict;
  return { checker: 'linearizability', ...resultOf({ ...checked, counterexample: failure }) };
}

function findingOfReport(report: ReportV1): Finding {
  const { checker, details } = report;
  if (checker === 'sessions' && details) {
    return { ...report, anomalies: sessionAnomalies(details as SessionsDetails) };
  }
  return {
    ...report,
    anomalies: [],
    ...(checker === 'fault-coverage' && isHollow(details) ? { weak: [report.sentence] } : {}),
  };
}

function isHollow(details: unknown): boolean {
  const { withoutUpdate = 0, withoutSuccess = 0 } = (details ?? {}) as Partial<Record<string, number>>;
  return withoutUpdate > 0 || withoutSuccess > 0;
}
