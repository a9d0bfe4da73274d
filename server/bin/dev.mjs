/**
 * `npm run dev`: the dashboard on port 3000 while you change it. Next compiles the pages as they are asked for and
 * refreshes them; a change in server/ or lib/ bundles the server again and restarts it. Arguments go to `clew serve`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildSavedRun, serverEntries, watchBundle } from './build.mjs';
import { ensureNpmPackages, exitWith, root, say } from './setup.mjs';

const directory = '.build/dev';
/** A server heals and takes its labs down before it ends. */
const stopLimitMs = 60_000;

let server;
/** Restarts happen one after another. */
let restarted = Promise.resolve();

function restart() {
  restarted = restarted.then(async () => {
    await stop();
    server = start();
  });
}

function start() {
  const args = [join(root, directory, 'cli.mjs'), 'serve', '--development', ...process.argv.slice(2)];
  const child = spawn(process.execPath, ['--enable-source-maps', ...args], { cwd: root, stdio: 'inherit' });
  child.once('exit', (code) => {
    if (code) say(`dev: the server ended with ${code}; the next change starts it again`);
  });
  return child;
}

async function stop() {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), stopLimitMs);
  await exited;
  clearTimeout(timer);
}

let bundler;
try {
  await ensureNpmPackages();
  if (!existsSync(join(root, '.build/saved-run.js'))) await buildSavedRun();
  bundler = await watchBundle(serverEntries, directory, restart);
} catch (error) {
  exitWith(error);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await bundler.dispose();
    await restarted;
    await stop();
    process.exit(0);
  });
}
