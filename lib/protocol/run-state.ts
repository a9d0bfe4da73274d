/**
 * What a page shows of a run: the fold of its journal. A batch costs as much as it is long, however long the run
 * already is, so a page keeps up with a run and catches up with a finished one in the same way.
 *
 * Law: the columns, arrays and maps of a state are shared with the states before it and only grow; an operation ends when
 * it completes. A cache of something computed from them keeps `entryCount` beside it.
 */
import { present } from '../base/assert';
import { isJsonEqual, type Json } from '../base/json';
import type { CheckProgress } from '../checker/core/budget';
import type { Op } from '../history/op';
import { nemesisNumber, OpColumns, opTypes } from '../history/op-columns';
import { OperationColumns } from '../history/operation-columns';
import { type OperationTable, wellKnownOperations } from '../history/operation-table';
import type { Operation } from '../history/operations';
import { type FaultWindow, faultWindows } from '../nemesis/windows';
import { Beliefs } from './beliefs';
import { type Entry, isOp, type Outcome, type Phase, type RunEvent, type SeenViolation } from './entry';
import { type EntryBlock, entryCount } from './entry-block';
import { Lane } from './lane';
import { checkSource, type LogEvent, RunLog } from './run-log';
import { outcomeIn } from './summary';
import type { NodeVersions } from './versions';

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

