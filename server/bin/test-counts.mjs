/** What the reports of the test runners say, as `{ passed, failed, skipped }`. Every failed test counts once. */

export function vitestCounts({ numPassedTests, numFailedTests, numPendingTests, success, testResults }) {
  // A file that could not be loaded, or whose hooks threw, fails without a failed test in it.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const failed = numFailedTests + brokenFiles;
  return { passed: numPassedTests, failed: success ? failed : Math.max(failed, 1), skipped: numPendingTests };
}

export function playwrightCounts({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}
