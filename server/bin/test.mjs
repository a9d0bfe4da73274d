/**
 * `npm test`: sets up, then static checks, unit tests, tests on a real lab and tests through a browser. The last line
 * counts all of them: `N passed, N failed`. Where no lab can be made its tests are skipped, the journey through the
 * browser takes the embedded cluster, and both say so.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  browserPackages,
  canHaveLabs,
  ensureBuild,
  ensureDebianPackages,
  ensureNpmPackages,
  exitWith,
  labPackages,
  root,
  say,
} from './setup.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'clew-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
/** A lab can be made there, so tests that skip it would hide that something is broken. */
const needsLab = process.env.CI === 'true';

function execute(command, args, env = {}) {
  return spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
}

function staticCheck(title, command, args) {
  say(`check: ${title}`);
  const isPassed = execute(command, args).status === 0;
  total[isPassed ? 'passed' : 'failed']++;
  if (!isPassed) say(`check: ${title} failed`);
}

/** Adds a report's counts; a runner that died without one, or whose exit code disagrees with it, is a failure. */
function count(title, status, read) {
  let counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = read();
  } catch (error) {
    say(`${title}: no report (${error.message})`);
  }
  const hasRun = counts.passed + counts.failed > 0 || (counts.skipped > 0 && !needsLab);
  if (!hasRun || (status !== 0 && counts.failed === 0)) counts.failed++;
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
  say(`${title}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
}

function vitest(project) {
  const report = join(reports, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = execute(bin('vitest'), args);
  count(`${project} tests`, status, () => {
    const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, success } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    const failed = success ? 0 : Math.max(numFailedTests, numFailedTestSuites, 1);
    return { passed: numPassedTests, failed, skipped: numPendingTests };
  });
}

function playwright() {
  const report = join(reports, 'e2e.json');
  const { status } = execute(bin('playwright'), ['test', '--project=browser', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  count('browser tests', status, () => {
    const { stats, errors } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = stats.unexpected + stats.flaky + errors.length;
    return { passed: stats.expected, failed, skipped: stats.skipped };
  });
}

try {
  await ensureNpmPackages();
  const chromium = process.env.CLEW_CHROMIUM ? {} : browserPackages;
  await ensureDebianPackages(canHaveLabs ? { ...labPackages, ...chromium } : chromium);
} catch (error) {
  exitWith(error);
}

staticCheck('biome: style, imports, cycles', bin('biome'), ['ci', '.']);
staticCheck('types', bin('tsc'), ['-p', '.', '--incremental', 'false']);
staticCheck('types of lib, without DOM and Node', bin('tsc'), ['-p', 'lib']);
staticCheck('knip: nothing unused', bin('knip'), []);
staticCheck('rooms: who may import whom', process.execPath, [join(root, 'server/bin/rooms.mjs')]);
vitest('unit');
try {
  await ensureBuild();
  vitest('lab');
  playwright();
} catch (error) {
  say(`build failed: ${error.message}`);
  total.failed++;
}
rmSync(reports, { recursive: true, force: true });
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
