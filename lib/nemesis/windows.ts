/**
 * When something was broken, read back from a history: the one fold that timeline, map, sentences, coverage, measures and
 * summaries are made from.
 *
 *     pause {id: 4}   pause {id: 4, paused}   resume {ends: 4}   resume {ends: 4, resumed}
 *     |               |                       |                  |
 *     start           madeAt                  end                healedAt
 *
 * Between `madeAt` and `end` the fault was fully in effect; before and after it was being made and undone. Faults with ids
 * are paired by them and may overlap. An end without an id, as in version 1 and in Jepsen, ends every fault of its kind.
 */
import { present } from '../base/assert';
import { isJsonEqual, type Json } from '../base/json';
import { fieldsOf } from '../history/fields';
import { type FaultMark, faultMark } from '../history/nemesis-value';
import type { Op, OpSequence } from '../history/op';
import { effectOf, type FaultEffect, ownEffect, recoveredNodes } from './effect';
import { type NamedOp, namedOp, startedFault, usualBegin } from './jepsen';

/** Times are nanoseconds since the start of the test. A time that is missing had not come when the history ended. */
export interface FaultWindow {
  /** Absent in histories whose faults have none. */
  readonly id?: number;
  /** Its name in the catalog, or the kind that the names of another tool tell. */
  readonly fault: string;
  readonly start: number;
  /** Absent also of a fault that could not be made. */
  readonly madeAt?: number;
  readonly end?: number;
  readonly healedAt?: number;
  /** The kind of author who made it by hand; absent of what the plan asked for. */
  readonly by?: string;
  /** Whom it hit; unknown before it was made, and where the history does not say. */
  readonly effect?: FaultEffect;
}

/** In the order in which they begin. */
export function faultWindows(history: OpSequence): readonly FaultWindow[] {
  return readFaults(history).windows;
}

export interface FaultReading {
  readonly windows: readonly FaultWindow[];
  /** Functions of the nemesis's ops of which it is not known what they do. */
  readonly unknown: readonly string[];
}

export function readFaults(history: OpSequence): FaultReading {
  const fold = new FaultFold();
  const fields = fieldsOf(history);
  for (let place = 0; place < fields.length; place++) {
    if (fields.processAt(place) === 'nemesis') fold.take(present(history.at(place), 'an op'));
  }
  return fold;
}

/** The first writing of an op without an id, until the second. */
interface Pending {
  readonly f: string;
  readonly value: Json;
  readonly meaning: NamedOp;
  /** Of the window that it opened. */
  readonly place: number | undefined;
}

export class FaultFold implements FaultReading {
  readonly windows: FaultWindow[];
  readonly #begunBy = new Map<number, string>();
  /** Places of those that are not healed: few, where there may be many windows. */
  readonly #open: Set<number>;
  readonly #unknown = new Set<string>();
  #pending: Pending | undefined;

  /** @param windows of the history before, where that was read already */
  constructor(windows: readonly FaultWindow[] = []) {
    this.windows = [...windows];
    this.#open = new Set(windows.flatMap(({ healedAt }, place) => (healedAt === undefined ? [place] : [])));
  }

  get unknown(): readonly string[] {
    return [...this.#unknown];
  }

  /** Takes the next op of the history; those of clients change nothing. */
  take(op: Op): void {
    if (op.process !== 'nemesis') return;
    const mark = faultMark(op.value);
    if (mark === undefined) this.#takeNamed(op);
    else if (mark.phase === 'begin') this.#takeBegin(op, mark);
    else this.#takeEnd(op, mark);
  }

  #takeBegin(op: Op, { id, fault, by }: FaultMark): void {
    const place = this.#findOpen((window) => window.id === id);
    if (place === undefined) this.#add({ id, fault, start: op.time, ...(by !== undefined && { by }) });
    else this.#make(place, op, ownEffect(op.value));
  }

  /** What an earlier end left is healed by a later one that brings back all its nodes. */
  #takeEnd(op: Op, { id, fault }: FaultMark): void {
    const nodes = recoveredNodes(op.value);
    for (const place of [...this.#open]) {
      const window = this.#at(place);
      const isSecond = window.end !== undefined;
      if (window.id === id) this.#end(place, op, isSecond || isDone(op), isCovered(window, nodes));
      else if (isSecond && window.fault === fault && isCovered(window, nodes))
        this.#change(place, { healedAt: op.time });
    }
  }

