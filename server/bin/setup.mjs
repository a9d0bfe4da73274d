/**
 * Makes a fresh clone ready: npm packages, Debian packages, the build. Plain JavaScript, because it runs when nothing is
 * installed yet. Every step is skipped when its result is already there, and says what it does when it is not.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Commands that a lab needs on Debian, and the package each comes in. */
export const labPackages = { ip: 'iproute2', iptables: 'iptables', sshd: 'openssh-server', unshare: 'util-linux' };
export const browserPackages = { chromium: 'chromium' };

/** What can be known before anything is installed; a lab itself checks the rest. */
export const canHaveLabs = process.platform === 'linux' && process.getuid?.() === 0;

/** The sources that a build is made of. A change in any of them makes it stale. */
const buildInputs = [
  'app',
  'components',
  'lib',
  'server',
  'public',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
];

/** Something that set-up cannot do: one line that says what, and what to do about it. */
export class SetupError extends Error {}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs one piece of set-up with its time on the same line when it is done. */
async function step(title, work) {
  const startMs = Date.now();
  say(`set-up: ${title} …`);
  await work();
  say(`set-up: ${title}, done in ${((Date.now() - startMs) / 1000).toFixed(1)} s`);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  if (result.error) throw new SetupError(`${command} cannot be run: ${result.error.message}`);
  return result;
}

function lastLines(result, count = 5) {
  return `${result.stdout ?? ''}\n${result.stderr ?? ''}`.trim().split('\n').slice(-count).join('\n');
}

function isOnPath(command) {
  const directories = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return directories.some((directory) => directory && existsSync(join(directory, command)));
}

export async function ensureNpmPackages() {
  const stamp = join(root, 'node_modules/.clew-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await step('npm packages', () => {
    // Not `npm ci`: it refuses a lock file that lacks a package's builds for other platforms, which registries carry late.
    const result = run('npm', ['install', '--no-save'], { stdio: ['ignore', 'pipe', 'pipe'] });
    if (result.status !== 0) {
      throw new SetupError(`npm install failed; check that the npm registry can be reached.\n${lastLines(result)}`);
    }
    writeFileSync(stamp, wanted);
  });
}

/** Installs the Debian packages whose commands are missing. Services that come with them are not started. */
export async function ensureDebianPackages(commands) {
  const packages = Object.keys(commands)
    .filter((command) => !isOnPath(command))
    .map((command) => commands[command]);
  if (packages.length === 0) return;
  const list = packages.join(' ');
  if (!isOnPath('apt-get')) throw new SetupError(`missing: ${list}; install them with this system's package manager.`);
  if (process.getuid?.() !== 0) throw new SetupError(`missing: ${list}; install them: sudo apt-get install ${list}`);
  await step(`Debian packages ${list}`, () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    withoutServiceStart(() => {
      const install = ['install', '-y', '--no-install-recommends', ...packages];
      if (run('apt-get', install, { env, stdio: ['ignore', 'pipe', 'pipe'] }).status === 0) return;
      run('apt-get', ['update'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      const result = run('apt-get', install, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      if (result.status !== 0) throw new SetupError(`apt-get could not install ${list}.\n${lastLines(result)}`);
    });
  });
}

/** Debian's packages ask policy-rc.d before they start a service; 101 means no. */
function withoutServiceStart(work) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return work();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return work();
  } finally {
    rmSync(policy, { force: true });
  }
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function hashOfSources() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const paths = buildInputs.flatMap((name) =>
    name.includes('.') ? [join(root, name)].filter(existsSync) : filesBelow(join(root, name)),
  );
  for (const path of paths.sort()) {
    if (/\.test\.tsx?$|README\.md$|\/server\/bin\/(?!build)/.test(path)) continue;
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

export async function ensureBuild() {
  const stamp = join(root, '.build/sources');
  const wanted = hashOfSources();
  const isFresh =
    existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(join(root, '.next/BUILD_ID'));
  if (isFresh) return;
  await step('build', async () => {
    const { buildPages, buildSavedRun, buildServer } = await import('./build.mjs');
    rmSync(stamp, { force: true });
    await buildServer();
    await buildSavedRun();
    buildPages();
    mkdirSync(join(root, '.build'), { recursive: true });
    writeFileSync(stamp, wanted);
  });
}

/** One line for a person, and the exit code that says "our own automation failed". */
export function exitWith(error) {
  say(error instanceof SetupError ? `clew: ${error.message}` : `clew: set-up failed: ${error?.stack ?? error}`);
  process.exit(255);
}
