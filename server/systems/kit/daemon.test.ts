import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../jobs/puppet.fixture';
import { killScript, psShows } from './daemon';

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
