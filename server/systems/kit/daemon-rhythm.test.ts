import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryDirectory } from '../../jobs/puppet.fixture';
import type { Remote } from '../../nodes/remote';
import { Daemon } from './daemon';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let child: ChildProcess;
let daemon: Daemon;
let rhythmFile: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
  const data = join(directory.path, 'data');
  const pidFile = join(directory.path, 'pid');
  rhythmFile = `${pidFile}.rhythm`;
  child = spawn('sh', ['-c', 'trap "exit 0" TERM; echo up; while :; do sleep 0.01; done', 'clew', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout ?? child, 'data');
  await writeFile(pidFile, String(child.pid));
  const exec: Remote['exec'] = async ([command = '', ...words], { allowFailure = false } = {}) => {
    const { stdout, stderr, status } = spawnSync(command, words, { encoding: 'utf8' });
    if (status === null || (status !== 0 && !allowFailure)) throw new Error(stderr);
    return { stdout, stderr, exitCode: status };
  };
  const files = { pidFile, logFile: join(directory.path, 'log'), dataDirectory: data, processMarker: data };
  daemon = new Daemon({ name: 'n1', remote: { node: 'n1', exec } as unknown as Remote }, files);
});

afterEach(async () => {
  await daemon.stop();
  child.kill('SIGKILL');
  await directory.remove();
});

function state(): string {
  return /^State:\t(\w)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? '';
}

const loopPid = () => Number(readFileSync(rhythmFile, 'utf8'));

/** One that is over and not yet waited for has no arguments. */
function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
}

/** How often the process was seen to stop and go on, one after the other. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await expect.poll(() => state() === 'T', { interval: 1 }).toBe(turn % 2 === 0);
  }
}

test.skipIf(process.platform !== 'linux')(
  'a process is stopped and let go on in turn, until it is steadied',
  async () => {
    await daemon.stutter(60, 40);
    await turns(8);
    const loop = loopPid();
    expect(await daemon.steady()).toBe(true);
    expect([existsSync(rhythmFile), isThere(loop), state() === 'T']).toEqual([false, false, false]);
  },
);

test.skipIf(process.platform !== 'linux')('a loop that was ended is told of, and what it stopped goes on', async () => {
  await daemon.stutter(60_000, 10);
  await turns(1);
  const loop = loopPid();
  process.kill(loop, 'SIGKILL');
  await expect.poll(() => isThere(loop)).toBe(false);
  expect(await daemon.steady()).toBe(false);
  await turns(0);
  expect(state()).not.toBe('T');
});

test.skipIf(process.platform !== 'linux')(
  'what ends the process ends its loop, which never outlives its record',
  async () => {
    await daemon.stutter(20, 20);
    const loop = loopPid();
    await daemon.stop();
    expect([existsSync(rhythmFile), isThere(loop)]).toEqual([false, false]);
    await expect(daemon.stutter(20, 20)).rejects.toThrow('it does not run');
    await expect(daemon.steady()).rejects.toThrow('it does not run');
  },
);

test('a process that is asked to end does so, and one that does not is killed', async () => {
  expect(await daemon.end(20)).toBe(true);
  await expect(daemon.end(20)).rejects.toThrow('it does not run');
  const data = join(directory.path, 'data');
  child = spawn('sh', ['-c', 'trap "" TERM; echo up; while :; do sleep 0.01; done', 'clew', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout ?? child, 'data');
  await writeFile(join(directory.path, 'pid'), String(child.pid));
  expect(await daemon.end(0.1)).toBe(false);
  expect(await daemon.isRunning()).toBe(false);
});
