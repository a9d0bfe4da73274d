import { describe, expect, test } from 'vitest';
import { blockOf, blockOfLines } from './block-builder';
import type { Entry, RunEvent } from './entry';
import { decodeBlock, encodeBlock, entriesOf } from './entry-block';
import { anomaliesOf, overallValidity, verdictIn } from './judgement';
import type { RunSummary } from './run';
import { decodeRunFile, encodeEntries, encodeRunHeader } from './run-file';
import { upgradedEvent } from './upgrade';
import version1 from './upgrade.v1.json';

/** Written by version 1, so no type of this version describes it. */
const events = version1 as unknown as Readonly<Record<'invalid' | 'violation' | 'unasked' | 'first', RunEvent>>;

function judgementOf(event: RunEvent) {
  const upgraded = upgradedEvent(event);
  if (upgraded.type !== 'outcome' || upgraded.outcome.kind !== 'verdict') throw new Error('no judgement');
  return upgraded.outcome;
}

describe('an outcome of version 1', () => {
  const judgement = judgementOf(events.invalid);

  test('has linearizability as its first finding, with the counterexample as evidence', () => {
    expect(judgement.findings.map(({ checker, valid }) => [checker, valid])).toEqual([
      ['linearizability', false],
      ['stats', true],
      ['fault-coverage', true],
      ['sessions', false],
    ]);
    expect(judgement.findings[0]?.anomalies).toMatchObject([
      { kind: 'not-linearizable', operations: [6, 4], at: 7, evidence: { type: 'worlds' } },
    ]);
    const { failure, ...checked } = version1.invalid.outcome.verdict;
    expect(verdictIn(judgement)).toEqual({ ...checked, counterexample: failure });
    expect(overallValidity(judgement)).toBe(false);
    expect(judgement.sentence).toBe(version1.invalid.outcome.sentence);
  });

  test('has the steps back of its sessions as anomalies, and says why it is weak', () => {
    const [, , coverage, sessions] = judgement.findings;
    expect(coverage?.weak).toEqual([coverage?.sentence]);
    expect(sessions?.anomalies).toMatchObject([
      { kind: 'monotonic-reads', operations: [6, 4], at: 7, evidence: { type: 'steps-back', from: 7, to: 5 } },
    ]);
    expect(sessions?.details).toEqual(version1.invalid.outcome.checks[2]?.details);
  });

  test('without a verdict is judged by its checks, and one of version 0.1 by its verdict', () => {
    expect(judgementOf(events.unasked).findings.map(({ checker }) => checker)).toEqual(['set']);
    expect(overallValidity(judgementOf(events.unasked))).toBe(false);
    const first = judgementOf(events.first);
    expect(first.findings.map(({ checker }) => checker)).toEqual(['linearizability']);
    expect(verdictIn(first)).toEqual(version1.first.outcome.verdict);
  });
});

test('a violation of version 1 was one of linearizability', () => {
  const upgraded = upgradedEvent(events.violation);
  expect(upgraded).toMatchObject({ checker: 'linearizability', anomaly: { operations: [6], at: 7 } });
  const violation = upgraded.type === 'violation' ? upgraded : undefined;
  expect(anomaliesOf({ outcome: undefined, violation })).toMatchObject([{ title: 'Not linearizable', at: 7 }]);
});

test('what this version wrote stays as it is', () => {
  const upgraded = upgradedEvent(events.invalid);
  expect(upgradedEvent(upgraded)).toEqual(upgraded);
});

test('chunks, lines and run files of version 1 open as those of this version', () => {
  const entries: readonly Entry[] = [events.violation, events.invalid];
  const expected = [events.violation, events.invalid].map(upgradedEvent);
  expect(entriesOf(decodeBlock(encodeBlock(blockOf(entries))))).toEqual(expected);
  expect(entriesOf(blockOfLines(entries.map((entry) => JSON.stringify(entry)).join('\n')))).toEqual(expected);
  const plan = { workload: { name: 'register' } };
  const run = { id: 'r', plan, outcome: 'invalid', violationTime: 60e6 } as unknown as RunSummary;
  const file = decodeRunFile(encodeRunHeader(run) + encodeEntries(entries));
  expect(file.entries).toEqual(expected);
  expect(file.run.headline).toBe('Not linearizable');
});
