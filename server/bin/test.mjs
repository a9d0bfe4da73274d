/**
 * `npm test`: sets up, then static checks, unit tests and tests on a real lab beside each other, and tests through a
 * browser. The last line counts all of them: `N passed, N failed`; the lines before it name what failed, so that the end of
 * a log tells it. Where no lab can be made its tests are skipped, the journey through the browser takes the embedded
 * cluster, and both say so.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runChecks } from './check.mjs';
import { tooLargePages } from './page-sizes.mjs';
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

/** @param log a file for what it prints; without, it is printed at once */
async function execute(command, args, { env = {}, log } = {}) {
  const output = log === undefined ? 'inherit' : openSync(log, 'w');
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env },
  });
  // One that cannot be begun leaves no report, which says it.
  const [status] = await once(child, 'close').catch((error) => [String(error)]);
  return status;
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

const reportOf = (project) => join(reports, `${project}.json`);

/** @param projects of vitest.config.ts; a star stands for any letters */
function vitest(project, { projects = project, log } = {}) {
  const outputs = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(project)}`];
  return execute(bin('vitest'), ['run', '--project', projects, ...outputs], { log });
}

function addVitest(project, status) {
  add(`${project} tests`, status, () => {
    const read = JSON.parse(readFileSync(reportOf(project), 'utf8'));
    return { counts: vitestCounts(read), failed: vitestFailures(read, root) };
  });
}

/** Those on a lab beside the others, because there is waited for elections, time limits and ends, and little is worked. */
async function unitAndLabTests(isBuilt) {
  const log = join(reports, 'lab.log');
  const lab = isBuilt ? vitest('lab', { log }) : undefined;
  addVitest('unit', await vitest('unit', { projects: 'unit*' }));
  if (!lab) return;
  const status = await lab;
  await pipeline(createReadStream(log), process.stdout, { end: false });
  addVitest('lab', status);
}

async function playwrightTests() {
  const report = join(reports, 'e2e.json');
  const status = await execute(bin('playwright'), ['test', '--project=browser', '--reporter=list,json'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
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
const isBuilt = await ensureBuild().then(
  () => true,
  (error) => {
    say(`build failed: ${error.message}`);
    total.failed++;
    failures.push('build');
    return false;
  },
);
if (isBuilt) {
  const tooLarge = await tooLargePages().catch((error) => [`they cannot be told: ${error.message}`]);
  for (const complaint of tooLarge) say(complaint);
  total[tooLarge.length === 0 ? 'passed' : 'failed']++;
  failures.push(...tooLarge.map((complaint) => `size of pages: ${complaint.split('\n', 1)[0]}`));
}
await unitAndLabTests(isBuilt);
if (lacking.includes(forBrowserTests) && !needsEverything) say('browser tests: left out');
else if (isBuilt) await playwrightTests();
rmSync(reports, { recursive: true, force: true });
for (const line of failures) console.log(`failed: ${line}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
