/**
 * What a person must see beside a contradiction to understand it: for each operation of it that saw something, the
 * operation that left what it saw. In one world it is the last before it that changed the state; and before the operation
 * that cannot be, the last that left a state which it could have followed.
 */
import type { Inquiry } from './inquiry';
import { callAt, placeOf } from './prefix';
import { refused } from './steps';

/** Invocation indexes in order, none of them of the core. */
export function contextOf(
  core: readonly number[],
  world: readonly number[],
  { prefix, steps, isBlind }: Inquiry,
): readonly number[] {
  const contradicting = new Set(core);
  const context = new Set<number>();
  let state = steps.initial;
  let changer: number | undefined;
  let fitting: number | undefined;
  for (const invoked of world) {
    const { classId } = callAt(prefix, placeOf(prefix, invoked));
    if (contradicting.has(invoked) && changer !== undefined && !isBlind(classId)) context.add(changer);
    const next = steps.step(state, classId);
    if (next === state) continue;
    state = next;
    changer = invoked;
    if (steps.step(state, prefix.offender.classId) !== refused) fitting = invoked;
  }
  if (fitting !== undefined) context.add(fitting);
  return [...context].filter((invoked) => !contradicting.has(invoked)).sort((a, b) => a - b);
}
