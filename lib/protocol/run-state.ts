/**
 * What a page shows of a run: the fold of its journal. A batch costs as much as it is long, however long the run
 * already is, so a page keeps up with a run and catches up with a finished one in the same way.
 *
 * Law: the arrays and maps of a state are shared with the states before it and only grow; an operation is replaced when
 * it completes. Whoever remembers something computed from them remembers `entryCount` beside it.
 */
import { present } from '../base/assert';
import type { CheckProgress } from '../checker/verdict';
import { type History, isClientOp, type Op } from '../history/op';
import type { Operation } from '../history/operations';
import { type FaultWindow, faultWindows } from '../nemesis/windows';
import { type Entry, isOp, type Outcome, type Phase, type RunEvent, type SeenViolation } from './entry';
import type { EntryBatch } from './socket';

/** Wall clocks, milliseconds since 1970. */
export interface PhaseSpan {
  readonly phase: Phase;
  readonly startedAt: number;
  readonly endedAt?: number;
}

export interface RunStep {
  readonly id: string;
  readonly phase: Phase | undefined;
  readonly title: string;
  readonly node?: string;
  readonly state: 'started' | 'done' | 'failed';
  readonly detail?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
}

/** A line of the log; its text is made when it is shown, because most lines never are. */
export interface LogItem {
  readonly sequence: number;
  readonly entry: Entry;
}

export interface OutcomeCounts {
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

/** What one worker did, as places in `operations`, in order of time. Its operations follow each other. */
export interface Lane {
  readonly places: readonly number[];
  /** Those of them that ended `info`; behind each the worker goes on with a new process. */
  readonly crashed: readonly number[];
}

export interface RunState {
  readonly entryCount: number;
  readonly phase: Phase | undefined;
  readonly phases: readonly PhaseSpan[];
  readonly steps: readonly RunStep[];
  readonly log: readonly LogItem[];
  readonly ops: History;
  /** In the order of their invocations. */
  readonly operations: readonly Operation[];
  /** One a worker. */
  readonly lanes: readonly Lane[];
  readonly counts: OutcomeCounts;
  readonly faults: readonly FaultWindow[];
  /** Wall clock of time zero of the ops. */
  readonly startedAt: number | undefined;
  /** Time of the last op, nanoseconds since the start. */
  readonly lastNanos: number;
  readonly version: string | undefined;
  readonly progress: CheckProgress | undefined;
  /** What the live check found while the test ran; the verdict at the end takes its place. */
  readonly violation: SeenViolation | undefined;
  readonly outcome: Outcome | undefined;
  readonly index: RunIndex;
}

/** Look-ups that make an append cheap. */
export interface RunIndex {
  /** History index of an invocation → its place in `operations`. */
  readonly placeOfInvocation: ReadonlyMap<number, number>;
  /** Process → place of its open operation. */
  readonly openPlaces: ReadonlyMap<number, number>;
  readonly stepPlaces: ReadonlyMap<string, number>;
  readonly nemesisOps: History;
}

export function emptyRunState(concurrency: number): RunState {
  return {
    entryCount: 0,
    phase: undefined,
    phases: [],
    steps: [],
    log: [],
    ops: [],
    operations: [],
    lanes: Array.from({ length: concurrency }, () => ({ places: [], crashed: [] })),
    counts: { ok: 0, fail: 0, info: 0 },
    faults: [],
    startedAt: undefined,
    lastNanos: 0,
    version: undefined,
    progress: undefined,
    violation: undefined,
    outcome: undefined,
    index: { placeOfInvocation: new Map(), openPlaces: new Map(), stepPlaces: new Map(), nemesisOps: [] },
  };
}

/** `gap`: entries are missing before the batch, and nothing was taken; watch again from `entryCount`. */
export interface Appended {
  readonly state: RunState;
  readonly isGap: boolean;
}

/** Takes what is new in a batch. What the state already has is skipped, so a batch may arrive twice. */
export function appendBatch(state: RunState, batch: Pick<EntryBatch, 'from' | 'entries'>): Appended {
  if (batch.from > state.entryCount) return { state, isGap: true };
  const skipped = state.entryCount - batch.from;
  if (skipped >= batch.entries.length) return { state, isGap: false };
  const growth = new Growth(state);
  for (let i = skipped; i < batch.entries.length; i++) growth.take(batch.entries[i] as Entry);
  return { state: growth.finish(), isGap: false };
}

/** The operation whose invocation has this history index. */
export function operationAt(state: RunState, invocationIndex: number): Operation | undefined {
  const place = state.index.placeOfInvocation.get(invocationIndex);
  return place === undefined ? undefined : state.operations[place];
}

/** The index of the invocation that an op of the history belongs to: its own, or that of what it completes. */
export function invocationOf(state: RunState, op: Op): number | undefined {
  if (!isClientOp(op)) return undefined;
  if (op.type === 'invoke') return op.index;
  const lane = laneOf(state, op.process).places;
  let low = 0;
  let high = lane.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const operation = state.operations[lane[middle] as number] as Operation;
    if (operation.invocation.index < op.index) low = middle + 1;
    else high = middle;
  }
  return low > 0 ? state.operations[lane[low - 1] as number]?.invocation.index : undefined;
}

