/**
 * Turns a generator into a history. One loop, one thing at a time: completions first, because they free threads and
 * tell the generator what happened; then the generator is asked; only when it has nothing to do does the loop sleep,
 * until a completion, a deadline or the time the generator named.
 *
 *     completions ──▶ history, generator.update ──▶ generator.next ──▶ invoke │ sleep │ end
 *          ▲                                                              │
 *          └───────────────── workers and nemesis, at their own pace ◀────┘
 *
 * An operation that nobody answers in time is completed here, as unknown; what its client says later is not heard.
 */

import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { openly, worded } from '@/lib/base/wording';
import {
  atTime,
  type Context,
  firstContext,
  isNemesis,
  occupy,
  processOf,
  release,
  type Thread,
} from '@/lib/generator/context';
import type { Generator, Invocation } from '@/lib/generator/generator';
import { nothing } from '@/lib/generator/order';
import { faultMark, firstHandId } from '@/lib/history/nemesis-value';
import type { Op } from '@/lib/history/op';
import { isReadOnly, type OperationTable } from '@/lib/history/operation-table';
import { ClewError, failureOf } from '../base/failure';
import type { Nemesis } from '../faults/nemesis';
import type { Completion } from '../systems/kit/client';
import { Alarm } from './alarm';
import type { Worker } from './worker';

/** A fault is made by a few commands over SSH, each with a limit of its own; beyond this something hangs. */
const nemesisLimitMs = 60_000;

/** How long open operations may still complete after a stop: a person is waiting, an operation usually takes less. */
const stopGraceMs = 2000;

/** The loop may run this long without letting timers, sockets and the journal have their turn. */
const longestTurnNanos = 5e6;

const nanosPerMs = 1e6;

export interface Interpretation {
  readonly generator: Generator;
  readonly workers: readonly Worker[];
  /** Of the workload: which of its operations change nothing. */
  readonly operations: OperationTable;
  readonly nemesis: Nemesis | undefined;
  /** How many faults may be at work at a time, those made by hand included. */
  readonly faults?: number;
  /** From then on nothing is taken that `perform` brings; nanoseconds since the start. */
  readonly handLimitNanos?: number;
  /** After this an open operation of a client counts as unknown. */
  readonly clientLimitMs: number;
  /** Nanoseconds since the start; whole and never going back. */
  nowNanos(): number;
  /** Takes the history, op by op. */
  append(op: Op): void;
  /** A wait before anything more is invoked, or nothing. What completes meanwhile is recorded after it. */
  congestion?(): Promise<void> | undefined;
  /** Stop generating, let open operations end, return. */
  readonly stop: AbortSignal;
  /** The same, and throw its reason: what the history says of faults is not true any more. */
  readonly broken?: AbortSignal | undefined;
}

/** While it is written, field by field: spreads of what an op may lack cost as much as the rest of a step. */
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

interface OpenOperation {
  readonly thread: Thread;
  readonly invocation: Op;
  deadline: number;
}

interface Finished {
  readonly operation: OpenOperation;
  readonly completion: Completion;
  /** What the nemesis threw; it ends the run. */
  readonly failure?: unknown;
}

/** An op of the nemesis that a person asked for, on a lane that no generator uses. */
interface AskedOp {
  readonly invocation: Invocation;
  readonly settle: (op: Op) => void;
  readonly refuse: (error: Error) => void;
}

/** The part of the test in which faults are made is over, so that nothing more may be broken. */
export class TestOverError extends Error {
  override readonly name = 'TestOverError';
}

