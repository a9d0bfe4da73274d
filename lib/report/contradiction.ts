/**
 * The smallest contradiction as something to draw: a row a client, a bar an operation, and what the nemesis held broken
 * meanwhile. Its operations may lie seconds apart and take a millisecond each; drawn to scale they could not be read. So
 * only the order of the moments is kept, which is all that a linearization knows of time, and each moment says when it was.
 *
 *     nemesis        ── cut n2 n3 n5 | n1 n4 ────────────────────
 *     client 2 · n3  ├── c 1→4 ──┤
 *     client 0 · n1                ├── r 1 ──┤ ✗
 *                    11.880 s                12.412 s
 */
import { faultLabel } from '../catalog/faults/words';
import type { Counterexample } from '../checker/linearizable/verdict';
import type { Operation } from '../history/operations';
import { refusalWords } from '../model/state-words';
import type { FaultWindow } from '../nemesis/windows';
import { operationAt, type RunState } from '../protocol/run-state';
import { shortLabel } from '../timeline/tracks/label';
import { clientOf, nodeOfOperation } from '../timeline/tracks/scene';
import { contradictionIn } from './minimal-text';

export interface Contradiction {
  /** In the order in which they first act. */
  readonly rows: readonly { readonly client: number; readonly node: string }[];
  /** In the order of their invocations. */
  readonly bars: readonly ContradictionBar[];
  readonly faults: readonly ContradictionFault[];
  /** When something begins or ends, nanoseconds since the start, in the order of the history. */
  readonly moments: readonly number[];
  /** Why the model refuses the last step, a message for each state that was possible. */
  readonly messages: readonly string[];
  /** Operations before these that are not drawn. */
  readonly leftOut: number;
}

/** From one place in the moments to another. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

export interface ContradictionBar extends Stretch {
  readonly row: number;
  /** `context`: not needed for the contradiction, but to understand it. `refused`: the violating operation. */
  readonly part: 'needed' | 'context' | 'refused';
  /** It never completed, so it may take effect at any later time. */
  readonly isOpen: boolean;
}

export interface ContradictionFault extends Stretch {
  /** Its name. */
  readonly fault: string;
  /** Whether it began, and ended, within the picture. */
  readonly hasStart: boolean;
  readonly hasEnd: boolean;
}

/** More are not taken in at one look; those next to the refusal are drawn. */
const maxBars = 12;
/** A contradiction that spans more faults is not about one of them. */
const maxFaults = 3;
const maxMessages = 3;

/** Undefined where the limits left no time to look for one, and while its operations are still arriving. */
export function contradictionOf(
  counterexample: Counterexample,
  state: RunState,
  nodes: readonly string[],
): Contradiction | undefined {
  const { operation: refused } = counterexample;
  const minimal = contradictionIn(counterexample);
  if (!minimal) return undefined;
  const all = [...minimal.operations, ...minimal.context].sort((a, b) => a - b);
  const drawn = new Set([...all.filter((index) => index !== refused).slice(-(maxBars - 1)), refused]);
  const operations = all.filter((index) => drawn.has(index)).flatMap((index) => operationAt(state, index) ?? []);
  if (operations.length < drawn.size) return undefined;
  const context = new Set(minimal.context);
  const partOf = (index: number) => (index === refused ? 'refused' : context.has(index) ? 'context' : 'needed');
  return {
    ...drawing(operations, partOf, state, nodes),
    messages: messagesOf(counterexample),
    leftOut: all.length - drawn.size,
  };
}

interface Moment {
  readonly time: number;
  /** Of the op in the history; a fault has none and stands before what happened at its time. */
  readonly index: number;
}

function drawing(
  operations: readonly Operation[],
  partOf: (index: number) => ContradictionBar['part'],
  state: RunState,
  nodes: readonly string[],
): Pick<Contradiction, 'rows' | 'bars' | 'faults' | 'moments'> {
  const ends = operations.flatMap(({ completion }) => (completion?.type === 'ok' ? [completion] : []));
  const ops: readonly Moment[] = [...operations.map(({ invocation }) => invocation), ...ends];
  const first = Math.min(...ops.map(({ time }) => time));
  const last = Math.max(...ops.map(({ time }) => time));
  const faults = state.faults.filter((fault) => faultStart(fault) < last && (fault.healedAt ?? last) > first);
  const shown = faults.slice(-maxFaults);
  const edges = shown.flatMap((fault) => [faultStart(fault), fault.healedAt ?? last]);
  const inside = edges.filter((time) => time > first && time < last).map((time) => ({ time, index: -1 }));
  const moments = [...ops, ...inside].sort((a, b) => a.time - b.time || a.index - b.index);
  const placeOf = (op: Moment) => moments.findIndex(({ index }) => index === op.index);
  const end = moments.length - 1;
  const clientIn = ({ invocation }: Operation) => clientOf(invocation.process, state.lanes.length);
  const clients = [...new Set(operations.map(clientIn))];
  return {
    moments: moments.map(({ time }) => time),
    rows: clients.map((client) => {
      const operation = operations.find((candidate) => clientIn(candidate) === client);
      return { client, node: operation ? nodeOfOperation(operation, nodes, state.lanes.length) : '' };
    }),
    bars: operations.map((operation) => {
      const { invocation, completion } = operation;
      const isOpen = completion?.type !== 'ok';
      return {
        row: clients.indexOf(clientIn(operation)),
        from: placeOf(invocation),
        to: isOpen ? end : placeOf(completion),
        label: shortLabel(state.operationTable, operation),
        part: partOf(invocation.index),
        isOpen,
      };
    }),
    faults: shown.map((fault) => {
      const [start, healed] = [faultStart(fault), fault.healedAt ?? Number.POSITIVE_INFINITY];
      const at = (time: number) => moments.findIndex((moment) => moment.index === -1 && moment.time === time);
      const [hasStart, hasEnd] = [start > first && start < last, healed < last];
      return {
        from: hasStart ? at(start) : 0,
        to: hasEnd ? at(healed) : end,
        fault: fault.fault,
        label: faultLabel(fault, nodes),
        hasStart,
        hasEnd,
      };
    }),
  };
}

function faultStart({ madeAt, start }: FaultWindow): number {
  return madeAt ?? start;
}

function messagesOf({ transitions }: Counterexample): readonly string[] {
  return transitions.slice(0, maxMessages).map(({ message }) => refusalWords(message));
}

/**
 * Where the moments stand, in whatever `gap` and `widthOf` are counted in: as close as they can, so that what lies between
 * two of them has the width that it needs.
 */
export function spreadMoments(
  { moments, bars, faults }: Contradiction,
  gap: number,
  widthOf: (stretch: ContradictionBar | ContradictionFault) => number,
): readonly number[] {
  const places: number[] = [0];
  for (let at = 1; at < moments.length; at++) {
    const least = [...bars, ...faults]
      .filter(({ to }) => to === at)
      .map((stretch) => (places[stretch.from] as number) + widthOf(stretch));
    places.push(Math.max((places[at - 1] as number) + gap, ...least));
  }
  return places;
}

/**
 * Of labels that begin at the moments, those that do not touch: from the first on, and always the last, which ends at its
 * moment. `labelWidth` has the air between two in it.
 */
export function roomyMoments(places: readonly number[], labelWidth: number): readonly number[] {
  const last = places.length - 1;
  const chosen: number[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const [moment, place] of places.entries()) {
    const isClear = place >= free && place + 2 * labelWidth <= (places[last] as number);
    if (!isClear && moment !== last) continue;
    chosen.push(moment);
    free = place + labelWidth;
  }
  return chosen;
}
