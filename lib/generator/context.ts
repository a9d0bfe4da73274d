/**
 * What a generator may know of the world when it is asked: the time, which threads are free, and which process each
 * thread runs. The runner and the simulator move it forward with the same functions, so that both follow one law:
 *
 *     thread 1   ├ process 1 ──────── info ├ process 6 ──── info ├ process 11 …      (concurrency 5)
 */
import { assert } from '../base/assert';
import type { Process } from '../history/op';

/** A lane that runs one operation at a time: the workers from 0 on, and the nemesis, which has one for each fault. */
export type Thread = number | NemesisThread;
export type NemesisThread = 'nemesis' | `nemesis ${number}`;

export interface Context {
  /** Nanoseconds since the start of the test. */
  readonly time: number;
  /** Every thread that the generator may use. */
  readonly threads: readonly Thread[];
  /** Those of them without an open operation, the longest free first, so that work goes round. */
  readonly free: readonly Thread[];
  /** The client process of each worker, by its number. */
  readonly processes: readonly number[];
}

/** @param lane from 0 */
export function nemesisThread(lane: number): NemesisThread {
  return lane === 0 ? 'nemesis' : `nemesis ${lane}`;
}

export function isNemesis(thread: Thread): thread is NemesisThread {
  return typeof thread === 'string';
}

/** All threads free at time zero. @param faults that may be at work at a time */
export function firstContext(concurrency: number, faults = 1): Context {
  const processes = Array.from({ length: concurrency }, (_, i) => i);
  const lanes = Array.from({ length: Math.max(1, faults) }, (_, lane) => nemesisThread(lane));
  const threads: readonly Thread[] = [...lanes, ...processes];
  return { time: 0, threads, free: threads, processes };
}

export function atTime(context: Context, time: number): Context {
  assert(time >= context.time, `time went back from ${context.time} to ${time}`);
  return { time, threads: context.threads, free: context.free, processes: context.processes };
}

export function processOf(context: Context, thread: Thread): Process {
  if (isNemesis(thread)) return 'nemesis';
  const process = context.processes[thread];
  assert(process !== undefined, `there is no worker ${thread}`);
  return process;
}

/** The thread begins an operation. */
export function occupy(context: Context, thread: Thread): Context {
  const place = context.free.indexOf(thread);
  assert(place >= 0, `thread ${thread} is given a second operation`);
  return offering(context, context.free.toSpliced(place, 1));
}

/** The thread's operation is over. A worker whose process crashed goes on with a new one. */
export function release(context: Context, thread: Thread, isCrashed: boolean): Context {
  assert(!context.free.includes(thread), `thread ${thread} has no operation to end`);
  const { time, threads, processes } = context;
  const isReplaced = isCrashed && !isNemesis(thread);
  return {
    time,
    threads,
    free: [...context.free, thread],
    processes: isReplaced ? processes.map((p, i) => (i === thread ? p + processes.length : p)) : processes,
  };
}

/** The same moment, seen by a generator that may use fewer threads. */
export type Restriction = (context: Context) => Context;

/** A test has the same threads from its start to its end, so those that are kept are chosen once. */
export function restriction(isKept: (thread: Thread) => boolean): Restriction {
  let all: readonly Thread[] = [];
  let kept: readonly Thread[] = [];
  return ({ time, threads, free, processes }) => {
    if (threads !== all) [all, kept] = [threads, threads.filter(isKept)];
    return { time, threads: kept, free: free.filter(isKept), processes };
  };
}

/** The same moment with only some of the free threads on offer. */
export function offering(context: Context, free: readonly Thread[]): Context {
  return { time: context.time, threads: context.threads, free, processes: context.processes };
}

export function isAllFree(context: Context): boolean {
  return context.free.length === context.threads.length;
}
