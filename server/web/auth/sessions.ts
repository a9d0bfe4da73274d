/**
 * Browsers that are signed in. A browser holds two secrets: the cookie, which it sends to every port of this host, and the
 * page key, which a page keeps for its own origin and sends along with whatever changes something. So a program on another
 * port that is sent the cookie can read with it for a while, and launch, stop and share nothing.
 *
 * Neither is kept here. What is kept of a session is a digest under the token of this server: another server's cookie, one
 * of another data directory or of a token that was changed since is the cookie of nobody.
 *
 * All are held in memory, so that a stranger's guess costs no query.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Author } from '@/lib/protocol/principal';
import type { Events } from '../../events/events';
import type { Session, SessionStore } from '../../store/session-store';
import { isSameSecret } from './token';

const hourMs = 3_600_000;
/** A working day with its evening: who comes back in the morning signs in again. */
const idleMs = 12 * hourMs;
/** However much it is used; long enough for a soak test that somebody watches. */
export const longestMs = 7 * 24 * hourMs;
/** One person's browsers, many times over; the one that was not used for longest makes room. */
const maxSessions = 200;
/** The use of a session is written down so often: a restart forgets no more of it. */
const noteMs = 5 * 60_000;

const secretBytes = 24;

export interface SessionsOptions {
  readonly table: SessionStore;
  readonly events: Events;
  /** The token of the server as it is now. */
  readonly token: () => string;
  readonly log: Logger;
  readonly now?: (() => number) | undefined;
}

/** What a browser is given when it signs in. */
export interface NewSession {
  readonly secret: string;
  readonly pageKey: string;
}

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #now: () => number;
  readonly #held: Map<string, Session>;
  /** By id, when the use was last written down. */
  readonly #noted: Map<string, number>;

  private constructor(options: SessionsOptions, kept: readonly Session[]) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#held = new Map(kept.map((session) => [session.id, session]));
    this.#noted = new Map(kept.map(({ id, usedAt }) => [id, usedAt]));
  }

  static async open(options: SessionsOptions): Promise<Sessions> {
    const sessions = new Sessions(options, await options.table.list(maxSessions));
    await sessions.#sweep();
    return sessions;
  }

  async begin(author: Author): Promise<NewSession> {
    const secret = randomBytes(secretBytes).toString('base64url');
    const at = this.#now();
    const session = { id: this.#idOf(secret), author, createdAt: at, usedAt: at };
    await this.#options.table.add(session);
    this.#held.set(session.id, session);
    this.#noted.set(session.id, at);
    await this.#sweep();
    return { secret, pageKey: this.#pageKeyOf(secret) };
  }

  /** The session of a cookie, which is used by that. */
  find(secret: string): Session | undefined {
    return this.use(this.#idOf(secret));
  }

  /** @returns nothing where it has ended */
  use(id: string): Session | undefined {
    const session = this.#held.get(id);
    if (!session || !this.#isGood(session)) return undefined;
    const used = { ...session, usedAt: this.#now() };
    this.#held.set(id, used);
    if (used.usedAt - (this.#noted.get(id) ?? 0) >= noteMs) this.#note(used);
    return used;
  }

  hasPageKey(secret: string, guess: string | undefined): boolean {
    return isSameSecret(guess, this.#pageKeyOf(secret));
  }

  /** From then on it opens nothing, and whoever watches under it is disconnected. */
  async end(secret: string): Promise<void> {
    await this.#end([this.#idOf(secret)]);
  }

  /** All of them, as when the token changes. */
  async endAll(): Promise<void> {
    this.#held.clear();
    this.#noted.clear();
    this.#options.events.publish({ type: 'signed-out' });
    await this.#options.table.clear();
  }

  async #end(ids: readonly string[]): Promise<void> {
    for (const sessionId of ids) {
      this.#noted.delete(sessionId);
      if (this.#held.delete(sessionId)) this.#options.events.publish({ type: 'signed-out', sessionId });
    }
    await this.#options.table.remove(ids);
  }

  /** Ends those that ran out, and those that are too many. */
  async #sweep(): Promise<void> {
    const newestFirst = [...this.#held.values()].sort((a, b) => b.usedAt - a.usedAt);
    const good = newestFirst.filter((session) => this.#isGood(session)).slice(0, maxSessions);
    const kept = new Set(good.map(({ id }) => id));
    await this.#end([...this.#held.keys()].filter((id) => !kept.has(id)));
  }

  #isGood({ createdAt, usedAt }: Session): boolean {
    const now = this.#now();
    return now - usedAt < idleMs && now - createdAt < longestMs;
  }

  #note(session: Session): void {
    this.#noted.set(session.id, session.usedAt);
    this.#options.table.touch(session).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'the use of a session could not be written down');
    });
  }

  #idOf(secret: string): string {
    return this.#digest('session', secret);
  }

  #pageKeyOf(secret: string): string {
    return this.#digest('page key', secret);
  }

  #digest(what: string, secret: string): string {
    return createHmac('sha256', this.#options.token()).update(`${what}\n${secret}`).digest('base64url');
  }
}