  #takeNamed(op: Op): void {
    const { f, value } = op;
    const pending = this.#pending?.f === f ? this.#pending : undefined;
    this.#pending = undefined;
    const killed = this.#findOpen((_, place) => this.#wasBegunBy(place, ['kill']));
    const meaning = pending?.meaning ?? namedOp(f, value, killed !== undefined);
    const isCompletion = pending !== undefined || isDone(op);
    if (meaning.kind === 'unknown') this.#unknown.add(f);
    if (meaning.kind === 'begin') this.#takeNamedBegin(op, meaning, pending, isCompletion);
    else if (meaning.kind === 'end') {
      for (const place of [...this.#open]) {
        if (this.#wasBegunBy(place, meaning.begunBy)) this.#end(place, op, isCompletion);
      }
    }
    if (!isCompletion) {
      const place = meaning.kind === 'begin' ? this.windows.length - 1 : undefined;
      this.#pending = { f, value, meaning, place };
    }
  }

  #takeNamedBegin(
    op: Op,
    { fault, isMomentary }: NamedOp & { kind: 'begin' },
    pending: Pending | undefined,
    isCompletion: boolean,
  ): void {
    const open = isCompletion
      ? (pending?.place ?? this.#findOpen((window, at) => isBeingMade(window) && this.#wasBegunBy(at, [op.f])))
      : undefined;
    const place = open ?? this.#add({ fault, start: op.time });
    this.#begunBy.set(place, op.f);
    if (!isCompletion) return;
    const isSame = pending !== undefined && isJsonEqual(op.value, pending.value);
    // What an op was asked to do, it has not done when it failed.
    const effect = op.error !== undefined && isSame ? undefined : effectOf(op.value);
    if (op.f === 'start' && op.value !== null) this.#change(place, { fault: startedFault(op.value) });
    if (namedOp(op.f, op.value, false).kind === 'neutral') {
      this.#discard(place);
      return;
    }
    this.#make(place, op, effect);
    if (isMomentary) this.#change(place, { end: op.time, healedAt: op.time });
  }

  /** A fault that could not be made is over at once; one that was made in part is as large as its value says. */
  #make(place: number, op: Op, effect: FaultEffect | undefined): void {
    if (op.error !== undefined && effect === undefined) this.#change(place, { end: op.time, healedAt: op.time });
    else this.#change(place, { madeAt: op.time, ...(effect && { effect }) });
  }

  #end(place: number, op: Op, isCompletion: boolean, isWhollyRecovered = false): void {
    const { end = op.time } = this.#at(place);
    const isHealed = isCompletion && (op.error === undefined || isWhollyRecovered);
    this.#change(place, { end, ...(isHealed && { healedAt: op.time }) });
  }

  #add(window: FaultWindow): number {
    const place = this.windows.push(window) - 1;
    this.#open.add(place);
    return place;
  }

  #change(place: number, change: Partial<FaultWindow>): void {
    this.windows[place] = { ...this.#at(place), ...change };
    if (change.healedAt !== undefined) this.#open.delete(place);
  }

  /** An op that turned out to have begun nothing; its window is the last, as nothing came between its two writings. */
  #discard(place: number): void {
    this.windows.splice(place, 1);
    this.#open.delete(place);
  }

  /** The place of the last one. */
  #findOpen(isMeant: (window: FaultWindow, place: number) => boolean): number | undefined {
    return [...this.#open].findLast((place) => isMeant(this.#at(place), place));
  }

  #at(place: number): FaultWindow {
    return present(this.windows[place], 'a window');
  }

  #wasBegunBy(place: number, begunBy: readonly string[]): boolean {
    const window = this.#at(place);
    return window.id === undefined && begunBy.includes(this.#begunBy.get(place) ?? usualBegin(window.fault));
  }
}

function isBeingMade({ madeAt, end }: FaultWindow): boolean {
  return madeAt === undefined && end === undefined;
}

function isCovered({ effect }: FaultWindow, recovered: readonly string[]): boolean {
  return effect?.nodes?.every((node) => recovered.includes(node)) ?? false;
}

/** The second writing of an op holds what was done, in the shapes that Clew writes, or what went wrong. */
function isDone({ value, error }: Op): boolean {
  if (error !== undefined) return true;
  if (typeof value === 'string') return doneStates.includes(value) || ownEffect(value) !== undefined;
  if (value === null || typeof value !== 'object') return false;
  return ownEffect(value) !== undefined || recoveredNodes(value).length > 0 || 'state' in value;
}

const doneStates: readonly string[] = ['fully connected', 'all running', 'undisturbed'];
