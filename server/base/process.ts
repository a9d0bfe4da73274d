/** The processes of this machine, as /proc tells of them. A process is its id and its start time: ids are used again. */
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessId {
  readonly pid: number;
  /** Clock ticks from boot to the process's start. */
  readonly startTicks: number;
}

/** @returns undefined when no such process lives */
export async function processId(pid: number): Promise<ProcessId | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
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

/** Every process that was started with this variable, with its value. */
export async function processesWith(variable: string): Promise<{ readonly pid: number; readonly value: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      const setting = environment.split('\0').find((line) => line.startsWith(`${variable}=`));
      return setting === undefined ? [] : [{ pid, value: setting.slice(variable.length + 1) }];
    }),
  );
  return found.flat();
}

/** Ends at once; a process that is gone already is what was asked for. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
