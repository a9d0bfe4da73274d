/**
 * Secrets that were wrong, by the address they came from. Whoever fails too often is told to wait; but the right secret is
 * never refused: on a shared machine everybody comes from 127.0.0.1, and whoever guesses there must not lock the others
 * out. That is safe because none of those secrets can be guessed: each has 192 bits (a password can; see
 * password-tries.ts). What the limit saves is the work that a guess makes: the tokens of links, which are in the database,
 * are looked up one after the other for such an address.
 */
import { isIPv6 } from 'node:net';
import type { Logger } from 'pino';
import { Turns } from '../stream/turns';

/** A person who pastes the wrong line a few times notices nothing. */
const burst = 20;
/** After that one more is answered so often. */
const refillMs = 6_000;
/** Addresses that are remembered; of a flood from more than these, the latest count. Some 2 MB. */
const maxAddresses = 10_000;
/** Requests that wait to have their link looked up: as many as a machine has connections to spare. */
const maxWaiting = 1_000;
/** One address and one entrance are told of so often, and all of them together so many times as often. */
const lineEveryMs = 60_000;
const maxLines = 30;

/** Where a secret is asked for. */
export type EntranceName = 'sign-in' | 'credentials' | 'link' | 'link-password' | 'stream' | 'host' | 'origin';

interface Account {
  /** Failures that are still held against it. */
  failures: number;
  at: number;
}

export interface LinkTry {
  readonly isLink: boolean;
  /** In seconds. */
  readonly wait?: number;
}

export interface FailureLimit {
  readonly burst: number;
}

export class Failures {
  readonly #log: Logger;
  readonly #burst: number;
  readonly #now: () => number;
  readonly #accounts = new Map<string, Account>();
  readonly #lookUps = new Turns(maxWaiting);
  readonly #lines = new Map<string, { at: number; unsaid: number }>();
  #linesSince = 0;
  #linesWritten = 0;

  constructor(log: Logger, limit: FailureLimit = { burst }, now: () => number = Date.now) {
    this.#log = log;
    this.#burst = limit.burst;
    this.#now = now;
  }

  /** @returns seconds after which another guess is answered, where there were too many */
  count(address: string | undefined, entrance: EntranceName): number | undefined {
    this.say(address, entrance);
    const key = keyOf(address);
    const account = this.#accountOf(key);
    // Put behind all others: the map is in the order of the last failure.
    this.#accounts.delete(key);
    this.#accounts.set(key, account);
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > maxAddresses && oldest !== undefined) this.#accounts.delete(oldest);
    account.failures = Math.min(account.failures + 1, this.#burst + 1);
    return account.failures > this.#burst ? Math.ceil(refillMs / 1000) : undefined;
  }

  /** Whether so much is held against the address that the next wrong secret from there is not answered. */
  isOver(address: string | undefined): boolean {
    return this.#accountOf(keyOf(address)).failures >= this.#burst;
  }

  /** Of an address from which so much was wrong that even what is right has to wait, in seconds. */
  waitOf(address: string | undefined): number | undefined {
    return this.isOver(address) ? Math.ceil(refillMs / 1000) : undefined;
  }

  /** Looks up what such an address brings, one after the other. @returns nothing where too many wait */
  inTurn<T>(look: () => Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      if (!this.#lookUps.take(() => look().then(resolve, reject))) resolve(undefined);
    });
  }

  /** Looks up a link from an address. @returns whether there is one, and where there is none, how long to wait if at all */
  async tryLink(address: string | undefined, look: () => Promise<boolean>): Promise<LinkTry> {
    const isLink = this.isOver(address) ? ((await this.inTurn(look)) ?? false) : await look();
    if (isLink) return { isLink };
    const wait = this.count(address, 'link');
    return { isLink, ...(wait !== undefined && { wait }) };
  }

  /** A line for a refusal; a flood makes no flood of lines. It names no secret, and no address that may hold one. */
  say(address: string | undefined, entrance: EntranceName): void {
    const now = this.#now();
    const key = `${entrance} ${keyOf(address)}`;
    const line = this.#lines.get(key);
    if (line && now - line.at < lineEveryMs) {
      line.unsaid++;
      return;
    }
    if (now - this.#linesSince >= lineEveryMs) {
      this.#linesSince = now;
      this.#linesWritten = 0;
      for (const [other, { at }] of this.#lines)
        if (now - at >= lineEveryMs && other !== key) this.#lines.delete(other);
    }
    if (this.#linesWritten >= maxLines) return;
    this.#linesWritten++;
    this.#lines.set(key, { at: now, unsaid: 0 });
    const more = line && line.unsaid > 0 ? { before: line.unsaid } : {};
    this.#log.warn({ address, entrance, ...more }, refusals[entrance]);
  }

  #accountOf(key: string): Account {
    const now = this.#now();
    const account = this.#accounts.get(key) ?? { failures: 0, at: now };
    const forgiven = Math.floor((now - account.at) / refillMs);
    account.failures = Math.max(0, account.failures - Math.max(0, forgiven));
    // A clock that was set back forgives nothing, and holds nothing against anybody for longer.
    account.at = forgiven < 0 ? now : account.at + forgiven * refillMs;
    return account;
  }
}

const refusals: Readonly<Record<EntranceName, string>> = {
  'sign-in': 'somebody tried to sign in with a wrong token',
  credentials: 'a request came with a token or a session that opens nothing',
  link: 'somebody asked for a link that is not valid',
  'link-password': 'somebody tried a wrong password of a link',
  stream: 'a viewer came with something that opens nothing',
  host: 'a request came under a name that is not this server’s',
  origin: 'a page of another site made a request',
};

/** Of IPv6 a home or a machine has a whole /64. */
function keyOf(address: string | undefined): string {
  const plain = (address ?? 'nowhere').replace(/^::ffff:/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
