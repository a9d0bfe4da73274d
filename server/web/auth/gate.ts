/**
 * Who asks, and under which name of the server. A browser sends the cookies of a name to any address behind it, so the
 * Host and the Origin are checked as well as the token: a foreign page whose name resolves to 127.0.0.1 gets nothing.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { operator, type Principal } from '@/lib/protocol/principal';
import { isSameToken } from './token';

/** A month; the token itself does not expire. */
const cookieSeconds = 30 * 24 * 3600;

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

export interface GateOptions {
  readonly token: string;
  /** The address to listen on, as a person wrote it. */
  readonly host: string;
  readonly port: number;
}

export class Gate {
  readonly #options: GateOptions;
  readonly #cookieName: string;

  constructor(options: GateOptions) {
    this.#options = options;
    // Cookies know no ports: two servers on one machine must not sign each other out.
    this.#cookieName = `clew-${options.port}`;
  }

  /** By the token in the header or the cookie. The token of a link is part of an address and not read here. */
  principalOf(request: IncomingMessage): Principal {
    const { authorization } = request.headers;
    const bearer = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : undefined;
    return this.isToken(bearer) || this.isToken(this.#cookieOf(request)) ? operator : { kind: 'visitor' };
  }

  isToken(guess: string | undefined): boolean {
    return isSameToken(guess, this.#options.token);
  }

  /** The value of the set-cookie header that signs a browser in. Strict: no other site's link or form carries it. */
  cookie(): string {
    return `${this.#cookieName}=${this.#options.token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${cookieSeconds}`;
  }

  /** Whether the request came under a name that is this server's. */
  hasKnownHost(request: IncomingMessage): boolean {
    return request.headers.host !== undefined && this.#isKnownHost(request.headers.host);
  }

  /** Whether a page of this server made the request, or no page at all, as the command line. */
  hasOwnOrigin(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  }

  /** A server that listens on all addresses accepts any IP address and the name of the machine, and no other name. */
  #isKnownHost(header: string): boolean {
    const { host, port } = this.#options;
    const suffix = `:${port}`;
    const hasPort = header.endsWith(suffix);
    if (!hasPort && port !== 80) return false;
    const name = (hasPort ? header.slice(0, -suffix.length) : header).toLowerCase();
    if (loopbackNames.includes(name) || name === host.toLowerCase() || name === `[${host}]`) return true;
    const isEverywhere = host === '0.0.0.0' || host === '::';
    return isEverywhere && (isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === hostname().toLowerCase());
  }

  #cookieOf(request: IncomingMessage): string | undefined {
    for (const pair of request.headers.cookie?.split(';') ?? []) {
      const [name, value] = pair.split('=', 2);
      if (name?.trim() === this.#cookieName) return value?.trim();
    }
    return undefined;
  }
}
