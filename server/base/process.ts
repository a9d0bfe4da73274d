/** The processes of this machine, as /proc tells of them. A process is its id and its start time: ids are used again. */
import { readdir } from 'node:fs/promises';
import { readIfThere } from './read-if-there';

export interface ProcessId {
  readonly pid: number;
  /** Clock ticks from boot to the process's start. */
  readonly startTicks: number;
}

/** @returns undefined when no such process lives @throws Error where that cannot be found out */
export async function processId(pid: number): Promise<ProcessId | undefined> {
  const stat = await readIfThere(`/proc/${pid}/stat`, 'latin1');
  if (stat === undefined) return undefined;
  // The name, in brackets, may hold anything; the fields after it do not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const isZombie = fields[0] === 'Z' || fields[0] === 'X';
  return isZombie ? undefined : { pid, startTicks: Number(fields[19]) };
}

export async function isAlive(id: ProcessId): Promise<boolean> {
  return (await processId(id.pid))?.startTicks === id.startTicks;
}

/** Whether the process lives; where it is not known when it began, whether one of that id does. */
export async function isRunning(pid: number, startTicks: number | undefined): Promise<boolean> {
  if (process.platform === 'linux') {
    const alive = await processId(pid);
    return alive !== undefined && (startTicks === undefined || startTicks === alive.startTicks);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Looked at side by side; each takes a descriptor, of which a process has a limited number. */
const looksAtOnce = 8;

/** Every process that was started with this variable, with its value. @throws Error where one cannot be looked at */
export async function processesWith(variable: string): Promise<{ readonly pid: number; readonly value: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found: { readonly pid: number; readonly value: string }[] = [];
  const lookOn = async () => {
    for (let pid = pids.pop(); pid !== undefined; pid = pids.pop()) {
      const setting = (await environmentOf(pid)).find((line) => line.startsWith(`${variable}=`));
      if (setting !== undefined) found.push({ pid, value: setting.slice(variable.length + 1) });
    }
  };
  await Promise.all(Array.from({ length: looksAtOnce }, lookOn));
  return found;
}

/** Nothing of a process that has ended, or is another user's. */
async function environmentOf(pid: number): Promise<readonly string[]> {
  try {
    return (await readIfThere(`/proc/${pid}/environ`))?.split('\0') ?? [];
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')) return [];
    throw error;
  }
}

/** Ends at once; a process that is gone already is what was asked for. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