export interface OutcomeCounts {
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

export interface RunState {
  readonly entryCount: number;
  readonly phase: Phase | undefined;
  readonly phases: readonly PhaseSpan[];
  readonly steps: readonly RunStep[];
  readonly log: RunLog;
  /** Why nobody watches for a violation while the test runs, though somebody would. */
  readonly unwatched?: string;
  readonly ops: OpColumns;
  /** In the order of their invocations. */
  readonly operations: OperationColumns;
  /** What they are, as the workload of the run declares it. */
  readonly operationTable: OperationTable;
  /** One a worker. */
  readonly lanes: readonly Lane[];
  readonly counts: OutcomeCounts;
  readonly faults: readonly FaultWindow[];
  /** Empty for runs whose nodes were not asked. */
  readonly beliefs: Beliefs;
  /** Wall clock of time zero of the ops. */
  readonly startedAt: number | undefined;
  /** Time of the last op or status, nanoseconds since the start. */
  readonly lastNanos: number;
  readonly version: string | undefined;
  /** Empty where no node was asked. */
  readonly nodeVersions: NodeVersions;
  readonly progress: CheckerProgress | undefined;
  /** What the live check found while the test ran; the verdict at the end takes its place. */
  readonly violation: SeenViolation | undefined;
  /** As soon as it is decided, and again when it is explained. */
  readonly outcome: Outcome | undefined;
  readonly index: RunIndex;
}

/** Of the checker that has its turn. */
export interface CheckerProgress extends CheckProgress {
  readonly checker: string;
}

/** What makes an append cheap. */
export interface RunIndex {
  readonly stepPlaces: ReadonlyMap<string, number>;
  readonly nemesisOps: readonly Op[];
}

/** @param expected about how many ops there will be, where that is known; then the columns need not grow */
export function emptyRunState(
  concurrency: number,
  expected = 0,
  operationTable: OperationTable = wellKnownOperations,
): RunState {
  const ops = new OpColumns(expected);
  // Workers take turns, more or less.
  const expectedOfLane = Math.ceil((expected / 2 / concurrency) * 1.02);
  return {
    entryCount: 0,
    phase: undefined,
    phases: [],
    steps: [],
    log: new RunLog(ops),
    ops,
    operations: new OperationColumns(ops, expected),
    operationTable,
    lanes: Array.from({ length: concurrency }, () => new Lane(expectedOfLane)),
    counts: { ok: 0, fail: 0, info: 0 },
    faults: [],
    beliefs: new Beliefs(),
    startedAt: undefined,
    lastNanos: 0,
    version: undefined,
    nodeVersions: {},
    progress: undefined,
    violation: undefined,
    outcome: undefined,
    index: { stepPlaces: new Map(), nemesisOps: [] },
  };
}

/** `gap`: entries are missing before the batch, and nothing was taken; watch again from `entryCount`. */
export interface Appended {
  readonly state: RunState;
  readonly isGap: boolean;
}

/** Entries that follow each other, the first of which has the number `from`. */
export interface EntryStretch {
  readonly from: number;
  readonly entries: readonly Entry[];
}

/** Takes what is new in a stretch. What the state already has is skipped, so a batch may arrive twice. */
export function appendBatch(state: RunState, batch: EntryStretch): Appended {
  if (batch.from > state.entryCount) return { state, isGap: true };
  const skipped = state.entryCount - batch.from;
  if (skipped >= batch.entries.length) return { state, isGap: false };
  const growth = new Growth(state);
  for (let i = skipped; i < batch.entries.length; i++) growth.take(batch.entries[i] as Entry);
  return { state: growth.finish(), isGap: false };
}

/** Takes what is new in a block, whose first entry has the number `from`; as `appendBatch`, and without an object an op. */
export function appendBlock(state: RunState, from: number, block: EntryBlock): Appended {
  if (from > state.entryCount) return { state, isGap: true };
  const skipped = state.entryCount - from;
  if (skipped >= entryCount(block)) return { state, isGap: false };
  const growth = new Growth(state);
  growth.takeBlock(block, skipped);
  return { state: growth.finish(), isGap: false };
}

/** The operation whose invocation has this history index. */
export function operationAt(state: RunState, invocationIndex: number): Operation | undefined {
  const place = placeOfInvocation(state, invocationIndex);
  return place === undefined ? undefined : state.operations.at(place);
}

/** How many operations, of a key where one is named, began before an op of the history, without the operation itself. */
export function operationsBefore({ ops, operations }: RunState, operation: number, index: number, key?: Json): number {
  let count = 0;
  for (let place = 0; place < operations.length; place++) {
    const invocation = operations.invocationOf(place);
    if (invocation >= index) break;
    if (invocation !== operation && (key === undefined || isJsonEqual(ops.at(invocation)?.key ?? null, key))) count++;
  }
  return count;
}

/** The line in the log of an operation's completion, or of its invocation while it is open; from 0. */
export function logLineOf(state: RunState, invocationIndex: number): number | undefined {
  const operation = operationAt(state, invocationIndex);
  return operation && state.log.lineOf((operation.completion ?? operation.invocation).index);
}

/** Its place in `operations`; nothing where the op at the index is no invocation. */
export function placeOfInvocation({ operations }: Pick<RunState, 'operations'>, index: number): number | undefined {
  const place = operations.placeOf(index);
  return place !== undefined && operations.invocationOf(place) === index ? place : undefined;
}

/** The index of the invocation that an op of the history belongs to: its own, or that of what it completes. */
export function invocationOf({ operations }: RunState, op: Op): number | undefined {
  const place = operations.placeOf(op.index);
  return place === undefined ? undefined : operations.invocationOf(place);
}

/** A worker keeps its lane for the whole run: process numbers grow by the concurrency. */
export function laneOf(lanes: readonly Lane[], process: number): Lane {
  return present(lanes[process % lanes.length], 'the lane of a process');
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One append under way: writes into the shared arrays, and closes with a new state over them. */
class Growth {
  readonly #state: Writable<RunState>;
  readonly #counts: Writable<OutcomeCounts>;
  #hasNemesisOp = false;

  constructor(state: RunState) {
    this.#state = { ...state };
    this.#counts = { ...state.counts };
  }

  take(entry: Entry): void {
    if (isOp(entry)) {
      this.#takeOp(entry);
      return;
    }
    this.#state.entryCount++;
    this.#takeEvent(entry);
  }

  finish(): RunState {
    this.#state.counts = this.#counts;
    if (this.#hasNemesisOp) this.#state.faults = faultWindows(this.#state.index.nemesisOps);
    return this.#state;
  }

  /** The entries of a block behind the first `skipped`. */
  takeBlock(block: EntryBlock, skipped: number): void {
    let entry = 0;
    let place = 0;
    const takeOps = (to: number) => {
      const from = Math.min(to, Math.max(place, place + skipped - entry));
      this.#state.ops.pushBlock(block, from, to);
      for (; place < to; place++) if (entry++ >= skipped) this.#placeOp();
    };
    for (const [opsBefore, event] of block.events) {
      takeOps(opsBefore);
      if (entry++ < skipped) continue;
      this.#state.entryCount++;
      this.#takeEvent(event);
    }
    takeOps(block.ops);
  }

  #takeOp(op: Op): void {
    this.#state.ops.push(op);
    this.#placeOp();
  }

  /** The next op on the columns finds its operation and its lane. */
  #placeOp(): void {
    const { ops, operations, lanes, index } = this.#state;
    this.#state.entryCount++;
    const at = operations.opCount;
    const place = operations.take();
    const time = ops.times.at(at);
    this.#state.lastNanos = Math.max(this.#state.lastNanos, time);
    const process = ops.processes.at(at);
    const type = opTypes[ops.types.at(at)] ?? 'info';
    if (process === nemesisNumber) {
      (index.nemesisOps as Op[]).push(present(ops.at(at), 'op'));
      this.#hasNemesisOp = true;
    } else if (place !== undefined) {
      const lane = laneOf(lanes, process - 1);
      if (type === 'invoke') lane.begin(place, time);
      else this.#complete(lane, type, time);
    }
  }

  #complete(lane: Lane, type: 'ok' | 'fail' | 'info', time: number): void {
    lane.complete(type, time);
    this.#counts[type]++;
  }

