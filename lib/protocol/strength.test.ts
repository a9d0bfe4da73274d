import { describe, expect, test } from 'vitest';
import type { Finding } from '../checker/core/finding';
import type { Outcome, TestEnd } from './entry';
import { endingOf, outcomeName, weakReasons } from './strength';

function finding(checker: string, valid: Finding['valid'], more: Partial<Finding> = {}): Finding {
  return { checker, valid, sentence: '', isNoteworthy: false, anomalies: [], ...more };
}

function judged(findings: readonly Finding[], how: TestEnd['how'] = 'completed') {
  const ended = { how, testedNanos: 16.94e9, plannedNanos: 120e9 };
  return { kind: 'verdict', findings, ended } as const satisfies Outcome;
}

const sound = finding('linearizability', true);

describe('a verdict', () => {
  test('is weak for the reasons of its checkers, the statistics last, and those of its end first', () => {
    const findings = [
      sound,
      finding('stats', true, { weak: ['Only 2 of 17 acquire succeeded.'] }),
      finding('fault-coverage', true, { weak: ['No write succeeded during any of 3 partitions.'] }),
    ];
    expect(weakReasons(judged(findings, 'stopped'))).toEqual([
      'Stopped by hand after 16.9 s of 120 s.',
      'No write succeeded during any of 3 partitions.',
      'Only 2 of 17 acquire succeeded.',
    ]);
    expect(outcomeName(judged(findings))).toBe('weak');
  });

  test('of a test that ended early is weak, whatever was found', () => {
    expect(outcomeName(judged([sound]))).toBe('valid');
    expect(outcomeName(judged([sound], 'stopped'))).toBe('weak');
    expect(weakReasons(judged([sound], 'at-violation'))).toEqual([
      'Stopped at a violation that the check did not confirm after 16.9 s of 120 s.',
    ]);
  });

  test('that is not valid is not weak', () => {
    const weak = finding('stats', true, { weak: ['Only 2 of 17 acquire succeeded.'] });
    for (const [valid, name] of [
      [false, 'invalid'],
      ['unknown', 'unknown'],
    ] as const) {
      expect(outcomeName(judged([finding('linearizability', valid), weak], 'stopped'))).toBe(name);
      expect(weakReasons(judged([finding('linearizability', valid), weak], 'stopped'))).toEqual([]);
    }
  });

  test('stands where another checker had nothing to be asked of, and is unknown where none had', () => {
    const moot = finding('log-patterns', 'unknown', { isMoot: true });
    expect(outcomeName(judged([sound, moot]))).toBe('valid');
    expect(outcomeName(judged([moot]))).toBe('unknown');
  });

  test('of an older version does not say how the test ended', () => {
    expect(endingOf({ kind: 'verdict', findings: [sound] })).toBeUndefined();
    expect(outcomeName({ kind: 'verdict', findings: [sound] })).toBe('valid');
    expect(endingOf(judged([sound], 'stopped'))).toBe('stopped');
    expect(endingOf({ kind: 'aborted', reason: '' })).toBe('aborted');
  });
});
