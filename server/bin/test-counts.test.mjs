import { expect, test } from 'vitest';
import { playwrightCounts, vitestCounts } from './test-counts.mjs';

const file = (status, ...tests) => ({ status, assertionResults: tests.map((each) => ({ status: each })) });

const report = (testResults, { success = false } = {}) => {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const numberOf = (status) => tests.filter((each) => each.status === status).length;
  return {
    numPassedTests: numberOf('passed'),
    numFailedTests: numberOf('failed'),
    numPendingTests: numberOf('skipped'),
    success,
    testResults,
  };
};

test('a failed test in a failed file counts once', () => {
  const counts = vitestCounts(report([file('failed', 'passed', 'failed'), file('passed', 'passed', 'skipped')]));
  expect(counts).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test('a file that cannot be loaded counts as a failure', () => {
  const counts = vitestCounts(report([file('failed'), file('failed', 'failed'), file('passed', 'passed')]));
  expect(counts).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

test('a run that failed for another reason, such as an unhandled rejection, is a failure', () => {
  expect(vitestCounts(report([file('passed', 'passed')]))).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('a run in which everything passed has no failure', () => {
  const counts = vitestCounts(report([file('passed', 'passed', 'passed')], { success: true }));
  expect(counts).toEqual({ passed: 2, failed: 0, skipped: 0 });
});

test('a browser test that passes at the second attempt counts as failed', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 };
  expect(playwrightCounts({ stats, errors: [{ message: 'a worker died' }] })).toEqual({
    passed: 3,
    failed: 3,
    skipped: 2,
  });
});
