/**
 * One check in a thread of its own: it may take a core and a gigabyte without the server noticing. It watches its own
 * heap, so that a limit of memory ends it with a verdict and not with a crash. What it reads from a file or a
 * journal it keeps: only the verdict, and what a person is told of it, leave the thread.
 */
import { performance } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { assert, present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { Budget, type CheckLimits } from '@/lib/checker/core/budget';
import type { CheckerContext } from '@/lib/checker/core/checker';
import type { Finding } from '@/lib/checker/core/finding';
import { checkWithin } from '@/lib/checker/linearizable/check';
import { type CheckerName, runChecker, unfinishedFinding } from '@/lib/checker/registry';
import type { History } from '@/lib/history/op';
import { MalformedHistoryError } from '@/lib/history/operations';
import type { Model } from '@/lib/model/model';
import { answerFile, type FileHost } from './answer-file';
import { answerRun, type RunHost } from './answer-run';
import { judgedOf } from './judged';
import { Shares, turnsOf } from './judgement';
import { loadModel, ModelError } from './load-model';
import {
  type CheckAnswer,
  type CheckMessage,
  type CheckSource,
  type CheckTask,
  type Judged,
  type JudgeOrder,
  stopWord,
} from './messages';
import type { ReadingHost } from './read-history';

const port = present(parentPort, 'parent of the check worker');
const task = workerData as CheckTask;

function send(message: CheckMessage): void {
  port.postMessage(message);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Typed arrays lie outside of the heap. */
function heldMb(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return (used_heap_size + external_memory) / 2 ** 20;
}

/** The heap holds garbage too; only what is left without it counts against the limit. */
function usedMemoryMb(): number {
  if (heldMb() >= task.limits.memoryLimitMb) collectGarbage();
  return heldMb();
}

const isCancelled = () => Atomics.load(task.stop, stopWord.all) !== 0;

const readingHost: ReadingHost = {
  onProgress: (progress) => send({ type: 'reading', progress }),
  stopCause: () => {
    if (isCancelled()) return 'cancelled';
    return usedMemoryMb() >= task.limits.memoryLimitMb ? 'memory' : undefined;
  },
};

const runHost: RunHost = {
  reading: readingHost,
  liveLimits: task.limits,
  live: {
    now: () => performance.now(),
    isCancelled: () => isCancelled() || Atomics.load(task.stop, stopWord.watch) !== 0,
    usedMemoryMb,
  },
  send,
  runCheckers: (names, history, context) => runCheckers(names, () => history, context),
};

const fileHost: FileHost = {
  reading: readingHost,
  runCheckers,
  runQuietly(name, history, context) {
    const host = { now: () => performance.now(), isCancelled, usedMemoryMb };
    return runChecker(name, history, context, new Budget(task.limits, host));
  },
  judge(history, model, starts) {
    send({ type: 'checking', limitMs: task.limits.timeLimitMs });
    return judgeFrom(history, model, starts, task.limits);
  },
};

function budgetOf(checker: CheckerName, limits: CheckLimits): Budget {
  return new Budget(limits, {
    now: () => performance.now(),
    isCancelled,
    onProgress: (progress) => send({ type: 'progress', checker, progress }),
    usedMemoryMb,
  });
}

async function answer(source: CheckSource): Promise<CheckAnswer> {
  const model = task.model === undefined ? undefined : await loadModel(task.model, task.initial);
  if (source.kind === 'run') return answerRun(source, model, sentPieces<Uint8Array | JudgeOrder>(), runHost);
  assert(model !== undefined, 'a file is judged by a model');
  switch (source.kind) {
    case 'file':
      return answerFile(source, model, task.model ?? '', sentPieces<Uint8Array>, fileHost);
    case 'parts':
      return answerParts(source, model);
  }
}

/** Each within its share; what one found is sent at once, so that it stays whatever becomes of the next. */
function runCheckers(
  names: readonly CheckerName[],
  historyFor: (name: CheckerName) => History,
  context: CheckerContext,
): readonly Finding[] {
  const shares = new Shares(names, task.limits, task.minPassMs);
  return turnsOf(names).map((name) => {
    const history = historyFor(name);
    const limits = shares.limitsOf(name);
    send({ type: 'checking', limitMs: limits.timeLimitMs, unfinished: unfinishedFinding(name, history, context) });
    const startMs = performance.now();
    const finding = runChecker(name, history, context, budgetOf(name, limits));
    shares.spent(name, performance.now() - startMs);
    send({ type: 'finding', finding });
    return finding;
  });
}

function answerParts({ parts }: Extract<CheckSource, { kind: 'parts' }>, model: Model): CheckAnswer {
  send({ type: 'checking', limitMs: task.limits.timeLimitMs });
  const startMs = performance.now();
  const judged: Judged[] = parts.map(({ history, starts }) => {
    // At least 1 ms, so that the check itself reports that time ran out.
    const timeLimitMs = Math.max(1, task.limits.timeLimitMs - (performance.now() - startMs));
    return judgeFrom(history, model, starts, { ...task.limits, timeLimitMs });
  });
  return { type: 'parts-judged', judged };
}

/** From each of the states until one does; told of the first that leaves the question open, or else of the first. */
function judgeFrom(history: History, model: Model, starts: readonly Json[], limits: CheckLimits): Judged {
  const startMs = performance.now();
  const verdicts = [];
  for (const initial of starts) {
    const timeLimitMs = Math.max(1, limits.timeLimitMs - (performance.now() - startMs));
    const from = { ...model, initial };
    const verdict = checkWithin(history, from, budgetOf('linearizability', { ...limits, timeLimitMs }));
    if (verdict.valid === true) return judgedOf(history, verdict, from);
    verdicts.push({ verdict, from });
  }
  const told = verdicts.find(({ verdict }) => verdict.valid === 'unknown') ?? present(verdicts[0], 'a start');
  return judgedOf(history, told.verdict, told.from);
}

/** What the other thread sends, one by one; it is told when it may send the next. */
async function* sentPieces<Piece>(): AsyncGenerator<Piece> {
  const waiting: (Piece | undefined)[] = [];
  let wake: () => void = () => undefined;
  port.on('message', (piece: Piece | undefined) => {
    waiting.push(piece);
    wake();
  });
  for (;;) {
    while (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const piece = waiting.shift();
    if (piece === undefined) break;
    yield piece;
    send({ type: 'taken' });
  }
  port.removeAllListeners('message');
}

try {
  send(await answer(task.source));
} catch (error) {
  if (error instanceof MalformedHistoryError) send({ type: 'malformed', problem: error.problem });
  else if (error instanceof ModelError) send({ type: 'refused', message: error.message });
  else throw error;
}
