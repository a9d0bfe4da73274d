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
import { ok } from '@/lib/base/result';
import { faultNouns } from '@/lib/catalog/faults/appearance';
import { Budget, type CheckLimits } from '@/lib/checker/core/budget';
import type { CheckerContext } from '@/lib/checker/core/checker';
import type { Finding } from '@/lib/checker/core/finding';
import { checkWithin } from '@/lib/checker/linearizable/check';
import { type CheckerName, runChecker, tellsKeysApart, unfinishedFinding } from '@/lib/checker/registry';
import type { DecodedHistory, LineProblem } from '@/lib/history/decoded';
import { hasKeys, keyedHistory, looksIndependent, splitByKey, writtenValue } from '@/lib/history/independent';
import type { History } from '@/lib/history/op';
import { MalformedHistoryError } from '@/lib/history/operations';
import type { Model } from '@/lib/model/model';
import { answerRun, type RunHost } from './answer-run';
import { describeProblem, foreignFunction } from './describe-problem';
import { judgedOf } from './judged';
import { Shares, turnsOf } from './judgement';
import { loadModel, ModelError } from './load-model';
import {
  type CheckAnswer,
  type CheckMessage,
  type CheckSource,
  type CheckTask,
  type FileSource,
  type Judged,
  type JudgeOrder,
  stopWord,
} from './messages';
import { type ReadingHost, readFileHistory, readPieces } from './read-history';

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
      return answerFile(source, model);
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

async function answerFile(
  { path, format, isSplit, isLinearizability, checkers }: FileSource,
  model: Model,
): Promise<CheckAnswer> {
  const read = await (path === undefined
    ? readPieces(sentPieces<Uint8Array>(), undefined, format, readingHost)
    : readFileHistory(path, format, readingHost));
  if (!read.ok) {
    if ('stopped' in read.error) return { type: 'stopped', cause: read.error.stopped };
    return { type: 'refused', message: read.error.problem };
  }
  const { ops, cut, note, lines } = read.value;
  const isKeyed = hasKeys(ops);
  if (isSplit || (isKeyed && isLinearizability && checkers.length === 0)) return answerSplit(read.value, model);
  if (isKeyed && isLinearizability) return { type: 'refused', message: manyKeys };
  const facts = { ops: ops.length, cut, note: note ?? keysNote(read.value, model) };
  const [keyed, paired] = [withKeys(ops), withPairs(ops)];
  const reports = runCheckers(checkers, (name) => (tellsKeysApart(name) ? keyed : paired), { faultNouns });
  if (!isLinearizability) return { type: 'checked', reports, facts };
  const foreign = foreignFunction(ops, model);
  if (foreign) return { type: 'refused', message: describeProblem(foreign, read.value) };
  send({ type: 'checking', limitMs: task.limits.timeLimitMs });
  try {
    const verdict = checkWithin(ops, model, budgetOf('linearizability', task.limits));
    return { type: 'judged', judged: judgedOf(ops, verdict, model, lines), facts, reports };
  } catch (error) {
    if (!(error instanceof MalformedHistoryError)) throw error;
    return { type: 'refused', message: describeProblem(error.problem, read.value) };
  }
}

const manyKeys =
  'the history is on many keys, each of which is judged by itself; ask for linearizability and for other checkers one at a time';

/** For a checker that tells keys apart: in files of others they are recognized by the shape of all values. */
function withKeys(ops: History): History {
  if (hasKeys(ops) || !looksIndependent(ops)) return ops;
  const keyed = keyedHistory(ops);
  return keyed.ok ? keyed.value : ops;
}

/** For a checker that knows values only: those of two keys are not equal. */
function withPairs(ops: History): History {
  return hasKeys(ops) ? ops.map(({ key: _, ...op }, place) => ({ ...op, value: writtenValue(ops[place] ?? op) })) : ops;
}

/** Judged as one, registers of their own contradict one another; whoever meant them so should hear of it. */
function keysNote({ ops, lines }: DecodedHistory, model: Model): LineProblem | undefined {
  if (model.name === 'multi-register' || !looksIndependent(ops)) return undefined;
  const message = 'every value is a [key value] pair; to judge each key by itself, add --independent';
  return { line: lines[0] ?? 1, message };
}

function answerSplit(decoded: DecodedHistory, model: Model): CheckAnswer {
  const { ops, cut, note, lines } = decoded;
  const keyed = hasKeys(ops) ? ok(ops) : keyedHistory(ops);
  const split = keyed.ok ? splitByKey(keyed.value) : keyed;
  if (!split.ok) return { type: 'refused', message: describeProblem(split.error, decoded) };
  for (const { history, places } of split.value) {
    const foreign = foreignFunction(history, model);
    if (!foreign) continue;
    return { type: 'refused', message: describeProblem({ ...foreign, index: places[foreign.index] ?? 0 }, decoded) };
  }
  return { type: 'parts', parts: split.value, lines, facts: { ops: ops.length, cut, note } };
}

function answerParts({ parts }: Extract<CheckSource, { kind: 'parts' }>, model: Model): CheckAnswer {
  send({ type: 'checking', limitMs: task.limits.timeLimitMs });
  const startMs = performance.now();
  const judged: Judged[] = parts.map(({ history }) => {
    // At least 1 ms, so that the check itself reports that time ran out.
    const timeLimitMs = Math.max(1, task.limits.timeLimitMs - (performance.now() - startMs));
    return judgedOf(
      history,
      checkWithin(history, model, budgetOf('linearizability', { ...task.limits, timeLimitMs })),
      model,
    );
  });
  return { type: 'parts-judged', judged };
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
