import { expect, test } from 'vitest';
import { playwrightCounts, playwrightFailures, vitestCounts, vitestFailures } from './test-counts.mjs';

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

test('each failed test is told in a line, with its file and what it stands in', () => {
  const testResults = [
    {
      name: '/clew/lib/base/random.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [
        { status: 'passed', ancestorTitles: [], title: 'is even' },
        { status: 'failed', ancestorTitles: ['a source', 'that was forked'], title: 'goes its own way\nfor ever' },
      ],
    },
    {
      name: '/clew/lib/base/words.test.ts',
      status: 'failed',
      message: 'no such module\nat x.ts',
      assertionResults: [],
    },
    {
      name: '/clew/lib/base/hooks.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [{ status: 'skipped', ancestorTitles: [], title: 'never ran' }],
    },
  ];
  expect(vitestFailures({ testResults }, '/clew')).toEqual([
    'lib/base/random.test.ts > a source > that was forked > goes its own way',
    'lib/base/words.test.ts > no such module',
    'lib/base/hooks.test.ts > the file could not be loaded, or a hook of it failed',
  ]);
});

test('each failed browser test is told in a line, a second attempt that passed too, and what failed outside', () => {
  const spec = (title, status) => ({ title, file: 'launch.spec.ts', line: 48, tests: [{ status }] });
  const file = {
    title: 'launch.spec.ts',
    specs: [spec('passes', 'expected'), spec('fails', 'unexpected')],
    suites: [{ title: 'a form', specs: [spec('wavers', 'flaky'), spec('is left out', 'skipped')] }],
  };
  expect(playwrightFailures({ suites: [file], errors: [{ message: 'a worker died\nat y.ts' }] })).toEqual([
    'launch.spec.ts:48 > fails',
    'launch.spec.ts:48 > a form > wavers',
    'outside of any test > a worker died',
  ]);
});
