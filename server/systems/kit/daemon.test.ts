import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../jobs/puppet.fixture';
import type { Remote } from '../../nodes/remote';
import { Daemon, killScript, pauseScript, psShows, resumeScript, together } from './daemon';

function shows(pid: number, mark: string): boolean {
  return spawnSync('sh', ['-c', `${psShows}\nps_shows "$1" "$2"`, 'clew', String(pid), mark]).status === 0;
}

test('without /proc a process is known by the mark among its arguments, and by no part of one', async () => {
  const mark = '/var/lib/clew/a-system';
  const child = spawn('sh', ['-c', 'echo up; read line', 'clew', mark], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  const marks = [mark, '/var/lib/clew/a', 'a-system'];
  expect(marks.map((each) => shows(pid, each))).toEqual([true, false, false]);
  // One of several, for a program that gives itself another name.
  expect(shows(pid, `${mark}\n${mark} 10.0.0.1:6379`)).toBe(true);
  expect(shows(pid, `${mark} 10.0.0.1:6379\n${mark}`)).toBe(true);
  expect(shows(pid, `${mark} 10.0.0.1:6379\n/another`)).toBe(false);
  child.stdin.end('\n');
  await once(child, 'exit');
  expect(shows(pid, mark)).toBe(false);
});

/** Many threads and much memory: it takes a moment to be gone. */
const large = `
const held = Array.from({ length: 6 }, () => Buffer.alloc(64 << 20, 1));
require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port, held.length); });`;

test('a process that was killed has let go of its port', async () => {
  const directory = await temporaryDirectory();
  const pidFile = join(directory.path, 'pid');
  const mark = join(directory.path, 'data');
  const child = spawn(process.execPath, ['-e', large, mark], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = Number.parseInt(String((await once(child.stdout, 'data'))[0]), 10);
    await writeFile(pidFile, String(child.pid));
    const kill = spawn('sh', ['-c', killScript, 'clew', pidFile, mark], { stdio: 'inherit' });
    expect((await once(kill, 'exit'))[0]).toBe(0);
    const [error] = await once(connect(port, '127.0.0.1'), 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  } finally {
    child.kill('SIGKILL');
    await directory.remove();
  }
});

/** More busy threads than processors: the one that takes a signal waits for its turn. */
const busy = `
const { Worker } = require('node:worker_threads');
let waiting = 6;
for (let i = waiting; i > 0; i--)
  new Worker('require("node:worker_threads").parentPort.postMessage(0); for (;;);', { eval: true })
    .once('message', () => --waiting === 0 && console.log('up'));`;

test.skipIf(process.platform !== 'linux')('of a process that was paused no thread goes on', async () => {
  const directory = await temporaryDirectory();
  const pidFile = join(directory.path, 'pid');
  const mark = join(directory.path, 'data');
  const child = spawn(process.execPath, ['-e', busy, mark], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    await writeFile(pidFile, String(child.pid));
    const pause = spawn('sh', ['-c', pauseScript, 'clew', pidFile, mark], { stdio: 'inherit' });
    expect((await once(pause, 'exit'))[0]).toBe(0);
    const tasks = `/proc/${child.pid}/task`;
    const states = (await readdir(tasks)).map(
      async (task) => /^State:\t(\w)/m.exec(await readFile(join(tasks, task, 'status'), 'utf8'))?.[1],
    );
    expect(states.length).toBeGreaterThan(6);
    expect(new Set(await Promise.all(states))).toEqual(new Set(['T']));
  } finally {
    child.kill('SIGKILL');
    await directory.remove();
  }
});

test('a program whose path has an equals sign is started, and what only names its data is not taken for it', async () => {
  const directory = await temporaryDirectory();
  const program = join(directory.path, 'v=1', 'program');
  const data = join(directory.path, 'data');
  const [pidFile, logFile] = [join(directory.path, 'pid'), join(directory.path, 'log')];
  await mkdir(join(directory.path, 'v=1'));
  await writeFile(program, '#!/bin/sh\necho "$WORD $*"; exec sleep 600\n', { mode: 0o755 });
  const exec = async ([command = '', ...words]: readonly string[]) => {
    const { stdout, stderr, status } = spawnSync(command, words, { encoding: 'utf8' });
    return { stdout, stderr, exitCode: status ?? -1 };
  };
  const remote: Pick<Remote, 'node' | 'exec'> = { node: 'n1', exec };
  const files = { pidFile, logFile, dataDirectory: data, processMarker: data };
  const daemon = new Daemon({ name: 'n1', remote: remote as Remote }, files);
  try {
    await daemon.start({ command: [program, data], env: { WORD: 'said' } });
    await expect.poll(() => readFile(logFile, 'utf8')).toBe(`said ${data}\n`);
    // It has become a program without the mark, as an editor of that file may be.
    expect(await daemon.isRunning()).toBe(false);
  } finally {
    process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
    await directory.remove();
  }
});

const hasProc = existsSync('/proc/self/stat');

test.skipIf(!hasProc)('what a process started stands still, goes on and ends with it', async () => {
  const directory = await temporaryDirectory();
  const pidFile = join(directory.path, 'pid');
  const mark = join(directory.path, 'data');
  const script = 'sh -c "sleep 600 & echo \\$\\$ \\$!; wait" & wait';
  const child = spawn('sh', ['-c', script, 'clew', mark], { stdio: ['ignore', 'pipe', 'inherit'] });
  const states = async (pids: readonly number[]) =>
    Promise.all(
      pids.map(async (pid) => /^State:\s(.)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1]),
    );
  const [said] = await once(child.stdout, 'data');
  const family = [child.pid ?? 0, ...String(said).trim().split(' ').map(Number)];
  expect(family).toHaveLength(3);
  await writeFile(pidFile, String(child.pid));
  const run = (text: string) => spawnSync('sh', ['-c', text, 'clew', pidFile, mark], { stdio: 'inherit' }).status;
  expect(run(pauseScript)).toBe(0);
  expect(await states(family)).toEqual(['T', 'T', 'T']);
  expect(run(resumeScript)).toBe(0);
  await expect.poll(() => states(family)).toEqual(['S', 'S', 'S']);
  expect(run(killScript)).toBe(0);
  expect((await states(family)).every((state) => state === undefined || state === 'Z')).toBe(true);
  await directory.remove();
});

test('of two processes as one, a fault hits those that run, and where none runs it fails', async () => {
  const hit: string[] = [];
  const runs = { server: true, sentinel: true };
  const daemon = (name: keyof typeof runs) =>
    ({
      isRunning: async () => runs[name],
      kill: async () => {
        if (!runs[name]) throw new Error(`${name} does not run`);
        runs[name] = false;
        hit.push(name);
      },
    }) as unknown as Daemon;
  const both = together(daemon('server'), daemon('sentinel'));
  runs.sentinel = false;
  expect(await both.isRunning()).toBe(true);
  await both.kill();
  expect(hit).toEqual(['server']);
  expect(await both.isRunning()).toBe(false);
  await expect(both.kill()).rejects.toThrow('server does not run');
});
