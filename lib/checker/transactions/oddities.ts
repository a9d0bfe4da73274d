/** What shows by itself that something is wrong, without an order of transactions: a few of each kind, and how many there are. */

export type OddityKind =
  | 'G1a'
  | 'G1b'
  | 'internal'
  | 'future-read'
  | 'dirty-update'
  | 'lost-update'
  | 'duplicate-elements'
  | 'incompatible-order';

export interface Oddity {
  readonly kind: OddityKind;
  /** Who read it, or, of a dirty update, who appended behind. */
  readonly transaction: number;
  /** Who else has a part in it. */
  readonly others: readonly number[];
  /** A clause: `it read [1, 2] of key 3, …` */
  readonly reason: string;
}

/** Of each kind; more of them teach nothing new. */
const maxKept = 20;

export class Oddities {
  readonly kept: Oddity[] = [];
  readonly counts = new Map<OddityKind, number>();

  /** @param tell puts it in words, which is not needed of all */
  note(kind: OddityKind, tell: () => Omit<Oddity, 'kind'>): void {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    if (count <= maxKept) this.kept.push({ kind, ...tell() });
  }
}
