/** Which configurations a narrow search keeps. */
import type { BagTable } from './bag-table';
import type { ConfigurationSet } from './configuration-set';

/** Low is promising: few crashed operations used, and of equal ones, few operations taken ahead of their return. */
export function rankOf(set: ConfigurationSet, at: number, bags: BagTable, reads: Int32Array): number {
  let taken = 0;
  for (let word = 0; word < set.words; word++) {
    taken += bitCount((set.slots[at * 2 * set.words + word] as number) & ~(reads[word] as number));
  }
  return bags.size(set.bags[at] as number) * 2 ** 16 + taken;
}

/** Places of the most promising ones. */
export function topRanked(set: ConfigurationSet, width: number, bags: BagTable, reads: Int32Array): number[] {
  const places: number[] = [];
  for (let at = 0; at < set.length; at++) if (set.dominated[at] === 0) places.push(at);
  const ranks = new Map(places.map((at) => [at, rankOf(set, at, bags, reads)]));
  return places.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0)).slice(0, width);
}

function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
