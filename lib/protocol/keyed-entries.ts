/**
 * Entries of runs on many keys, as earlier versions stored them: with `[key value]` for a value. What is read from the
 * disk, or comes from it to a page, passes here with the plan in hand, so that everything above finds keys in their field.
 */
import { DictionaryColumn } from '../base/dictionary-column';
import type { Json } from '../base/json';
import { pairOf } from '../history/independent';
import { nemesisNumber } from '../history/op-columns';
import type { RunPlan } from '../plan/plan';
import { workloadOf } from '../plan/workload';
import { type Entry, isOp } from './entry';
import type { EntryBlock } from './entry-block';

/** An entry that has its key, or is on no key, stays as it is. */
export function keyedEntries(plan: RunPlan, entries: readonly Entry[]): readonly Entry[] {
  return workloadOf(plan).judge.isByKey ? entries.map(keyedEntry) : entries;
}

function keyedEntry(entry: Entry): Entry {
  if (!isOp(entry) || entry.process === 'nemesis' || entry.key !== undefined) return entry;
  const pair = pairOf(entry.value);
  return pair ? { ...entry, key: pair[0], value: pair[1] } : entry;
}

/** The same of a block, without an object an op. */
export function keyedBlock(plan: RunPlan, block: EntryBlock): EntryBlock {
  if (!workloadOf(plan).judge.isByKey || block.keys.length > 0 || block.ops === 0) return block;
  const pairs = block.values.map(pairOf);
  const keys = new DictionaryColumn<Json>(block.ops);
  const values = new DictionaryColumn<Json>(block.ops);
  for (let place = 0; place < block.ops; place++) {
    const number = (block.valueNumbers[place] ?? 0) - 1;
    const pair = block.processes[place] === nemesisNumber ? undefined : pairs[number];
    keys.push(pair?.[0]);
    values.push(pair ? pair[1] : block.values[number]);
  }
  return {
    ...block,
    keys: keys.dictionary,
    keyNumbers: keys.numbers(),
    values: values.dictionary,
    valueNumbers: values.numbers(),
  };
}
