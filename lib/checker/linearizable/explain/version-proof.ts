/**
 * Of a register that counts its changes: the violating operation found a version that had been replaced before it began.
 *
 *     0 ▬w [2 7]▬
 *                  1 ▬r [1 4]▬✗        a version never falls
 */
import type { Stuck } from '../search/decide';
import type { Schedule } from '../search/schedule';
import type { Steps } from '../search/steps';

export function isOutdated({ call }: Stuck, { classes, invoked, returned }: Schedule, steps: Steps): boolean {
  const own = steps.versionedAccessOf(classes[call] as number);
  if (own?.version === undefined) return false;
  const found = own.leaves === undefined ? own.version : own.version - 1;
  const beginning = invoked[call] as number;
  for (let other = 0; other < call; other++) {
    if ((returned[other] as number) > beginning) continue;
    const { version = found } = steps.versionedAccessOf(classes[other] as number) ?? {};
    if (version > found) return true;
  }
  return false;
}
