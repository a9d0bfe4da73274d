/** What the figures were measured on. The load tells whether anything else ran at the same time. */
import { cpus, loadavg, release, totalmem, type } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly kernel: string;
  /** Processes that wanted a core in the last minute, on average. */
  readonly load: number;
}

export function thisMachine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown processor',
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    kernel: `${type()} ${release()}`,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

export function machineText({ cpu, cores, memoryGb, node, kernel, load }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGb} GB · Node ${node} · ${kernel} · load ${load} before the start`;
}
