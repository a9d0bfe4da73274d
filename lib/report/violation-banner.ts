/**
 * What went wrong, for somebody who has five seconds: one sentence, the few operations that contradict each other, and the
 * fault that held. Each half sentence is a fact of the history or of the finding; which of the operations is named is
 * chosen, what is said of it is not.
 *
 *     n3 answered 2, but client 0's write of 4 had been acknowledged half a second before.
 *     w 4  n1  5.69–5.73 s  →  r 4  n2  5.72 s  ✗  r 2  n3  6.22 s        n3 was cut off from n1, n2, n5
 */

import type { Anomaly } from '../checker/core/finding';
import { isAdvisory } from '../checker/names';
import { outcomeOf } from '../history/operations';
import { operationAt, type RunState } from '../protocol/run-state';
import { shortLabel } from '../timeline/tracks/label';
import { type Act, actIn } from './act';
import { anomalySentence } from './anomaly-sentence';
import { faultFacts } from './fault-clause';

export interface BannerChip {
  /** Invocation index. */
  readonly operation: number;
  /** `w 4` */
  readonly label: string;
  readonly client: number;
  readonly node: string;
  /** Nanoseconds since the start; without an end where it never completed. */
  readonly beganAt: number;
  readonly endedAt?: number;
  readonly isViolating: boolean;
}

export interface ViolationBanner {
  readonly sentence: string;
  /** In the order in which they ended, the violating operation last. */
  readonly chips: readonly BannerChip[];
  /** Operations of the contradiction without a chip; they come before those. */
  readonly leftOut: number;
  /** How many violations of the kind there are. */
  readonly total: number;
  /** What was broken when the violating operation was answered. */
  readonly faults: readonly string[];
}

/** As many are taken in at one look. */
const maxChips = 4;

export interface FoundViolation {
  readonly anomaly: Anomaly;
  readonly checker: string;
  /** Of the checker, about all that it found. */
  readonly sentence: string;
  /** How many it found, as far as they are kept. */
  readonly total?: number;
}

/** The violation that weighs most, with what its checker says; nothing while there is no verdict, and where all is well. */
export function bannerViolation({ outcome }: Pick<RunState, 'outcome'>): FoundViolation | undefined {
  const findings = outcome?.kind === 'verdict' ? outcome.findings : [];
  const broken = findings.filter(({ anomalies }) => anomalies.length > 0);
  const finding = broken.find(({ checker, valid }) => valid === false && !isAdvisory(checker)) ?? broken[0];
  const [anomaly] = finding?.anomalies ?? [];
  return (
    finding &&
    anomaly && { anomaly, checker: finding.checker, sentence: finding.sentence, total: finding.anomalies.length }
  );
}

/** While the operations of the anomaly are still arriving, and where it names none, its checker's own sentence is told. */
export function violationBanner(
  { anomaly, checker, sentence: fallback, total = 1 }: FoundViolation,
  state: RunState,
  nodes: readonly string[],
): ViolationBanner {
  const [first, ...rest] = anomaly.operations;
  const violating = first === undefined ? undefined : actIn(state, nodes, first);
  const distinct = new Set(rest);
  const others = [...distinct].flatMap((index) => actIn(state, nodes, index) ?? []);
  const ended = others.sort((a, b) => endOf(a) - endOf(b) || a.operation - b.operation);
  const sentence = anomalySentence(anomaly, checker, violating, ended) ?? fallback;
  if (!violating || others.length < distinct.size) return { sentence, chips: [], leftOut: 0, total, faults: [] };
  const shown = ended.slice(-(maxChips - 1));
  return {
    sentence,
    chips: [...shown, violating].map((act) => chipOf(act, state, act === violating)),
    leftOut: ended.length - shown.length,
    total,
    faults: faultFacts(state.faults, endOf(violating), violating.node),
  };
}

function endOf({ beganAt, endedAt }: Act): number {
  return endedAt ?? beganAt;
}

function chipOf({ operation: index, client, node, beganAt, endedAt }: Act, state: RunState, isViolating: boolean) {
  const operation = operationAt(state, index);
  const label = operation ? shortLabel(state.operationTable, operation) : '';
  const isOpen = !operation || outcomeOf(operation) !== 'ok';
  return {
    ...{ operation: index, label, client, node, beganAt, isViolating },
    ...(endedAt === undefined || isOpen ? {} : { endedAt }),
  };
}

/** `5.69–5.73 s`; one moment where both look the same. */
export function chipTime({ beganAt, endedAt }: BannerChip): string {
  const seconds = (nanos: number) => (nanos / 1e9).toFixed(2);
  if (endedAt === undefined) return `${seconds(beganAt)} s on`;
  const [from, to] = [seconds(beganAt), seconds(endedAt)];
  return from === to ? `${to} s` : `${from}–${to} s`;
}
