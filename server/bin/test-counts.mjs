/**
 * What the reports of the test runners say, as `{ passed, failed, skipped }`, and what failed in words, a line each. Every
 * failed test counts once.
 */
import { relative } from 'node:path';

export function vitestCounts({ numPassedTests, numFailedTests, numPendingTests, success, testResults }) {
  // A file that could not be loaded, or whose hooks threw, fails without a failed test in it.
  const failed = numFailedTests + testResults.filter(isBroken).length;
  return { passed: numPassedTests, failed: success ? failed : Math.max(failed, 1), skipped: numPendingTests };
}

const isBroken = ({ status, assertionResults }) =>
  status === 'failed' && assertionResults.every((test) => test.status !== 'failed');

/** @param root the directory that files are named from */
export function vitestFailures({ testResults }, root) {
  return testResults.flatMap((file) => {
    const path = relative(root, file.name);
    if (isBroken(file)) return [lineOf(path, file.message || 'the file could not be loaded, or a hook of it failed')];
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    return failed.map(({ ancestorTitles, title }) => lineOf(path, ...ancestorTitles, title));
  });
}

export function playwrightFailures({ suites, errors }) {
  const isFailed = ({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky');
  const failuresIn = (suite, titles) => [
    ...(suite.specs ?? []).filter(isFailed).map(({ file, line, title }) => lineOf(`${file}:${line}`, ...titles, title)),
    ...(suite.suites ?? []).flatMap((inner) => failuresIn(inner, [...titles, inner.title])),
  ];
  // The outermost suites are the files.
  const failed = suites.flatMap((file) => failuresIn(file, []));
  return [...failed, ...errors.map(({ message }) => lineOf('outside of any test', message ?? 'an error'))];
}

/** A message may be a page long. */
const lineOf = (...parts) => parts.map((part) => part.trim().split('\n', 1)[0]).join(' > ');

export function playwrightCounts({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}
