/** When completions were recorded, and how long after that they were seen. */
import { present } from '@/lib/base/assert';
import type { Op } from '@/lib/history/op';
import { type Entry, isOp } from '@/lib/protocol/entry';
import type { Sighting } from './browser';

export interface Completion {
  /** Entries that a viewer has when it has this one. */
  readonly entries: number;
  readonly atMs: number;
}

export function completionsOf(entries: readonly Entry[]): readonly Completion[] {
  const start = entries.find((entry) => !isOp(entry) && entry.type === 'start');
  const zeroMs = start && !isOp(start) ? start.at : 0;
  return entries.flatMap((entry, i) =>
    isCompletion(entry) ? [{ entries: i + 1, atMs: zeroMs + entry.time / 1e6 }] : [],
  );
}

function isCompletion(entry: Entry): entry is Op {
  return isOp(entry) && entry.type !== 'invoke';
}

/** For each completion, how long after it the first sighting came that holds it. Both are in order. */
export function delays(completions: readonly Completion[], sightings: readonly Sighting[]): readonly number[] {
  let next = 0;
  return completions.map((completion) => {
    while ((sightings[next]?.entries ?? Number.POSITIVE_INFINITY) < completion.entries) next++;
    return present(sightings[next], 'a sighting of each completion').atMs - completion.atMs;
  });
}
