/**
 * `npm test`: sets up, then static checks, unit tests, tests on a real lab and tests through a browser. The last line
 * counts all of them: `N passed, N failed`. Where no lab can be made its tests are skipped, the journey through the
 * browser takes the embedded cluster, and both say so.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.mjs';
import {
  canHaveLabs,
  ensureBuild,
  ensureDebianPackages,
  ensureNpmPackages,
  exitWith,
  forBrowserTests,
  forLabs,
  root,
  say,
} from './setup.mjs';
import { playwrightCounts, vitestCounts } from './test-counts.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'clew-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
/** Where `CI=true`, a lab and a browser can be had: what is left out would hide that something is broken. */
const needsEverything = process.env.CI === 'true';

function execute(command, args, env = {}) {
  return spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
}

/** Adds a report's counts; a runner that died without one, or whose exit code disagrees with it, is a failure. */
function count(title, status, read) {
  let counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = read();
  } catch (error) {
    say(`${title}: no report (${error.message})`);
  }
  const hasRun = counts.passed + counts.failed > 0 || (counts.skipped > 0 && !needsEverything);
  if (!hasRun || (status !== 0 && counts.failed === 0)) counts.failed++;
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
  say(`${title}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
}

function vitest(project) {
  const report = join(reports, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = execute(bin('vitest'), args);
  count(`${project} tests`, status, () => vitestCounts(JSON.parse(readFileSync(report, 'utf8'))));
}

function playwright() {
  const report = join(reports, 'e2e.json');
  const { status } = execute(bin('playwright'), ['test', '--project=browser', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  count('browser tests', status, () => playwrightCounts(JSON.parse(readFileSync(report, 'utf8'))));
}

let lacking = [];
try {
  await ensureNpmPackages();
  const needs = [...(canHaveLabs ? [forLabs] : []), ...(process.env.CLEW_CHROMIUM ? [] : [forBrowserTests])];
  lacking = await ensureDebianPackages(needs);
} catch (error) {
  exitWith(error);
}

const checks = await runChecks();
total.passed += checks.passed;
total.failed += checks.failed;
vitest('unit');
try {
  await ensureBuild();
  vitest('lab');
  if (lacking.includes(forBrowserTests) && !needsEverything) say('browser tests: left out');
  else playwright();
} catch (error) {
  say(`build failed: ${error.message}`);
  total.failed++;
}
rmSync(reports, { recursive: true, force: true });
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
