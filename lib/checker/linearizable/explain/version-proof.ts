/**
 * Of a register that counts its changes: two operations that contradict each other, which needs no search.
 *
 *     0 ▬w [2 7]▬                       0 ▬w [2 7]▬              0 ▬w [2 7]▬
 *                  1 ▬r [1 4]▬✗            1 ▬w [2 8]▬✗            1 ▬r [2 8]▬✗
 *
 *     a version never falls             one change makes it      it has one value
 */
import { jsonKey } from '../../../base/json-key';
import type { VersionedAccess } from '../../../model/model';
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

/** Whether what the violating operation tells of versions is not what another one does that had returned by then. */
export function isContradicted({ call }: Stuck, { classes, returned }: Schedule, steps: Steps): boolean {
  const { start } = steps;
  const own = steps.versionedAccessOf(classes[call] as number);
  if (!start || own?.version === undefined) return false;
  const values = new Map(toldBy(own));
  const isOtherwise = (told: readonly Told[]) =>
    told.some(([version, value]) => values.has(version) && values.get(version) !== value);
  if (isOtherwise([[start.version, jsonKey(start.value)]])) return true;
  const until = returned[call] as number;
  for (let other = 0; other < classes.length; other++) {
    if (other === call || (returned[other] as number) > until) continue;
    const access = steps.versionedAccessOf(classes[other] as number);
    if (access?.version === undefined) continue;
    const areChanges = own.leaves !== undefined && access.leaves !== undefined;
    if ((areChanges && own.version === access.version) || isOtherwise(toldBy(access))) return true;
  }
  return false;
}

type Told = readonly [version: number, value: string | number];

/** The values of versions that an operation tells: what a change found stands one version before what it left. */
function toldBy({ version, expects, leaves }: VersionedAccess): readonly Told[] {
  if (version === undefined) return [];
  const found = leaves === undefined ? version : version - 1;
  return [
    ...(expects === undefined ? [] : [[found, jsonKey(expects)] as const]),
    ...(leaves === undefined ? [] : [[version, jsonKey(leaves)] as const]),
  ];
}
