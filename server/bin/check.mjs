/**
 * `npm run check`: every static check, side by side. `npm run lint` and `npm run typecheck` are the checks of that kind.
 * A check that fails prints what it found.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNpmPackages, exitWith, root, say } from './setup.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);
const types = (title, ...args) => ({ kind: 'types', title, command: bin('tsc'), args });

const checks = [
  { kind: 'lint', title: 'biome: style, imports, cycles', command: bin('biome'), args: ['ci', '.'] },
  { kind: 'lint', title: 'rooms: who may import whom', command: process.execPath, args: ['server/bin/rooms.mjs'] },
  types('types of everything, tests included', '-p', '.'),
  types('types of lib, without DOM and Node', '-p', 'lib'),
  types('types of server, without DOM', '-p', 'server'),
  types('types of components and app, without Node', '-p', 'components'),
  { kind: 'unused', title: 'knip: nothing unused', command: bin('knip'), args: [] },
];

/** Runs the checks of one kind, or all. @returns how many passed, and the titles of those that failed */
export async function runChecks(kind) {
  const chosen = checks.filter((check) => kind === undefined || check.kind === kind);
  const results = await Promise.all(chosen.map(runCheck));
  return {
    passed: results.filter(Boolean).length,
    failed: chosen.filter((_, place) => !results[place]).map(({ title }) => title),
  };
}

async function runCheck({ title, command, args }) {
  const startMs = Date.now();
  const { status, output } = await captured(command, args);
  const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
  say(`check: ${title}: ${status === 0 ? 'passed' : 'failed'} in ${seconds} s`);
  if (status !== 0) say(output.trimEnd());
  return status === 0;
}

/** Both streams of a command, kept together so that two checks never mix their lines. */
function captured(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (piece) => {
      output += piece;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => resolve({ status: 1, output: `${command} cannot be run: ${error.message}` }));
    child.once('close', (status) => resolve({ status, output }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await ensureNpmPackages();
  } catch (error) {
    exitWith(error);
  }
  const { failed } = await runChecks(process.argv[2]);
  process.exit(failed.length === 0 ? 0 : 1);
}
