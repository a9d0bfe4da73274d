/**
 * Judges the parts of a history of many keys, a few threads at a time, and merges what they say: invalid if any part is,
 * else unknown if any part is.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Json } from '@/lib/base/json';
import type { CheckLimits, StopCause } from '@/lib/checker/core/budget';
import { countKeys, relocated, validityOf } from '@/lib/checker/linearizable/by-key';
import type { Counterexample, KeyCounts, Verdict } from '@/lib/checker/linearizable/verdict';
import type { Op } from '@/lib/history/op';
import type { ValueSource } from '@/lib/report/value-source';
import type { Judged, PartToJudge } from '../../judge/messages';
import { runInThread } from '../../judge/thread';

/** More threads than this would share the limit of memory into pieces that are too small to decide anything. */
const mostThreads = 8;

/** Parts that a thread takes at a time: a thread starts in a tenth of a second, and most keys are judged in less. */
const partsAtATime = 64;

/** A thread needs this much for itself before it judges anything. */
const leastMemoryMb = 64;

export interface KeysRequest {
  readonly model: string;
  readonly initial: Json;
  readonly limits: CheckLimits;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface KeysVerdict {
  readonly valid: Verdict['valid'];
  readonly algorithm: string;
  readonly model: string;
  readonly operations: number;
  readonly crashed: number;
  readonly durationMs: number;
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

export async function checkKeys(parts: readonly PartToJudge[], request: KeysRequest): Promise<KeysVerdict> {
  const startMs = performance.now();
  const batches = batchesOf(parts);
  const threads = Math.max(1, Math.min(availableParallelism(), mostThreads, batches.length));
  const memoryLimitMb = Math.max(leastMemoryMb, Math.floor(request.limits.memoryLimitMb / threads));
  const results: JudgedPart[][] = batches.map(() => []);
  let next = 0;
  let done = 0;
  const lane = async () => {
    for (let place = next++; place < batches.length; place = next++) {
      const batch = batches[place] ?? [];
      const timeLimitMs = Math.max(1, request.limits.timeLimitMs - (performance.now() - startMs));
      results[place] = await judge(batch, { ...request, limits: { memoryLimitMb, timeLimitMs } });
      done += batch.length;
      request.onProgress?.(done, parts.length);
    }
  };
  await Promise.all(Array.from({ length: threads }, lane));
  return merged(results.flat(), request.model, performance.now() - startMs);
}

/** Small enough that every thread has something to do. */
function batchesOf(parts: readonly PartToJudge[]): PartToJudge[][] {
  const size = Math.max(1, Math.min(partsAtATime, Math.ceil(parts.length / mostThreads)));
  const batches: PartToJudge[][] = [];
  for (let start = 0; start < parts.length; start += size) batches.push(parts.slice(start, start + size));
  return batches;
}

/** A batch that a thread could not finish is judged again one by one, so that one hard key does not hide the others. */
async function judge(batch: readonly PartToJudge[], request: KeysRequest): Promise<JudgedPart[]> {
  const { model, initial, limits, signal } = request;
  const startMs = performance.now();
  const answer = await runInThread({ source: { kind: 'parts', parts: batch }, model, initial, limits }, { signal });
  if (answer.type === 'parts-judged') return batch.map((part, place) => ({ part, judged: answer.judged[place] }));
  if (answer.type !== 'stopped') throw new Error(answer.type === 'refused' ? answer.message : 'a key was not judged');
  const { cause } = answer;
  const timeLimitMs = limits.timeLimitMs - (performance.now() - startMs);
  if (cause === 'cancelled' || timeLimitMs <= 0 || batch.length === 1) return batch.map((part) => ({ part, cause }));
  const judged: JudgedPart[] = [];
  for (const part of batch) {
    const leftMs = Math.max(1, limits.timeLimitMs - (performance.now() - startMs));
    judged.push(...(await judge([part], { ...request, limits: { ...limits, timeLimitMs: leftMs } })));
  }
  return judged;
}

function merged(results: readonly JudgedPart[], model: string, durationMs: number): KeysVerdict {
  const validity = (result: JudgedPart) => result.judged?.verdict.valid ?? 'unknown';
  const keys = countKeys(results.map(validity));
  const valid = validityOf(keys);
  const sum = (of: (verdict: Verdict) => number) =>
    results.reduce((total, { judged }) => total + (judged ? of(judged.verdict) : 0), 0);
  const first = valid === true ? undefined : results.find((result) => validity(result) === valid);
  const verdict = first?.judged?.verdict;
  return {
    valid,
    model: results.find(({ judged }) => judged)?.judged?.verdict.model ?? model,
    algorithm: results.find(({ judged }) => judged)?.judged?.verdict.algorithm ?? 'none',
    operations: sum((judged) => judged.operations),
    crashed: sum((judged) => judged.crashed),
    durationMs,
    keys,
    ...(first === undefined ? {} : { key: first.part.key, report: first.judged?.report }),
    ...(valid === 'unknown' ? { cause: verdict?.valid === 'unknown' ? verdict.cause : (first?.cause ?? 'time') } : {}),
    ...(first && verdict?.valid === false ? inPlaces(first.part, verdict.counterexample, first.judged) : {}),
  };
}

/** A part counts its ops by itself; whoever looks at the file counts all of them. */
function inPlaces({ places }: PartToJudge, counterexample: Counterexample, judged: Judged | undefined) {
  const place = (index: number) => places[index] ?? index;
  const { op, source } = judged ?? {};
  return {
    op: op && { ...op, index: place(op.index) },
    source: source && { ...source, ...(source.index !== undefined && { index: place(source.index) }) },
    counterexample: relocated(counterexample, place),
  };
}
