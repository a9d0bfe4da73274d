/**
 * A register's prefix without what has nothing to do with a contradiction: left are the operations that showed it, and the
 * writes whose values these may have seen, by way of a cas also. Nobody of them can tell whether another write happened,
 * so what contradicts here contradicts in the whole prefix; and a handful of values is left of a thousand.
 */
import type { Steps } from '../search/steps';
import { type Prefix, prefixOf } from './prefix';

/** @param shown - invocation indexes */
export function relevantPrefix({ calls, violating }: Prefix, shown: readonly number[], steps: Steps): Prefix {
  const isShown = new Set(shown);
  const showing = calls.filter((call) => call === violating || isShown.has(call.invoked));
  const isSeen = seenClasses(new Set(showing.map(({ classId }) => classId)), steps);
  const relevant = calls.filter(
    (call) => call === violating || isShown.has(call.invoked) || isSeen[call.classId] === 1,
  );
  return prefixOf(relevant, violating);
}

/** By class, 1 where an operation of it leaves a value that some classes may have seen. */
function seenClasses(classes: ReadonlySet<number>, steps: Steps): Uint8Array {
  const expected = new Set<number>();
  for (const classId of classes) expected.add(steps.accessOf(classId)?.expects ?? -1);
  const isSeen = new Uint8Array(steps.classCount);
  for (let hasMore = true; hasMore; ) {
    hasMore = false;
    for (let classId = 0; classId < isSeen.length; classId++) {
      const { expects, leaves } = steps.accessOf(classId) ?? {};
      if (isSeen[classId] === 1 || leaves === undefined || !expected.has(leaves)) continue;
      isSeen[classId] = 1;
      hasMore = true;
      if (expects !== undefined) expected.add(expects);
    }
  }
  return isSeen;
}
