/**
 * Runs a generator against a pretend cluster on a virtual clock: the laws of generators are tested here, in
 * microseconds, and a schedule can be looked at before it is run.
 */
import { assert } from '../base/assert';
import type { Json } from '../base/json';
import type { Op, OpType } from '../history/op';
import {
  atTime,
  type Context,
  firstContext,
  isNemesis as isNemesisThread,
  occupy,
  processOf,
  release,
  type Thread,
} from './context';
import type { Generator, GeneratorEvent, Invocation } from './generator';

/** What the pretend cluster makes of an invocation. */
export interface Answer {
  readonly latencyNanos: number;
  readonly type: Exclude<OpType, 'invoke'>;
  readonly value?: Json;
}

export interface Simulation {
  readonly concurrency: number;
  /** How many faults may be at work at a time. */
  readonly faults?: number;
  /** Called once for each invocation, in order. */
  answer(invocation: Op): Answer;
  /** An endless generator is cut off after this many ops. */
  readonly maxOps: number;
}

interface OpenOp {
  readonly thread: Thread;
  readonly invocation: Op;
  readonly answer: Answer;
  readonly endsAt: number;
}

/** The history that the generator and the cluster make together. */
export function simulate(generator: Generator, simulation: Simulation): readonly Op[] {
  return new PretendCluster(generator, simulation).run();
}

/** Mutable, because it lives as long as one simulation. */
class PretendCluster {
  readonly #simulation: Simulation;
  readonly #history: Op[] = [];
  #generator: Generator;
  #context: Context;
  #open: readonly OpenOp[] = [];

  constructor(generator: Generator, simulation: Simulation) {
    this.#generator = generator;
    this.#simulation = simulation;
    this.#context = firstContext(simulation.concurrency, simulation.faults);
  }

  run(): readonly Op[] {
    while (this.#history.length < this.#simulation.maxOps && this.#advance());
    return this.#history;
  }

  /** One event: a completion that is due, an invocation, or a step of the clock. @returns false at the end */
  #advance(): boolean {
    const first = this.#firstToEnd();
    if (first && first.endsAt <= this.#context.time) return this.#complete(first);
    const next = this.#generator.next(this.#context);
    if (next.kind === 'op') {
      this.#generator = next.generator;
      return this.#invoke(next.op);
    }
    if (next.kind === 'exhausted') return first !== undefined && this.#moveTo(first.endsAt);
    this.#generator = next.generator;
    const wakeAt = Math.min(next.wakeAt, first?.endsAt ?? Number.POSITIVE_INFINITY);
    assert(Number.isFinite(wakeAt), 'the generator waits for a completion, but no operation is open');
    assert(wakeAt > this.#context.time, 'the generator waits for a time that has passed');
    return this.#moveTo(wakeAt);
  }

  #invoke({ thread, arrival, ...task }: Invocation): boolean {
    const type = isNemesisThread(thread) ? 'info' : 'invoke';
    const extra = arrival === undefined ? {} : { extra: { arrival } };
    const invocation = this.#record(thread, { type, ...task, ...extra });
    this.#context = occupy(this.#context, thread);
    const answer = this.#simulation.answer(invocation);
    const endsAt = this.#context.time + answer.latencyNanos;
    this.#open = [...this.#open, { thread, invocation, answer, endsAt }];
    this.#tell({ thread, isCompletion: false, op: invocation });
    return true;
  }

  #complete(open: OpenOp): boolean {
    const { thread, invocation, answer } = open;
    const value = answer.value ?? invocation.value;
    const { f, key } = invocation;
    const completion = this.#record(thread, { type: answer.type, f, value, ...(key === undefined ? {} : { key }) });
    this.#open = this.#open.filter((other) => other !== open);
    this.#context = release(this.#context, thread, answer.type === 'info');
    this.#tell({ thread, isCompletion: true, op: completion });
    return true;
  }

  #record(thread: Thread, op: Pick<Op, 'type' | 'f' | 'value' | 'key' | 'extra'>): Op {
    const { time } = this.#context;
    const recorded: Op = { index: this.#history.length, time, process: processOf(this.#context, thread), ...op };
    this.#history.push(recorded);
    return recorded;
  }

  #tell(event: GeneratorEvent): void {
    this.#generator = this.#generator.update(event);
  }

  #moveTo(time: number): boolean {
    this.#context = atTime(this.#context, time);
    return true;
  }

  #firstToEnd(): OpenOp | undefined {
    return this.#open.reduce<OpenOp | undefined>(
      (first, open) => (first === undefined || open.endsAt < first.endsAt ? open : first),
      undefined,
    );
  }
}