export class Interpreter {
  readonly #input: Interpretation;
  readonly #alarm: Alarm;
  readonly #open = new Map<Thread, OpenOperation>();
  #finished: Finished[] = [];
  /** No open operation is due before this; many are over long before their deadline, so the open ones are rarely looked at. */
  #nextDeadline = Number.POSITIVE_INFINITY;
  #generator: Generator;
  #context: Context;
  #index = 0;
  /** What ends each fault that was begun and not asked to end, by the lane of the nemesis. */
  readonly #faultEnds = new Map<Thread, Invocation>();
  /** Not invoked yet, and those that are. */
  #asked: AskedOp[] = [];
  readonly #performing = new Map<Thread, AskedOp>();
  #isOver = false;
  #turnBegan = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(input: Interpretation) {
    this.#input = input;
    this.#alarm = new Alarm(input.nowNanos);
    this.#generator = input.generator;
    this.#context = firstContext(input.workers.length, input.faults);
  }

  /** Resolves when the generator is exhausted or the run was stopped, and nothing is open. @throws the first failure */
  async run(): Promise<void> {
    const ring = () => this.#alarm.ring();
    const { stop, broken } = this.#input;
    const breakOff = () => {
      this.#fail(broken?.reason);
      ring();
    };
    stop.addEventListener('abort', ring);
    broken?.addEventListener('abort', breakOff);
    if (broken?.aborted) breakOff();
    await this.#keepingFailure(() => this.#generate());
    await this.#keepingFailure(() => this.#drain());
    await this.#keepingFailure(() => this.#endFaults());
    this.#refuseAsked();
    stop.removeEventListener('abort', ring);
    broken?.removeEventListener('abort', breakOff);
    this.#alarm.stop();
    if (this.#failure) throw this.#failure.error;
  }

  /**
   * Invokes an op of the nemesis beside what the generator asks for.
   *
   * @returns its completion
   * @throws TestOverError when it comes too late; whatever was begun is then ended, or ends with the test
   */
  perform(invocation: Invocation): Promise<Op> {
    return new Promise((settle, refuse) => {
      if (this.#isOver) return refuse(new TestOverError());
      this.#asked.push({ invocation, settle, refuse });
      this.#alarm.ring();
    });
  }

  #takeAsked(): void {
    if (this.#asked.length === 0) return;
    const asked = this.#asked;
    this.#asked = [];
    const { handLimitNanos = 0 } = this.#input;
    for (const each of asked) {
      const isFree = this.#context.free.includes(each.invocation.thread);
      if (!isFree || this.#tick() >= handLimitNanos) each.refuse(new TestOverError());
      else {
        this.#performing.set(each.invocation.thread, each);
        this.#invoke(each.invocation);
      }
    }
  }

  #refuseAsked(): void {
    this.#isOver = true;
    for (const { refuse } of [...this.#asked, ...this.#performing.values()]) refuse(new TestOverError());
    this.#asked = [];
    this.#performing.clear();
  }

  async #generate(): Promise<void> {
    while (!this.#input.stop.aborted && !this.#failure) {
      await this.#breathe();
      this.#complete();
      if (this.#failure) return;
      this.#takeAsked();
      const congestion = this.#input.congestion?.();
      if (congestion) {
        await congestion;
        continue;
      }
      const next = this.#generator.next(this.#context);
      if (next.kind === 'op') {
        this.#generator = next.generator;
        this.#invoke(next.op);
        continue;
      }
      if (next.kind === 'exhausted' && this.#open.size === 0) return;
      this.#generator = next.kind === 'pending' ? next.generator : nothing;
      await this.#sleep(next.kind === 'pending' ? next.wakeAt : Number.POSITIVE_INFINITY);
    }
  }

  /** Lets what is open come to an end. The nemesis keeps its full limit: a heal must not race with a cut. */
  async #drain(): Promise<void> {
    const latest = this.#tick() + stopGraceMs * nanosPerMs;
    for (const operation of this.#open.values()) {
      if (!isNemesis(operation.thread)) operation.deadline = Math.min(operation.deadline, latest);
    }
    this.#nextDeadline = Math.min(this.#nextDeadline, latest);
    while (this.#open.size > 0) {
      await this.#breathe();
      this.#complete();
      if (this.#open.size > 0) await this.#sleep(Number.POSITIVE_INFINITY);
    }
  }

  /**
   * A test that ends in the middle of faults, stopped or broken off, ends all of them too, and the history says when: what a
   * node has undone by itself meanwhile it refuses to end, and its words stand there. The generator of one that was done to
   * its end has ended its own.
   */
  async #endFaults(): Promise<void> {
    const isBrokenOff = this.#input.stop.aborted || this.#failure !== undefined;
    const isLeft = ({ value }: Invocation) => isBrokenOff || (faultMark(value)?.id ?? 0) > firstHandId;
    this.#tick();
    for (const end of [...this.#faultEnds.values()].filter(isLeft)) this.#invoke(end);
    await this.#drain();
  }

  /** At the time at which the generator was asked, which is a little before the client is: an interval may be too long. */
  #invoke({ thread, f, value, key, arrival }: Invocation): void {
    const isFault = isNemesis(thread);
    if (isFault) this.#noteFault({ thread, f, value });
    const { time } = this.#context;
    const process = processOf(this.#context, thread);
    const type = isFault ? 'info' : 'invoke';
    const invocation: Writable<Op> = { index: this.#index++, time, process, type, f, value };
    if (key !== undefined) invocation.key = key;
    if (arrival !== undefined) invocation.extra = { arrival };
    this.#input.append(invocation);
    const limitMs = isFault ? nemesisLimitMs : this.#input.clientLimitMs;
    const operation: OpenOperation = { thread, invocation, deadline: time + limitMs * nanosPerMs };
    this.#open.set(thread, operation);
    this.#nextDeadline = Math.min(this.#nextDeadline, operation.deadline);
    this.#context = occupy(this.#context, thread);
    this.#generator = this.#generator.update({ thread, isCompletion: false, op: invocation });
    if (isFault) this.#startFault(operation);
    else this.#startOperation(operation, this.#worker(thread));
  }

  #noteFault({ thread, f, value }: Invocation): void {
    const end = this.#input.nemesis?.endOf({ f, value });
    if (end === undefined) this.#faultEnds.delete(thread);
    else this.#faultEnds.set(thread, { thread, ...end });
  }

  #startOperation(operation: OpenOperation, worker: Worker): void {
    worker.invoke(operation.invocation).then(
      (completion) => this.#finish({ operation, completion }),
      (failure: unknown) => this.#finish({ operation, completion: unknown('worker broke'), failure }),
    );
  }

  #startFault(operation: OpenOperation): void {
    const nemesis = present(this.#input.nemesis, 'the nemesis of a generator with faults');
    nemesis.invoke(operation.invocation).then(
      (done) => this.#finish({ operation, completion: { type: 'info', ...done } }),
      (failure: unknown) => this.#finish({ operation, completion: unknown(failureOf(failure).message), failure }),
    );
  }

  #finish(finished: Finished): void {
    this.#finished.push(finished);
    this.#alarm.ring();
  }

  /** Everything that was answered, in the order of the answers; then everything whose time is up. */
  #complete(): void {
    const answers = this.#finished;
    if (answers.length > 0) this.#finished = [];
    for (const finished of answers) {
      // An answer to an operation that was completed without it comes too late.
      if (this.#open.get(finished.operation.thread) !== finished.operation) continue;
      this.#record(finished.operation, finished.completion);
      if (finished.failure !== undefined) this.#fail(finished.failure);
    }
    if (this.#nextDeadline <= this.#tick()) this.#expireAll();
  }

  #expireAll(): void {
    const now = this.#context.time;
    this.#nextDeadline = Number.POSITIVE_INFINITY;
    for (const operation of this.#open.values()) {
      if (operation.deadline <= now) this.#expire(operation);
      else this.#nextDeadline = Math.min(this.#nextDeadline, operation.deadline);
    }
  }

  #expire(operation: OpenOperation): void {
    const { thread, invocation } = operation;
    if (isNemesis(thread)) {
      // Whatever it hangs on, its end would hang on as well; the tear-down tries it once more.
      this.#faultEnds.delete(thread);
      const message = worded`the nemesis did not finish ${openly(invocation.f)} within ${openly(nemesisLimitMs / 1000)} s`;
      this.#fail(new ClewError({ message, cure: 'see whether the nodes still answer over SSH' }));
    } else this.#worker(thread).giveUp();
    this.#record(operation, unknown(this.#input.stop.aborted ? 'stopped' : 'timed-out'));
  }

  #record({ thread, invocation }: OpenOperation, completion: Completion): void {
    const { error, revision } = completion;
    const type = this.#endingOf(thread, invocation, completion);
    const isCrashed = type === 'info' && !isNemesis(thread);
    const node = isNemesis(thread) ? undefined : (completion.node ?? this.#worker(thread).node);
    const { process, f, key } = invocation;
    const value = completion.value === undefined ? invocation.value : completion.value;
    const op: Writable<Op> = { index: this.#index++, time: this.#tick(), process, type, f, value };
    if (key !== undefined) op.key = key;
    if (error !== undefined) op.error = error;
    if (node !== undefined) op.node = node;
    if (revision !== undefined) op.revision = revision;
    this.#input.append(op);
    this.#open.delete(thread);
    this.#settleAsked(thread, op);
    this.#context = release(this.#context, thread, isCrashed);
    if (isCrashed) this.#worker(thread).giveUp();
    this.#generator = this.#generator.update({ thread, isCompletion: true, op });
  }

  #settleAsked(thread: Thread, op: Op): void {
    const asked = this.#performing.get(thread);
    if (asked === undefined) return;
    this.#performing.delete(thread);
    asked.settle(op);
  }

  /** An operation that changes nothing and was not answered may be taken as never having happened. */
  #endingOf(thread: Thread, invocation: Op, { type }: Completion): Completion['type'] {
    const isUnanswered = type === 'info' && !isNemesis(thread);
    return isUnanswered && isReadOnly(this.#input.operations, invocation) ? 'fail' : type;
  }

  #worker(thread: number): Worker {
    return present(this.#input.workers[thread], `worker ${thread}`);
  }

  #tick(): number {
    const time = this.#input.nowNanos();
    this.#context = atTime(this.#context, time);
    return time;
  }

  async #sleep(wakeAt: number): Promise<void> {
    await this.#alarm.wait(Math.min(wakeAt, this.#nextDeadline));
  }

  /** At each step what has been answered may come in; now and then timers, sockets and the journal, too. */
  #breathe(): Promise<void> | undefined {
    return this.#context.time - this.#turnBegan < longestTurnNanos ? undefined : this.#yieldTurn();
  }

  async #yieldTurn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#turnBegan = this.#input.nowNanos();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
  }

  async #keepingFailure(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#fail(error);
    }
  }
}

/** Whether it happened is not known. */
function unknown(error: Json): Completion {
  return { type: 'info', error };
}
