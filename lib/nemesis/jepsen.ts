/**
 * The ops of nemeses that give their faults no id: of Clew's version 1, and of Jepsen from 2014 until now. Each begins or
 * ends a fault, or changes nothing; an op that is not in the table is said to be unknown, never passed over.
 *
 *     :start-partition :majority     :start-partition [:isolated {"n1" #{"n2"}}]
 *     :stop-partition  nil           :stop-partition  :network-healed
 *     :start "Cut off {…}"           :kill {"n1" :killed}    :bump-clock {"n1" 2000}
 */
import type { Json } from '../base/json';
import { isTree } from '../history/nemesis-value';
import { effectOf } from './effect';

export type NamedOp =
  /** `isMomentary`: over as soon as it is done. */
  | { readonly kind: 'begin'; readonly fault: string; readonly isMomentary?: true }
  /** Of what these ops began. */
  | { readonly kind: 'end'; readonly begunBy: readonly string[] }
  | { readonly kind: 'neutral' }
  | { readonly kind: 'unknown' };

const clock = { kind: 'begin', fault: 'clock' } as const;
/** A file that was damaged stays so. */
const file = { kind: 'begin', fault: 'file' } as const;
const membership = { kind: 'begin', fault: 'membership', isMomentary: true } as const;
const neutral = { kind: 'neutral' } as const;

const table: Readonly<Record<string, NamedOp>> = {
  'start-partition': { kind: 'begin', fault: 'partition' },
  'stop-partition': { kind: 'end', begunBy: ['start-partition'] },
  'start-packet': { kind: 'begin', fault: 'packet' },
  'stop-packet': { kind: 'end', begunBy: ['start-packet'] },
  start: { kind: 'begin', fault: 'partition' },
  stop: { kind: 'end', begunBy: ['start'] },
  pause: { kind: 'begin', fault: 'pause' },
  resume: { kind: 'end', begunBy: ['pause'] },
  kill: { kind: 'begin', fault: 'kill' },
  restart: { kind: 'end', begunBy: ['kill'] },
  'power-off': { kind: 'begin', fault: 'power-cut' },
  'power-on': { kind: 'end', begunBy: ['power-off'] },
  disturb: { kind: 'begin', fault: 'packet' },
  calm: { kind: 'end', begunBy: ['disturb'] },
  'stop-process': { kind: 'begin', fault: 'stop' },
  'start-process': { kind: 'end', begunBy: ['stop-process'] },
  stutter: { kind: 'begin', fault: 'stutter' },
  steady: { kind: 'end', begunBy: ['stutter'] },
  'bump-clock': clock,
  'strobe-clock': clock,
  'reset-clock': { kind: 'end', begunBy: ['bump-clock', 'strobe-clock'] },
  'check-clock-offsets': neutral,
  'bitflip-file-chunks': file,
  'truncate-file': file,
  'copy-file-chunks': file,
  'restore-file-chunks': file,
  'snapshot-file-chunks': neutral,
  grow: membership,
  shrink: membership,
  join: membership,
  leave: membership,
};

/** Some fault, of which the history does not say more. */
export const someFault = 'fault';

/** @param isKilled whether a `:kill` is open, which Jepsen's `:start` ends */
export function namedOp(f: string, value: Json, isKilled: boolean): NamedOp {
  if (f !== 'start') return table[f] ?? { kind: 'unknown' };
  if (isKilled) return { kind: 'end', begunBy: ['kill'] };
  // The last op of a test with kills, also where nothing was killed: it starts what is down.
  if (value === ':all' || isStarted(value)) return neutral;
  return { kind: 'begin', fault: startedFault(value) };
}

/** `:start` begins whatever the nemesis of the test does; its value tells, if anything does. */
export function startedFault(value: Json): string {
  if (value === null || effectOf(value)?.links !== undefined) return 'partition';
  const [result] = isTree(value) ? Object.values(value) : [];
  if (result === ':paused') return 'pause';
  return result === ':killed' ? 'kill' : someFault;
}

function isStarted(value: Json): boolean {
  return isTree(value) && Object.values(value).some((result) => result === ':started' || result === ':already-running');
}

/** By which op a fault without an id was begun, where only its name is known. */
export function usualBegin(fault: string): string {
  return fault === 'partition' || fault === someFault ? 'start' : fault;
}
