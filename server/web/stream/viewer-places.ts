/**
 * Who may be connected to the stream. Whoever has shown nothing yet has a place for a moment, and loses it to those that come
 * after; guests have theirs, and operators have others, so that neither strangers nor guests keep an operator out, and the
 * guests of one link keep out no others.
 */

/**
 * Tabs of everyone together who came by a link; each may hold one batch in memory. Five hundred, and those that come back
 * before it is noticed that they were gone.
 */
const maxGuests = 600;

/** Of those, tabs that came by the same link: five hundred, and some that come back. */
const maxGuestsOfLink = 550;

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
  readonly #guestsByLink = new Map<string, number>();
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

  /** @param link by which a guest came @returns how to leave, or nothing where every place of the kind, or of the link, is taken */
  take(kind: ViewerKind, link?: string): (() => void) | undefined {
    if (this.#taken[kind] >= (kind === 'operator' ? maxOperators : maxGuests)) return undefined;
    if (link !== undefined && (this.#guestsByLink.get(link) ?? 0) >= maxGuestsOfLink) return undefined;
    this.#count(kind, link, 1);
    let isLeft = false;
    return () => {
      if (!isLeft) this.#count(kind, link, -1);
      isLeft = true;
    };
  }

  #count(kind: ViewerKind, link: string | undefined, by: number): void {
    this.#taken[kind] += by;
    if (link === undefined) return;
    const left = (this.#guestsByLink.get(link) ?? 0) + by;
    if (left > 0) this.#guestsByLink.set(link, left);
    else this.#guestsByLink.delete(link);
  }
}
