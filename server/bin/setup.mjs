/**
 * Makes a fresh clone ready: npm packages, Debian packages, the build. Plain JavaScript, because it runs when nothing is
 * installed yet. Every step is skipped when its result is already there, and says what it does when it is not.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './build-stamp.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What Debian packages are for, and the package that each command comes in. */
export const forLabs = {
  purpose: 'labs of real nodes',
  commands: { ip: 'iproute2', iptables: 'iptables', sshd: 'openssh-server', unshare: 'util-linux' },
};
export const forBrowserTests = { purpose: 'tests through a browser', commands: { chromium: 'chromium' } };

/** What can be known before anything is installed; a lab itself checks the rest. */
export const canHaveLabs = process.platform === 'linux' && process.getuid?.() === 0;

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
    const result = installNpmPackages();
    if (result.status !== 0) {
      throw new SetupError(`npm packages missing; check that the npm registry can be reached.\n${lastLines(result)}`);
    }
    writeFileSync(stamp, wanted);
  });
}

/** `npm ci` begins by emptying the tree, so it fills a new one only: a watcher or a server may run from an old one. */
function installNpmPackages() {
  const options = { stdio: ['ignore', 'pipe', 'pipe'] };
  if (!existsSync(join(root, 'node_modules'))) {
    const result = run('npm', ['ci'], options);
    if (!result.stderr.includes('EUSAGE')) return result;
    const [first = ''] = /(Missing|Invalid): .*/.exec(result.stderr) ?? [];
    say(`set-up: npm ci refuses package-lock.json (${first}); npm install takes its place`);
  }
  return run('npm', ['install', '--no-save'], options);
}

/**
 * Installs the Debian packages whose commands are missing, where this process already is root on Debian; elsewhere it
 * says what is left out without them. Services that come with the packages are not started.
 * @param needs `{ purpose, commands }` each, as `forLabs`
 * @returns the needs that cannot be met
 */
export async function ensureDebianPackages(needs) {
  const lacking = needs.filter((need) => packagesMissingFor(need).length > 0);
  if (lacking.length === 0) return [];
  const packages = [...new Set(lacking.flatMap(packagesMissingFor))].join(' ');
  const purposes = lacking.map(({ purpose }) => purpose).join(' and ');
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    const cure = isOnPath('apt-get') ? `sudo apt-get install ${packages}` : "use this system's package manager";
    say(`set-up: ${purposes}: left out, because ${packages} is missing (${cure})`);
    return lacking;
  }
  say(`set-up: ${purposes} need the Debian packages ${packages}, which root may install`);
  await step(`apt-get install ${packages}`, () => aptInstall(packages.split(' ')));
  return [];
}

function packagesMissingFor({ commands }) {
  return Object.keys(commands)
    .filter((command) => !isOnPath(command))
    .map((command) => commands[command]);
}

/**
 * One set-up at a time: a second one on this machine waits for the first, and apt waits for others who hold its lock.
 * Debian's packages ask policy-rc.d before they start a service; 101 means no.
 */
function aptInstall(packages) {
  const script = `
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
      trap 'rm -f $policy' EXIT; trap 'exit 1' HUP INT TERM
      printf '#!/bin/sh\\nexit 101\\n' >$policy && chmod 755 $policy
    fi
    install() { apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "$@"; }
    install "$@" || { apt-get update && install "$@"; }`;
  const result = run('flock', ['-w', '900', '/run/lock/clew-setup.lock', 'sh', '-c', script, 'sh', ...packages], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status !== 0) {
    throw new SetupError(`apt-get could not install ${packages.join(' ')}.\n${lastLines(result)}`);
  }
}

export async function ensureBuild() {
  if (isBuilt()) return;
  await step('build', async () => {
    const { buildAll } = await import('./build.mjs');
    await buildAll();
  });
}

/** One line for a person, and the exit code that says "our own automation failed". */
export function exitWith(error) {
  say(error instanceof SetupError ? `clew: ${error.message}` : `clew: set-up failed: ${error?.stack ?? error}`);
  process.exit(255);
}
