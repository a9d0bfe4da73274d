/**
 * Ends what runs on an embedded node, on any system with `ps` or `/proc`. A system's process leaves the group of the
 * command that started it, but it names the node's directory among its arguments; no other node's does.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export function killGroup(group: number): void {
  kill(-group);
}

/** @param directory a path that is unique on this machine; what lies below it is meant */
export function killProcessesNaming(directory: string): void {
  for (const { pid, command } of processes()) {
    if (pid !== process.pid && command.includes(`${directory}/`)) kill(pid);
  }
}

function processes(): readonly { readonly pid: number; readonly command: string }[] {
  return existsSync('/proc/self/cmdline') ? fromProc() : fromPs();
}

function fromProc() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        // It ended while the list was read.
        return [];
      }
    });
}

function fromPs() {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), command }];
  });
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
