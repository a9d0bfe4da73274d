import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { psShows } from './daemon';

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
