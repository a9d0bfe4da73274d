/**
 * Judges the parts of a history of many keys, a few threads at a time, and merges what they say: invalid if any part is,
 * else unknown if any part is. How keys share the limit of time is the same as in a run (lib/checker/linearizable).
 * Everything is decided first; then the one key that is told of is explained.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import type { CheckLimits, StopCause } from '@/lib/checker/core/budget';
import { countKeys, relocated, validityOf } from '@/lib/checker/linearizable/by-key';
import { KeyTurns } from '@/lib/checker/linearizable/key-turns';
import type { Counterexample, KeyCounts, Verdict } from '@/lib/checker/linearizable/verdict';
import type { Op } from '@/lib/history/op';
import type { ValueSource } from '@/lib/report/value-source';
import { unexplainedJudged } from '../../judge/judged';
import type { Judged, PartToJudge } from '../../judge/messages';
import { runInThread } from '../../judge/thread';

/** More threads than this would share the limit of memory into pieces that are too small to decide anything. */
const maxThreads = 8;

/** Parts that a thread takes at a time: a thread starts in a tenth of a second, and most keys are judged in less. */
const partsAtATime = 64;

/** A thread needs this much for itself before it judges anything. */
const minMemoryMb = 64;

export interface KeysRequest {
  readonly model: string;
  readonly initial: Json;
  readonly limits: CheckLimits;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (decided: number, total: number, isRefuted: boolean) => void;
  /** A bug of ours: what was decided stands, without what would explain it. */
  readonly onUnexplained?: (problem: string) => void;
}

export interface KeysVerdict {
  readonly valid: Verdict['valid'];
  readonly algorithm: string;
  readonly model: string;
  readonly operations: number;
  readonly crashed: number;
  /** What deciding it took, and what explaining it took, where there is something to explain. */
  readonly durationMs: number;
  readonly explainMs?: number | undefined;
  readonly cause?: StopCause | undefined;
  readonly keys: KeyCounts;
  /** The first key, in the order of the history, that is not valid. */
  readonly key?: Json | undefined;
  readonly counterexample?: Counterexample | undefined;
  /** That key's completion that cannot be, with its index in the whole history. */
  readonly op?: Op | undefined;
  readonly source?: ValueSource | undefined;
  readonly report?: string | undefined;
}

interface JudgedPart {
  readonly part: PartToJudge;
  /** Undefined where the limits left no verdict. */
  readonly judged?: Judged | undefined;
  readonly cause?: StopCause | undefined;
}

interface Batch {
  readonly places: readonly number[];
  readonly sliceMs: number;
}

export async function checkKeys(parts: readonly PartToJudge[], request: KeysRequest): Promise<KeysVerdict> {
  const startMs = performance.now();
  const elapsedMs = () => performance.now() - startMs;
  const size = Math.max(1, Math.min(partsAtATime, Math.ceil(parts.length / maxThreads)));
  const threads = Math.max(1, Math.min(availableParallelism(), maxThreads, Math.ceil(parts.length / size)));
  const memoryLimitMb = Math.max(minMemoryMb, Math.floor(request.limits.memoryLimitMb / threads));
  const lent = { ...request, limits: { ...request.limits, memoryLimitMb } };
  const turns = new KeyTurns(parts.length, request.limits.timeLimitMs, threads);
  const results: JudgedPart[] = parts.map((part) => ({ part }));
  const decided = new Set<number>();
  const lane = async (batchSize: number) => {
    for (
      let batch = nextBatch(turns, elapsedMs(), batchSize);
      batch;
      batch = nextBatch(turns, elapsedMs(), batchSize)
    ) {
      for (const [place, result] of await judge(parts, batch, lent)) {
        results[place] = result;
        const validity = validityIn(result);
        turns.end(place, validity, causeIn(result) === 'time' && !request.signal?.aborted);
        if (validity !== 'unknown') decided.add(place);
      }
      request.onProgress?.(
        decided.size,
        parts.length,
        results.some((result) => validityIn(result) === false),
      );
    }
  };
  let batchSize = size;
  do {
    await Promise.all(Array.from({ length: threads }, () => lane(batchSize)));
    // What was not decided at once is hard: a thread for each.
    batchSize = 1;
  } while (turns.nextRound());
  const durationMs = elapsedMs();
  const place = results.findIndex((result) => validityIn(result) === false);
  if (place >= 0) results[place] = await explained(present(results[place], 'the key that is told of'), request);
  return merged(results, request.model, durationMs);
}

