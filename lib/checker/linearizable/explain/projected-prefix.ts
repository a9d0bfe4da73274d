/**
 * A register's prefix as a few of its operations see it: the register holds a value that one of them expects or leaves, or
 * some other. Left are these operations and those that leave one of the values.
 *
 * Law: what contradicts here contradicts in the whole prefix, for here more is allowed. An operation that leaves another
 * value is gone, which is to say that it may have happened or not; and a cas from another value counts as a write, because
 * the register may have held that value at any time.
 */
import { present } from '../../../base/assert';
import type { Json } from '../../../base/json';
import type { Model, ModelOp, RegisterAccess } from '../../../model/model';
import type { Call } from '../search/calls';
import { never, type Schedule } from '../search/schedule';
import { Steps } from '../search/steps';
import { type Prefix, prefixOf } from './prefix';

export interface Projection {
  readonly prefix: Prefix;
  /** Of a register whose states are the numbers of the values. */
  readonly steps: Steps;
}

/** Expected and left, by the numbers of values; null for none. */
type Access = readonly [expects: number | null, leaves: number | null];

/** Stands for every value that none of the operations expects or leaves. */
const otherValue = -1;

/**
 * @param violating - a call that returned
 * @param shown - invocation indexes
 * @returns undefined where the model is no register
 */
export function projectedPrefix(
  schedule: Schedule,
  steps: Steps,
  violating: number,
  shown: readonly number[],
): Projection | undefined {
  const { length, classes, invoked, returned } = schedule;
  const accesses: Access[] = [];
  for (let classId = 0; classId < steps.classCount; classId++) {
    const access = steps.accessOf(classId);
    if (!access) return undefined;
    accesses.push([access.expects ?? null, access.leaves ?? null]);
  }
  const accessOf = (call: number): Access => accesses[classes[call] as number] as Access;
  const isShown = new Set(shown);
  const isTelling = (call: number) => call === violating || isShown.has(invoked[call] as number);
  const values = new Set<number | null>();
  for (let call = 0; call < length; call++) if (isTelling(call)) for (const value of accessOf(call)) values.add(value);
  values.delete(null);

  const projected = new Steps(numbersRegister(values.has(steps.initial) ? steps.initial : otherValue));
  const calls: Call[] = [];
  let violatingCall: Call | undefined;
  for (let call = 0; call < length; call++) {
    const [expects, leaves] = accessOf(call);
    if (!isTelling(call) && !values.has(leaves)) continue;
    const classId = projected.classOf({ f: 'access', value: [values.has(expects) ? expects : null, leaves] });
    const end = returned[call] as number;
    const made: Call = {
      invoked: invoked[call] as number,
      returned: end === never ? Number.POSITIVE_INFINITY : end,
      classId,
      isReadOnly: projected.isReadOnly(classId),
    };
    calls.push(made);
    if (call === violating) violatingCall = made;
  }
  return { prefix: prefixOf(calls, present(violatingCall, 'the violating call')), steps: projected };
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
