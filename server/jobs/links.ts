/**
 * Links for teammates: to a run, to an experiment and all of its runs, to a comparison of some, or to the trend of a plan,
 * which shows no run. Every way to a guest asks here whether a token opens anything, and what.
 */
import type { Logger } from 'pino';
import { listed } from '@/lib/base/words';
import { runsOfComparison } from '@/lib/protocol/compare-address';
import { runInShare } from '@/lib/protocol/experiment';
import {
  type Link,
  type LinkChange,
  type LinkKind,
  type LinkSubject,
  type ListedLink,
  linkPath,
} from '@/lib/protocol/link';
import type { Author } from '@/lib/protocol/principal';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import type { Events } from '../events/events';
import type { StoredLink } from '../store/links';
import type { Store } from '../store/store';
import { newShareToken } from './ids';
import { hashOfPassword, isPass, isPassword, passOf, passSeconds } from './link-password';

/** A person asks whether a colleague has looked today, or this week. */
const usedEveryMs = 60_000;

/** Of tokens that were used in the last minute; what is forgotten is written once more. */
const maxRemembered = 1_000;

/** More than a person reads; the newest are shown. */
const maxListed = 1_000;

/** What a token opens. */
export interface Shared {
  readonly id: string;
  readonly showsPlaces: boolean;
}

/** The link is good, and asks for a password that did not come along. Nothing of what is behind it is told. */
export class LockedLinkError extends Error {
  override readonly name = 'LockedLinkError';

  constructor() {
    super('this link asks for a password');
  }
}

/** What came of a password: a pass for so many seconds; nothing to unlock; or not the right one. */
export type Unlocking =
  | { readonly kind: 'unlocked'; readonly pass: string; readonly seconds: number }
  | { readonly kind: 'open' | 'wrong' };

export interface LinksOptions {
  readonly store: Store;
  readonly events: Events;
  readonly log: Logger;
  /** `https://clew.example.org`, without a slash at the end: where links lead from outside. */
  readonly publicUrl?: string | undefined;
  /** For tests. */
  readonly now?: (() => number) | undefined;
}

export class Links {
  readonly #store: Store;
  readonly #events: Events;
  readonly #log: Logger;
  readonly #publicUrl: string | undefined;
  readonly #now: () => number;
  readonly #used = new Map<string, number>();

  constructor({ store, events, log, publicUrl, now = Date.now }: LinksOptions) {
    this.#store = store;
    this.#events = events;
    this.#log = log;
    this.#publicUrl = publicUrl;
    this.#now = now;
  }

  /** The same one until it is revoked or has expired. */
  async make(subject: LinkSubject, by: Author): Promise<Link> {
    this.#log.info({ [subject.kind]: subject.id, by }, 'a link was made');
    const made = await this.#store.links.make(subject, newShareToken(), this.#now());
    if (!made) throw new Error(`the link to the ${subject.kind} ${subject.id} was revoked while it was made`);
    return this.#shown(made);
  }

  async find(subject: LinkSubject): Promise<Link | undefined> {
    const found = await this.#store.looking.links.find(subject, this.#now());
    return found && this.#shown(found);
  }

  /** Newest first. */
  async list(): Promise<readonly ListedLink[]> {
    const links = await this.#store.looking.links.list(this.#now(), maxListed);
    return Promise.all(
      links.map(async ({ name, link }) => ({
        ...link.subject,
        name: link.subject.kind === 'comparison' ? await this.#namesOf(link.subject) : name,
        link: this.#shown(link),
      })),
    );
  }

  /** What the link opens from now on; viewers who are there come back by it. Nothing where there is no link. */
  async change(subject: LinkSubject, { password, ...change }: LinkChange, by: Author): Promise<void> {
    const lock = password === undefined ? {} : { password: password === null ? 'removed' : 'set' };
    this.#log.info({ [subject.kind]: subject.id, ...change, ...lock, by }, 'a link was changed');
    const passwordHash = typeof password === 'string' ? await hashOfPassword(password) : password;
    const stored = { ...change, ...(passwordHash !== undefined && { passwordHash }) };
    await this.#store.links.change(subject, stored, this.#now());
    await this.#dropViewers(subject);
  }

  async revoke(subject: LinkSubject, by: Author): Promise<void> {
    this.#log.info({ [subject.kind]: subject.id, by }, 'a link was revoked');
    await this.#store.links.remove(subject);
    await this.#dropViewers(subject);
  }

