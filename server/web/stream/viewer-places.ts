/**
 * Who may be connected to the stream. Whoever has shown nothing yet has a place for a moment, and loses it to those that come
 * after; guests have theirs, and operators have others, so that neither strangers nor guests keep an operator out.
 */

/**
 * Tabs of everyone together who came by a link; each may hold one batch in memory. Five hundred, and those that come back
 * before it is noticed that they were gone.
 */
const maxGuests = 600;

/** Tabs of operators. */
const maxOperators = 200;

/** A tab shows what it has in its second message. */
const maxStrangers = 64;

/** As long as a slow connection takes for that. */
export const strangerMs = 3_000;

export type ViewerKind = 'operator' | 'viewer';

/** A connection. */
export interface Stranger {
  close(isAtOnce?: boolean): unknown;
}

export class ViewerPlaces {
  readonly #taken: Record<ViewerKind, number> = { operator: 0, viewer: 0 };
  /** In the order in which they came. */
  readonly #strangers = new Set<Stranger>();

  /** Makes room for the newest: a flood of connections that show nothing keeps nobody out for longer than it takes to show something. */
  await(stranger: Stranger): void {
    this.#strangers.add(stranger);
    if (this.#strangers.size <= maxStrangers) return;
    const [oldest] = this.#strangers;
    if (!oldest) return;
    this.#strangers.delete(oldest);
    oldest.close(true);
  }

  /** It has shown what it has, or is gone. */
  forget(stranger: Stranger): void {
    this.#strangers.delete(stranger);
  }

  /** @returns how to leave, or nothing where every place of the kind is taken */
  take(kind: ViewerKind): (() => void) | undefined {
    if (this.#taken[kind] >= (kind === 'operator' ? maxOperators : maxGuests)) return undefined;
    this.#taken[kind]++;
    let isLeft = false;
    return () => {
      if (!isLeft) this.#taken[kind]--;
      isLeft = true;
    };
  }
}
