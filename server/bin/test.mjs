/**
 * `npm test`: sets up, then static checks, unit tests, tests on a real lab and tests through a browser. The last line
 * counts all of them: `N passed, N failed`; the lines before it name what failed, so that the end of a log tells it. Where no lab can be made its tests are skipped, the journey through the
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
import { playwrightCounts, playwrightFailures, vitestCounts, vitestFailures } from './test-counts.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'clew-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
/** A line each. */
const failures = [];
/** Where `CI=true`, a lab and a browser can be had: what is left out would hide that something is broken. */
const needsEverything = process.env.CI === 'true';

function execute(command, args, env = {}) {
  return spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
}

/** Adds what a report says; a runner that died without one, or whose exit code disagrees with it, is a failure. */
function add(title, status, read) {
  let counts = { passed: 0, failed: 0, skipped: 0 };
  const failed = [];
  try {
    const report = read();
    counts = report.counts;
    failed.push(...report.failed);
  } catch (error) {
    say(`${title}: no report (${error.message})`);
  }
  const hasRun = counts.passed + counts.failed > 0 || (counts.skipped > 0 && !needsEverything);
  if (!hasRun || (status !== 0 && counts.failed === 0)) counts.failed++;
  if (counts.failed > failed.length) failed.push(`something else, of which the log says more (exit code ${status})`);
  failures.push(...failed.map((line) => `${title}: ${line}`));
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
  say(`${title}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
}

/** @param projects of vitest.config.ts; a star stands for any letters */
function vitest(project, projects = project) {
  const report = join(reports, `${project}.json`);
  const args = ['run', '--project', projects, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = execute(bin('vitest'), args);
  add(`${project} tests`, status, () => {
    const read = JSON.parse(readFileSync(report, 'utf8'));
    return { counts: vitestCounts(read), failed: vitestFailures(read, root) };
  });
}

function playwright() {
  const report = join(reports, 'e2e.json');
  const { status } = execute(bin('playwright'), ['test', '--project=browser', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  add('browser tests', status, () => {
    const read = JSON.parse(readFileSync(report, 'utf8'));
    return { counts: playwrightCounts(read), failed: playwrightFailures(read) };
  });
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
total.failed += checks.failed.length;
failures.push(...checks.failed.map((title) => `check: ${title}`));
vitest('unit', 'unit*');
try {
  await ensureBuild();
  vitest('lab');
  if (lacking.includes(forBrowserTests) && !needsEverything) say('browser tests: left out');
  else playwright();
} catch (error) {
  say(`build failed: ${error.message}`);
  total.failed++;
  failures.push('build');
}
rmSync(reports, { recursive: true, force: true });
for (const line of failures) console.log(`failed: ${line}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
