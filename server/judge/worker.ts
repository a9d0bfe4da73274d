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
import { Budget, type CheckLimits, type StopCause } from '@/lib/checker/core/budget';
import type { CheckerContext } from '@/lib/checker/core/checker';
import { type Attempt, unexplainedFinding } from '@/lib/checker/core/compose';
import type { Finding } from '@/lib/checker/core/finding';
import { type Decision, decideWithin } from '@/lib/checker/linearizable/check';
import type { CheckerName } from '@/lib/checker/names';
import { decideChecker, runChecker, unfinishedFinding } from '@/lib/checker/registry';
import type { History, OpSequence } from '@/lib/history/op';
import { MalformedHistoryError } from '@/lib/history/operations';
import type { Model } from '@/lib/model/model';
import { answerFile, type FileHost } from './answer-file';
import { answerRun, type RunHost } from './answer-run';
import { judgedOf, unexplainedJudged } from './judged';
import { explainLimits, Shares, turnsOf } from './judgement';
import { loadModel, ModelError } from './load-model';
import {
  type CheckAnswer,
  type CheckMessage,
  type CheckSource,
  type CheckTask,
  type DecidedAnswer,
  type Judged,
  type JudgeOrder,
  type PartsSource,
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
  decide: (names, history, context, tell) => decideAll(names, () => history, context, tell),
  explain,
};

const fileHost: FileHost = {
  reading: readingHost,
  runCheckers: (names, historyFor, context) => decideAll(names, historyFor, context).map(explainAlone),
  runQuietly(name, history, context) {
    const host = { now: () => performance.now(), isCancelled, usedMemoryMb };
    return runChecker(name, history, context, new Budget(task.limits, host));
  },
  judge(history, model, starts, answerOf) {
    send({ type: 'checking', limitMs: task.limits.timeLimitMs });
    const { decided, explain } = judgedFrom(history, model, starts, task.limits);
    if (explain) send({ type: 'decided', answer: answerOf(decided), limitMs: explainLimits(task.limits).timeLimitMs });
    return answerOf(explained(decided, explain, unexplainedJudged));
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
function decideAll(
  names: readonly CheckerName[],
  historyFor: (name: CheckerName) => OpSequence,
  context: CheckerContext,
  tell?: (decided: readonly Finding[], refuted: Finding) => void,
): readonly Attempt[] {
  const shares = new Shares(names, task.limits, task.minPassMs);
  const decided: Finding[] = [];
  return turnsOf(names).map((name) => {
    const history = historyFor(name);
    const limits = shares.limitsOf(name);
    send({ type: 'checking', limitMs: limits.timeLimitMs, unfinished: unfinishedFinding(name, history, context) });
    const startMs = performance.now();
    const attempt = decideChecker(name, history, context, budgetOf(name, limits), (refuted) =>
      tell?.(decided, refuted),
    );
    shares.spent(name, performance.now() - startMs);
    decided.push(attempt.finding);
    send({ type: 'finding', finding: attempt.finding });
    return attempt;
  });
}

/** A budget for one explanation; how far it is cannot be said. */
function explainBudget(): Budget {
  const limits = explainLimits(task.limits);
  return budgetOf('linearizability', limits).part(limits);
}

function explain(
  attempts: readonly Attempt[],
  answerOf: (findings: readonly Finding[]) => DecidedAnswer,
): readonly Finding[] {
  const findings = attempts.map(({ finding }) => finding);
  const unexplained = attempts.filter((attempt) => attempt.explain !== undefined).length;
  if (unexplained === 0) return findings;
  send({ type: 'decided', answer: answerOf(findings), limitMs: unexplained * explainLimits(task.limits).timeLimitMs });
  return attempts.map(({ finding, explain }) => explained(finding, explain, unexplainedFinding));
}

/** Of a file there is one answer, so nobody hears of what was decided before it is explained, unless that takes too long. */
function explainAlone({ finding, explain }: Attempt): Finding {
  if (!explain) return finding;
  send({ type: 'checking', limitMs: explainLimits(task.limits).timeLimitMs, unfinished: finding });
  const whole = explained(finding, explain, unexplainedFinding);
  send({ type: 'finding', finding: whole });
  return whole;
}

/** What was decided stays, even if there is a bug in explaining it, and says so. */
function explained<T>(
  decided: T,
  explain: ((budget: Budget) => T) | undefined,
  unexplained: (decided: T, cause: StopCause) => T,
): T {
  try {
    return explain ? explain(explainBudget()) : decided;
  } catch (error) {
    send({ type: 'unexplained', problem: error instanceof Error ? error.message : String(error) });
    return unexplained(decided, 'error');
  }
}

/** What is told of a decision, and what explains it, where there is more to say. */
function judgedWith(history: History, decision: Decision, model: Model) {
  if (decision.valid !== false) return { decided: judgedOf(history, decision, model) };
  const { explain: explanation, ...refuted } = decision;
  const explain = (budget: Budget): Judged => {
    const verdict = { ...refuted, counterexample: explanation(budget) };
    return { ...judgedOf(history, verdict, model), explainMs: budget.elapsedMs };
  };
  return { decided: judgedOf(history, refuted, model), explain };
}

function answerParts({ parts, sliceMs, isExplained }: PartsSource, model: Model): CheckAnswer {
  send({ type: 'checking', limitMs: parts.length * sliceMs });
  const limits = { ...task.limits, timeLimitMs: sliceMs };
  const judged = parts.map(({ history, starts }) => judgedFrom(history, model, starts, limits));
  const answerOf = (all: readonly Judged[]) => ({ type: 'parts-judged', judged: all }) as const;
  const decided = answerOf(judged.map((part) => part.decided));
  const explains = judged.filter(({ explain }) => explain !== undefined).length;
  if (!isExplained || explains === 0) return decided;
  send({ type: 'decided', answer: decided, limitMs: explains * explainLimits(task.limits).timeLimitMs });
  return answerOf(judged.map((part) => explained(part.decided, part.explain, unexplainedJudged)));
}

/** From each of the states until one does; told of the first that leaves the question open, or else of the first. */
function judgedFrom(history: History, model: Model, starts: readonly Json[], limits: CheckLimits) {
  const startMs = performance.now();
  const decisions = [];
  for (const initial of starts) {
    // At least 1 ms, so that the check itself reports that time ran out, but no more than was asked for.
    const leftMs = Math.max(1, limits.timeLimitMs - (performance.now() - startMs));
    const timeLimitMs = Math.min(limits.timeLimitMs, leftMs);
    const from = { ...model, initial };
    const decision = decideWithin(history, from, budgetOf('linearizability', { ...limits, timeLimitMs }));
    decisions.push({ decision, from });
    if (decision.valid === true) break;
  }
  const told =
    decisions.find(({ decision }) => decision.valid === true) ??
    decisions.find(({ decision }) => decision.valid === 'unknown') ??
    present(decisions[0], 'a start');
  return judgedWith(history, told.decision, told.from);
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