/** A worker keeps its lane for the whole run: process numbers grow by the concurrency. */
function laneOf(state: RunState, process: number): Lane {
  return present(state.lanes[process % state.lanes.length], 'the lane of a process');
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One append under way: writes into the shared arrays, and closes with a new state over them. */
class Growth {
  private readonly state: Writable<RunState>;
  private hasNemesisOp = false;

  constructor(state: RunState) {
    this.state = { ...state };
  }

  take(entry: Entry): void {
    const sequence = this.state.entryCount++;
    if (isOp(entry)) this.takeOp(entry);
    else this.takeEvent(entry);
    if (isOp(entry) || entry.type === 'log') (this.state.log as LogItem[]).push({ sequence, entry });
  }

  finish(): RunState {
    if (this.hasNemesisOp) this.state.faults = faultWindows(this.state.index.nemesisOps);
    return this.state;
  }

  private takeOp(op: Op): void {
    (this.state.ops as Op[]).push(op);
    this.state.lastNanos = Math.max(this.state.lastNanos, op.time);
    if (!isClientOp(op)) {
      (this.state.index.nemesisOps as Op[]).push(op);
      this.hasNemesisOp = true;
    } else if (op.type === 'invoke') {
      this.invoke(op);
    } else {
      this.complete(op, op.type);
    }
  }

  private invoke(op: Op & { readonly process: number }): void {
    const { operations, index } = this.state;
    const place = operations.length;
    (operations as Operation[]).push({ invocation: op });
    (laneOf(this.state, op.process).places as number[]).push(place);
    (index.placeOfInvocation as Map<number, number>).set(op.index, place);
    (index.openPlaces as Map<number, number>).set(op.process, place);
  }

  private complete(op: Op & { readonly process: number }, type: 'ok' | 'fail' | 'info'): void {
    const { operations, index, counts } = this.state;
    const place = index.openPlaces.get(op.process);
    const operation = place === undefined ? undefined : operations[place];
    // A completion without an invocation is not drawn; the checker refuses such a history in words.
    if (place === undefined || !operation) return;
    (operations as Operation[])[place] = { ...operation, completion: op };
    (index.openPlaces as Map<number, number>).delete(op.process);
    if (type === 'info') (laneOf(this.state, op.process).crashed as number[]).push(place);
    this.state.counts = { ...counts, [type]: counts[type] + 1 };
  }

  private takeEvent(event: RunEvent): void {
    const { state } = this;
    if (event.type === 'phase') this.enterPhase(event.phase, event.at);
    else if (event.type === 'step') this.takeStep(event);
    else if (event.type === 'start') state.startedAt = event.at;
    else if (event.type === 'version') state.version = event.version;
    else if (event.type === 'check-progress') state.progress = event.progress;
    else if (event.type === 'violation') {
      state.violation ??= { operation: event.operation, completion: event.completion };
    } else if (event.type === 'outcome') state.outcome = event.outcome;
  }

  private enterPhase(phase: Phase, at: number): void {
    const phases = this.state.phases as PhaseSpan[];
    const last = phases.at(-1);
    if (last) phases[phases.length - 1] = { ...last, endedAt: at };
    phases.push({ phase, startedAt: at });
    this.state.phase = phase;
  }

  private takeStep(event: RunEvent & { type: 'step' }): void {
    const steps = this.state.steps as RunStep[];
    const places = this.state.index.stepPlaces as Map<string, number>;
    const place = places.get(event.id);
    const begun = place === undefined ? undefined : steps[place];
    const { id, title, state, at } = event;
    const step: RunStep = {
      id,
      title,
      state,
      phase: begun ? begun.phase : this.state.phase,
      startedAt: begun ? begun.startedAt : at,
      ...(event.node === undefined ? {} : { node: event.node }),
      ...(event.detail === undefined ? {} : { detail: event.detail }),
      ...(state === 'started' ? {} : { endedAt: at }),
    };
    if (place !== undefined) {
      steps[place] = step;
      return;
    }
    places.set(id, steps.length);
    steps.push(step);
  }
}
