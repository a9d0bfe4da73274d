/**
 * A register's prefix as a few of its operations see it: the register holds a value that one of them expects or leaves, or
 * some other. Left are these operations and those that leave one of the values.
 *
 * Law: what contradicts here contradicts in the whole prefix, for here more is allowed. An operation that leaves another
 * value is gone, which is to say that it may have happened or not; and a cas from another value counts as a write, because
 * the register may have held that value at any time.
 */
import type { Json } from '../../../base/json';
import type { Model, ModelOp, RegisterAccess } from '../../../model/model';
import { type Accesses, none } from '../register/accesses';
import type { Call } from '../search/calls';
import { never } from '../search/schedule';
import { Steps } from '../search/steps';
import { type Prefix, prefixOf } from './prefix';

export interface Projection {
  /** Its places in the history are moments. */
  readonly prefix: Prefix;
  /** Of a register whose states are the numbers of the values. */
  readonly steps: Steps;
  /** When the operations began that show it. */
  readonly shown: ReadonlySet<number>;
}

/** Stands for every value that none of the operations expects or leaves. */
const otherValue = -1;

/**
 * @param length - of the columns
 * @param violating - a call that ended
 * @param shown - calls
 * @param isThere - whether a call may have happened; the initial write is no call here
 */
export function projectedPrefix(
  accesses: Accesses,
  length: number,
  violating: number,
  shown: readonly number[],
  isThere: (call: number) => boolean = () => true,
): Projection {
  const { expects, leaves, begins, ends, initialWrite } = accesses;
  const isTelling = new Set([violating, ...shown].filter((call) => call !== initialWrite));
  const values = new Set<number>();
  for (const call of isTelling) values.add(expects[call] as number).add(leaves[call] as number);
  values.delete(none);

  const initial = leaves[initialWrite] as number;
  const projected = new Steps(numbersRegister(values.has(initial) ? initial : otherValue));
  const callOf = (call: number): Call => {
    const [expected, left] = [expects[call] as number, leaves[call] as number];
    const value = [values.has(expected) ? expected : null, left === none ? null : left];
    const classId = projected.classOf({ f: 'access', value });
    const end = ends[call] as number;
    return {
      invoked: begins[call] as number,
      returned: end === never ? Number.POSITIVE_INFINITY : end,
      classId,
      isReadOnly: projected.isReadOnly(classId),
    };
  };
  const violatingCall = callOf(violating);
  const calls = [violatingCall];
  for (let call = 0; call < length; call++) {
    if (call === initialWrite || call === violating) continue;
    if ((isTelling.has(call) || values.has(leaves[call] as number)) && isThere(call)) calls.push(callOf(call));
  }
  // In a history that goes on, reads have their numbers in the order of their ends.
  calls.sort((a, b) => a.invoked - b.invoked);
  const began = new Set([...isTelling].map((call) => begins[call] as number));
  return { prefix: prefixOf(calls, violatingCall), steps: projected, shown: began };
}

function numbersRegister(initial: number): Model {
  const accessOf = ({ value }: ModelOp): RegisterAccess => {
    const [expects, leaves] = value as readonly [Json, Json];
    return { ...(expects !== null && { expects }), ...(leaves !== null && { leaves }) };
  };
  return {
    name: 'numbers of values',
    initial,
    step(state, op) {
      const { expects = state, leaves = state } = accessOf(op);
      return expects === state ? { state: leaves } : { inconsistent: `${expects} is expected in ${state}` };
    },
    isReadOnly: (op) => accessOf(op).leaves === undefined,
    isBlind: (op) => accessOf(op).expects === undefined && accessOf(op).leaves !== undefined,
    format: String,
  };
}
