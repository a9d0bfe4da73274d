/**
 * The thread in which a history is checked while it grows. It takes ops whenever they come and judges now and then: a
 * judgement may cost as much as the checker likes, so the thread rests after each for as long as it took.
 */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '@/lib/base/assert';
import { LiveCheck } from '@/lib/checker/linearizable/live';
import { findModel } from '@/lib/model/registry';
import type { LiveMessage, LiveTask } from './live-check';
import { type PackedOps, unpackOps } from './live-ops';

/** A violation may be told 100 ms after it was answered; ops wait for a batch, then for this rest, then for a judgement. */
const leastRestMs = 20;

const port = present(parentPort, 'parent of the live check worker');
const task = workerData as LiveTask;

/** Where the processors are short, the threads that drive the test come first. */
const niceness = 10;

/** Linux schedules threads one by one, and knows each by a number of its own. */
function yieldToOthers(): void {
  try {
    const [, , thread] = readlinkSync('/proc/thread-self').split('/');
    if (thread) setPriority(Number(thread), niceness);
  } catch {
    // Elsewhere it takes its turn like the others.
  }
}

function usedMemoryMb(): number {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

yieldToOthers();
const check = new LiveCheck(present(findModel(task.model, task.initial), `model ${task.model}`), task.limits, {
  now: () => performance.now(),
  usedMemoryMb,
});
let ops = 0;
let restUntilMs = 0;
let timer: NodeJS.Timeout | undefined;

function send(message: LiveMessage): void {
  port.postMessage(message);
}

function judge(): void {
  timer = undefined;
  const startMs = performance.now();
  const verdict = check.judge();
  const endMs = performance.now();
  restUntilMs = endMs + Math.max(leastRestMs, endMs - startMs);
  if (verdict.kind === 'linearizable') {
    send({ type: 'judged', ops });
    return;
  }
  if (verdict.kind === 'undecided') send({ type: 'undecided', cause: verdict.cause });
  else send({ type: 'violated', operation: verdict.operation, completion: verdict.completion });
  // What it said stays true, so there is nothing more to do.
  port.close();
}

port.on('message', (packed: PackedOps) => {
  for (const op of unpackOps(packed)) check.add(op);
  ops += packed.functions.length;
  if (timer === undefined) timer = setTimeout(judge, Math.max(0, restUntilMs - performance.now()));
});
