/**
 * One check in a thread of its own: it may take a core and a gigabyte without the server noticing. It watches its own
 * heap, so that a limit of memory ends it with a verdict and not with a crash.
 */
import { performance } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '@/lib/base/assert';
import { check } from '@/lib/checker/check';
import { MalformedHistoryError } from '@/lib/history/operations';
import { findModel } from '@/lib/model/registry';
import type { CheckMessage, CheckTask } from './messages';

const port = present(parentPort, 'parent of the check worker');
const task = workerData as CheckTask;

function send(message: CheckMessage): void {
  port.postMessage(message);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMb(): number {
  return getHeapStatistics().used_heap_size / 2 ** 20;
}

/** The heap holds garbage too; only what is left without it counts against the limit. */
function usedMemoryMb(): number {
  if (heapMb() >= task.limits.memoryLimitMb) collectGarbage();
  return heapMb();
}

try {
  const model = present(findModel(task.model, task.initial), `model ${task.model}`);
  send({ type: 'started' });
  const verdict = check(task.history, model, task.limits, {
    now: () => performance.now(),
    isCancelled: () => Atomics.load(task.stop, 0) !== 0,
    onProgress: (progress) => send({ type: 'progress', progress }),
    usedMemoryMb,
  });
  send({ type: 'verdict', verdict });
} catch (error) {
  if (!(error instanceof MalformedHistoryError)) throw error;
  send({ type: 'malformed', problem: error.problem });
}