/** The keys that a thread takes next, each with as much time as the first of them. */
function nextBatch(turns: KeyTurns, elapsedMs: number, size: number): Batch | undefined {
  const first = turns.next(elapsedMs);
  if (!first) return undefined;
  const places = [first.place];
  while (places.length < size) {
    const turn = turns.next(elapsedMs);
    if (!turn) break;
    places.push(turn.place);
  }
  return { places, sliceMs: first.sliceMs };
}

/** A batch that a thread could not finish is judged again one by one, so that one hard key does not hide the others. */
async function judge(
  parts: readonly PartToJudge[],
  { places, sliceMs }: Batch,
  request: KeysRequest,
): Promise<readonly (readonly [number, JudgedPart])[]> {
  const batch = places.map((place) => present(parts[place], 'a part'));
  const answer = await askThread(batch, sliceMs, false, request);
  const resultOf = (result: (place: number) => Omit<JudgedPart, 'part'>) =>
    batch.map((part, at) => [places[at] ?? 0, { part, ...result(at) }] as const);
  if (typeof answer !== 'string') return resultOf((at) => ({ judged: answer[at] }));
  if (answer === 'cancelled' || batch.length === 1) return resultOf(() => ({ cause: answer }));
  const results: (readonly [number, JudgedPart])[] = [];
  for (const place of places) results.push(...(await judge(parts, { places: [place], sliceMs }, request)));
  return results;
}

/** Decided once more, in a thread that then explains it with all of the memory. */
async function explained(result: JudgedPart, request: KeysRequest): Promise<JudgedPart> {
  const unexplained = (cause: StopCause) => ({
    ...result,
    judged: result.judged && unexplainedJudged(result.judged, cause),
  });
  try {
    const answer = await askThread([result.part], request.limits.timeLimitMs, true, request);
    if (typeof answer === 'string') return unexplained(answer);
    const [judged] = answer;
    // This time it may not have been decided; it was before.
    if (judged?.verdict.valid !== false) return unexplained(causeIn({ ...result, judged }) ?? 'error');
    return { ...result, judged };
  } catch (error) {
    request.onUnexplained?.(error instanceof Error ? error.message : String(error));
    return unexplained('error');
  }
}

/** @returns the verdicts, or why there are none */
async function askThread(
  parts: readonly PartToJudge[],
  sliceMs: number,
  isExplained: boolean,
  { model, initial, limits, signal, onUnexplained }: KeysRequest,
): Promise<readonly Judged[] | StopCause> {
  const source = { kind: 'parts', parts, sliceMs, isExplained } as const;
  const answer = await runInThread(
    { source, model, initial, limits },
    { signal, onMessage: (news) => news.type === 'unexplained' && onUnexplained?.(news.problem) },
  );
  if (answer.type === 'parts-judged') return answer.judged;
  if (answer.type === 'stopped') return answer.cause;
  throw new Error(answer.type === 'refused' ? answer.message : 'a key was not judged');
}

function validityIn({ judged }: JudgedPart): Verdict['valid'] {
  return judged?.verdict.valid ?? 'unknown';
}

function causeIn({ judged, cause }: JudgedPart): StopCause | undefined {
  return judged?.verdict.valid === 'unknown' ? judged.verdict.cause : cause;
}

function merged(results: readonly JudgedPart[], model: string, durationMs: number): KeysVerdict {
  const keys = countKeys(results.map(validityIn));
  const valid = validityOf(keys);
  const sum = (of: (verdict: Verdict) => number) =>
    results.reduce((total, { judged }) => total + (judged ? of(judged.verdict) : 0), 0);
  const first = valid === true ? undefined : results.find((result) => validityIn(result) === valid);
  const verdict = first?.judged?.verdict;
  return {
    valid,
    model: results.find(({ judged }) => judged)?.judged?.verdict.model ?? model,
    algorithm: results.find(({ judged }) => judged)?.judged?.verdict.algorithm ?? 'none',
    operations: sum((judged) => judged.operations),
    crashed: sum((judged) => judged.crashed),
    durationMs,
    explainMs: first?.judged?.explainMs,
    keys,
    ...(first === undefined ? {} : { key: first.part.key, report: first.judged?.report }),
    ...(valid === 'unknown' ? { cause: (first && causeIn(first)) ?? 'time' } : {}),
    ...(first && verdict?.valid === false ? inPlaces(first.part, verdict.counterexample, first.judged) : {}),
  };
}

/** A part counts its own ops, the file all of them. */
function inPlaces({ places }: PartToJudge, counterexample: Counterexample, judged: Judged | undefined) {
  const place = (index: number) => places[index] ?? index;
  const { op, source } = judged ?? {};
  return {
    op: op && { ...op, index: place(op.index) },
    source: source && { ...source, ...(source.index !== undefined && { index: place(source.index) }) },
    counterexample: relocated(counterexample, place),
  };
}