  #takeEvent(event: RunEvent): void {
    const state = this.#state;
    if (event.type === 'phase') this.#enterPhase(event.phase, event.at);
    else if (event.type === 'step') this.#takeStep(event);
    else if (event.type === 'log') this.#takeLog(event);
    else if (event.type === 'start') state.startedAt = event.at;
    else if (event.type === 'version') {
      state.version = event.version;
      state.nodeVersions = event.byNode ?? {};
    } else if (event.type === 'check-progress')
      state.progress = { checker: event.checker ?? 'linearizability', ...event.progress };
    else if (event.type === 'violation') {
      state.violation ??= { checker: event.checker, anomaly: event.anomaly };
    } else if (event.type === 'status') this.#takeStatus(event);
    else if (event.type === 'decided' || event.type === 'outcome') state.outcome = outcomeIn(event);
  }

  #takeLog(event: LogEvent): void {
    const state = this.#state;
    state.log.push(event);
    // What it warns of later is about the check at the end.
    const isBefore = state.phase === undefined || state.phase === 'set-up' || state.phase === 'running';
    if (event.source === checkSource && event.level === 'warn' && isBefore) state.unwatched = event.message;
  }

  #takeStatus(event: RunEvent & { type: 'status' }): void {
    this.#state.beliefs.take(event);
    this.#state.lastNanos = Math.max(this.#state.lastNanos, event.time);
  }

  #enterPhase(phase: Phase, at: number): void {
    const phases = this.#state.phases as PhaseSpan[];
    const last = phases.at(-1);
    if (last) phases[phases.length - 1] = { ...last, endedAt: at };
    phases.push({ phase, startedAt: at });
    this.#state.phase = phase;
  }

  #takeStep(event: RunEvent & { type: 'step' }): void {
    const steps = this.#state.steps as RunStep[];
    const places = this.#state.index.stepPlaces as Map<string, number>;
    const place = places.get(event.id);
    const begun = place === undefined ? undefined : steps[place];
    const { id, title, state, at } = event;
    const step: RunStep = {
      id,
      title,
      state,
      phase: begun ? begun.phase : this.#state.phase,
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
