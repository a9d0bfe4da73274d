/**
 * What a person must see beside a contradiction to understand it: for each operation of it that saw something, the
 * operation that left what it saw. In one world it is the last before it that changed the state; and before the operation
 * that cannot be, the last that left a state which it could have followed.
 */

import { refused } from '../search/steps';
import { type ExplanationContext, stateBefore } from './explanation-context';
import { callAt, placeOf, returnsBefore } from './prefix';

/** Operations before the first of a contradiction among which context is looked for; nobody wants to go further back. */
const lookBack = 2000;

/** Invocation indexes in order, none of them of the core. */
export function contextOf(
  core: readonly number[],
  world: readonly number[],
  context: ExplanationContext,
): readonly number[] {
  const contradicting = new Set(core);
  const found = new Set<number>();
  const { prefix, steps, isBlind } = context;
  // Every order has all that returned before the first of the core in front of it.
  const begin = Math.max(0, returnsBefore(prefix, core[0] ?? 0) - lookBack);
  let state = stateBefore(world, begin, context);
  let changer: number | undefined;
  let fitting: number | undefined;
  for (let index = begin; index < world.length; index++) {
    const invoked = world[index] ?? 0;
    const { classId } = callAt(prefix, placeOf(prefix, invoked));
    if (contradicting.has(invoked) && changer !== undefined && !isBlind(classId)) found.add(changer);
    const next = steps.step(state, classId);
    if (next === state) continue;
    state = next;
    changer = invoked;
    if (steps.step(state, prefix.violating.classId) !== refused) fitting = invoked;
  }
  if (fitting !== undefined) found.add(fitting);
  return [...found].filter((invoked) => !contradicting.has(invoked)).sort((a, b) => a - b);
}
