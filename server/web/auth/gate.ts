/**
 * Who asks, and under which name of the server. A browser sends the cookies of a name to any address behind it, so the
 * Host and the Origin are checked as well as the secret: a foreign page whose name resolves to 127.0.0.1 gets nothing.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { runInShare } from '@/lib/protocol/experiment';
import { pageKeyHeader } from '@/lib/protocol/page-key';
import { operator, type Principal } from '@/lib/protocol/principal';
import { longestMs, type NewSession, type Sessions } from './sessions';
import type { Secrets } from './token';

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

export interface GateOptions {
  readonly secrets: Secrets;
  readonly sessions: Sessions;
  /** The address to listen on, as a person wrote it. */
  readonly host: string;
  readonly port: number;
  /** Where a reverse proxy, or the browser of somebody elsewhere, reaches it: `https://clew.example.org`. */
  readonly publicUrl?: string | undefined;
}

/** Who makes a request, and by what. */
export interface Admission {
  readonly principal: Principal;
  /** Where a session's cookie came along: with the end of the session ends what it was admitted to. */
  readonly sessionId?: string;
  /** A secret came along that opens nothing. */
  readonly isWrong?: true;
}

const visitor: Admission = { principal: { kind: 'visitor' } };
const stranger: Admission = { ...visitor, isWrong: true };

export class Gate {
  readonly #options: GateOptions;
  readonly #cookieName: string;

  constructor(options: GateOptions) {
    this.#options = options;
    // Cookies know no ports: two servers on one machine must not sign each other out.
    this.#cookieName = `clew-${options.port}`;
  }

  /**
   * By the secret in the header or the cookie; the token of a link is part of an address and not read here. A cookie alone
   * lets its bearer read: whatever changes something needs the page key beside it.
   */
  admit(request: IncomingMessage): Admission {
    const { secrets, sessions } = this.#options;
    const { authorization, [pageKeyHeader]: pageKey } = request.headers;
    const bearer = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : undefined;
    if (secrets.isToken(bearer) || secrets.isKey(bearer)) return { principal: operator };
    const cookies = this.#cookiesOf(request);
    const cookie = cookies.find((secret) => sessions.find(secret));
    const session = cookie === undefined ? undefined : sessions.find(cookie);
    if (cookie === undefined || !session) return bearer === undefined && cookies.length === 0 ? visitor : stranger;
    const mayChange = typeof pageKey === 'string' && sessions.hasPageKey(cookie, pageKey);
    if (!isReading(request) && !mayChange) return pageKey === undefined ? visitor : stranger;
    return { principal: session.author, sessionId: session.id };
  }

  /** In the place of what the browser had. @returns nothing where it is not the token */
  async signIn(token: string, request: IncomingMessage): Promise<NewSession | undefined> {
    if (!this.#options.secrets.isToken(token)) return undefined;
    await this.signOut(request);
    return this.#options.sessions.begin(operator);
  }

  async signOut(request: IncomingMessage): Promise<void> {
    for (const cookie of this.#cookiesOf(request)) await this.#options.sessions.end(cookie);
  }

  /** Notes that a session is used by a connection that goes on. @returns whether it still goes on itself */
  keeps(sessionId: string): boolean {
    return this.#options.sessions.use(sessionId) !== undefined;
  }

  /** The value of the set-cookie header that signs a browser in. Strict: no other site's link or form carries it. */
  setCookie({ secret }: Pick<NewSession, 'secret'>, maxAgeSeconds = longestMs / 1000): string {
    return `${this.#cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`;
  }

  /** The value of the set-cookie header that has a browser forget. */
  dropCookie(): string {
    return this.setCookie({ secret: '' }, 0);
  }

  /** For what the password of a link, or of one of its runs, was exchanged. */
  linkPass(request: IncomingMessage, token: string): string | undefined {
    return cookiesIn(request, this.#passNameOf(token)).at(0);
  }

  /** The value of the set-cookie header that has a browser open a link. It says nothing of which link. */
  setLinkPass(token: string, pass: string, maxAgeSeconds: number): string {
    return `${this.#passNameOf(token)}=${pass}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`;
  }

  /** Of each link its own, as a browser may have several. */
  #passNameOf(token: string): string {
    const link = createHash('sha256')
      .update(runInShare(token)?.token ?? token)
      .digest('base64url')
      .slice(0, 12);
    return `${this.#cookieName}-link-${link}`;
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
    const { host, port, publicUrl } = this.#options;
    if (publicUrl !== undefined && new URL(publicUrl).host === header.toLowerCase()) return true;
    const suffix = `:${port}`;
    const hasPort = header.endsWith(suffix);
    if (!hasPort && port !== 80) return false;
    const name = (hasPort ? header.slice(0, -suffix.length) : header).toLowerCase();
    if (loopbackNames.includes(name) || name === host.toLowerCase() || name === `[${host}]`) return true;
    const isEverywhere = host === '0.0.0.0' || host === '::';
    return isEverywhere && (isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === hostname().toLowerCase());
  }

  /** A page of another port can set one of the same name for a narrower path; it must not sign anybody out. */
  #cookiesOf(request: IncomingMessage): readonly string[] {
    return cookiesIn(request, this.#cookieName);
  }
}

/** Each that is so called. */
function cookiesIn(request: IncomingMessage, wanted: string): readonly string[] {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('=', 2));
  return pairs.flatMap(([name, value]) => (name === wanted && value ? [value] : []));
}

export function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}