  /** Whether there is such a link, be it that it asks for a password. */
  async exists(token: string): Promise<boolean> {
    return (await this.#find(token)) !== undefined;
  }

  /** Whether it asks for a password. @returns nothing where there is no such link */
  async isLocked(token: string): Promise<boolean | undefined> {
    const link = await this.#find(token);
    return link && link.passwordHash !== null;
  }

  /** Exchanges a password for a pass. @returns nothing where there is no such link */
  async unlock(token: string, password: string): Promise<Unlocking | undefined> {
    const link = await this.#find(token);
    if (!link) return undefined;
    const { passwordHash } = link;
    if (passwordHash === null) return { kind: 'open' };
    if (!(await isPassword(password, passwordHash))) return { kind: 'wrong' };
    const pass = passOf(link.token, passwordHash, this.#now() + passSeconds * 1000);
    return { kind: 'unlocked', pass, seconds: passSeconds };
  }

  /**
   * The run that a token opens: by its own link, or by that of its experiment or of a comparison with the run's id.
   * @param pass what a password was exchanged for @throws LockedLinkError
   */
  async openRun(token: string, pass?: string): Promise<Shared | undefined> {
    const part = runInShare(token);
    const link = await this.#open(part?.token ?? token, part ? ['experiment', 'comparison'] : ['run'], pass);
    if (!link) return undefined;
    const id = part?.runId ?? link.subject.id;
    const run = await this.#store.looking.findRun(id);
    if (!run || run.label?.deletedAt !== undefined) return undefined;
    if (part && !isIn(run, link.subject)) return undefined;
    return { id, showsPlaces: link.showsPlaces };
  }

  /** @throws LockedLinkError */
  async openExperiment(token: string, pass?: string): Promise<Shared | undefined> {
    const link = await this.#open(token, ['experiment'], pass);
    return link && { id: link.subject.id, showsPlaces: link.showsPlaces };
  }

  /** @throws LockedLinkError */
  async openComparison(token: string, pass?: string): Promise<Shared | undefined> {
    const link = await this.#open(token, ['comparison'], pass);
    return link && { id: link.subject.id, showsPlaces: link.showsPlaces };
  }

  /** The plan whose trend a token opens; `id` is its key. @throws LockedLinkError */
  async openTrend(token: string, pass?: string): Promise<Shared | undefined> {
    const link = await this.#open(token, ['trend'], pass);
    return link && { id: link.subject.id, showsPlaces: link.showsPlaces };
  }

  /** Removes those that have expired; whoever still looks is sent away. */
  async sweep(): Promise<void> {
    for (const subject of await this.#store.links.removeExpired(this.#now())) {
      this.#log.info({ [subject.kind]: subject.id }, 'a link has expired');
      await this.#dropViewers(subject);
    }
  }

  /** By the token of the link, or of a run in it. */
  #find(token: string): Promise<StoredLink | undefined> {
    return this.#store.looking.links.open(runInShare(token)?.token ?? token, this.#now());
  }

  async #open(token: string, kinds: readonly LinkKind[], pass?: string): Promise<StoredLink | undefined> {
    const link = await this.#store.looking.links.open(token, this.#now());
    if (!link || !kinds.includes(link.subject.kind)) return undefined;
    if (link.passwordHash !== null && !isPass(pass, token, link.passwordHash, this.#now())) throw new LockedLinkError();
    this.#noteUse(token);
    return link;
  }

  /** `three reads and three reads, later` */
  async #namesOf(subject: LinkSubject): Promise<string> {
    const ids = await this.#runsOf(subject);
    const runs = await Promise.all(ids.map((id) => this.#store.looking.findRun(id)));
    return listed(
      runs.map((run, place) => (run ? nameOf(run) : (ids[place] ?? ''))),
      'and',
    );
  }

  /** Nobody waits for it, and a database that does not take it keeps no guest out. */
  #noteUse(token: string): void {
    const now = this.#now();
    if (now - (this.#used.get(token) ?? Number.NEGATIVE_INFINITY) < usedEveryMs) return;
    this.#used.delete(token);
    this.#used.set(token, now);
    const [oldest = ''] = this.#used.keys();
    if (this.#used.size > maxRemembered) this.#used.delete(oldest);
    this.#store.looking.links
      .use(token, now)
      .catch((error: unknown) => this.#log.warn({ err: error }, 'that a link was opened could not be written down'));
  }

  async #dropViewers({ kind, id }: LinkSubject): Promise<void> {
    for (const runId of await this.#runsOf({ kind, id })) this.#events.publish({ type: 'run-unshared', runId });
  }

  async #runsOf({ kind, id }: LinkSubject): Promise<readonly string[]> {
    switch (kind) {
      case 'run':
        return [id];
      case 'experiment':
        return (await this.#store.runsOfExperiment(id)).map((run) => run.id);
      case 'comparison':
        return runsOfComparison(id);
      case 'trend':
        return [];
    }
  }

  #shown({ subject, token, showsPlaces, passwordHash, createdAt, expiresAt, usedAt }: StoredLink): Link {
    return {
      token,
      showsPlaces,
      hasPassword: passwordHash !== null,
      ...(createdAt !== null && { createdAt }),
      ...(expiresAt !== null && { expiresAt }),
      ...(usedAt !== null && { usedAt }),
      ...(this.#publicUrl !== undefined && { address: `${this.#publicUrl}${linkPath(subject.kind, token)}` }),
    };
  }
}

/** Whether the link opens the run as well. */
function isIn(run: RunSummary, { kind, id }: LinkSubject): boolean {
  return kind === 'comparison' ? runsOfComparison(id).includes(run.id) : run.experiment?.id === id;
}
