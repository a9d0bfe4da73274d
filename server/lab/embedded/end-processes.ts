/**
 * Ends what runs on an embedded node, on any system with `ps` or `/proc`. A system's process leaves the group of the
 * command that started it, but it keeps the mark of its node in its environment. What a person has open there, an editor
 * or a `tail`, has none.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export function killGroup(group: number): void {
  kill(-group);
}

/** In the environment of whatever runs on a node: the node's directory. */
export const nodeVariable = 'CLEW_NODE';

/** A process shows no environment while it turns into another program, so one look may miss it. */
const looksToBeSure = 3;

/** @param directory of the node */
export function killProcessesOf(directory: string): void {
  const mark = `${nodeVariable}=${directory}`;
  for (let look = 0; look < looksToBeSure; look++) {
    for (const pid of existsSync('/proc/self/environ') ? fromProc(mark) : fromPs(mark)) kill(pid);
  }
}

function fromProc(mark: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(mark);
      } catch {
        // It ended while the list was read, or is another user's.
        return false;
      }
    })
    .map(Number);
}

/** As on macOS: behind its arguments the environment of a process of one's own, all separated by blanks. */
function fromPs(mark: string): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => `${line} `.includes(` ${mark} `)).map((line) => Number.parseInt(line, 10));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Gone, or another user's: then it was none of ours.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
