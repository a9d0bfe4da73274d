/** A process that brings one history and nothing else, so that what it holds is what that takes; its judging is not counted. */
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { operator } from '@/lib/protocol/principal';
import { quietLog } from '../base/log';
import { Imports } from '../import/imports';
import { openWorkspace } from '../jobs/workspace';

export interface Imported {
  readonly readMs: number;
  /** The most that was resident at any time. */
  readonly peakMb: number;
  readonly bytes: number;
}

/** Where the system does not say what the most was, what it is when all has been read. */
function peakMb(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  } catch {
    return process.memoryUsage().rss / 2 ** 20;
  }
}

const [, , file = '', dataDirectory = ''] = process.argv;
const workspace = await openWorkspace({
  dataDirectory,
  openTestbed: () => Promise.reject(new Error('nothing is run')),
});
const imports = await Imports.open({ runs: workspace.runs, dataDirectory, log: quietLog() });
const { id } = imports.begin({ file, model: 'none', checkers: ['stats'] }, operator);
const startMs = performance.now();
await imports.read(id, { path: file });
const imported: Imported = { readMs: performance.now() - startMs, peakMb: peakMb(), bytes: (await stat(file)).size };
process.send?.(imported, () => process.exit(0));
