/**
 * The way of every HTTP request: is it for this server, does a page of ours send it, and does it want the API, the stream
 * or a page. Who asks for what under /api is decided in api.ts; a page's visitor who is not signed in is led to the
 * sign-in page.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { tokenInPath } from '@/lib/protocol/link';
import { pageKeyInAddress } from '@/lib/protocol/page-key';
import type { Failures } from '../auth/failures';
import { type Gate, isReading } from '../auth/gate';
import { pagePolicy } from './headers';
import { Refusal, refusalOf, refuse, tooManyFailures } from './refusal';
import { asksForStream, turnedAway } from './request-line';

export interface EntranceOptions {
  readonly gate: Gate;
  readonly failures: Failures;
  /** Whether the token of a link opens something. */
  readonly isLink: (token: string) => Promise<boolean>;
  readonly api: RequestListener;
  readonly stream: RequestListener;
  readonly pages: RequestListener;
  readonly isDevelopment: boolean;
  readonly log: Logger;
}

export function entrance(options: EntranceOptions): RequestListener {
  const { gate, failures, api, stream, log } = options;
  return (request, response) => {
    const refusal = turnedAway(gate, failures, request);
    if (refusal) return refuse(response, refusal);
    if (asksForStream(request)) return stream(request, response);
    const url = urlOf(request);
    if (!url) return refuse(response, new Refusal(400, 'the address cannot be read'));
    if (url.pathname.startsWith('/api/')) return api(request, response);
    page(options, request, response, url).catch((error: unknown) => {
      if (!(error instanceof Refusal)) log.error({ err: error }, 'a page could not be answered');
      if (!response.headersSent) refuse(response, refusalOf(error));
    });
  };
}

/** @throws Refusal */
async function page(options: EntranceOptions, request: IncomingMessage, response: ServerResponse, url: URL) {
  const { failures, pages, isDevelopment, isLink } = options;
  if (!isReading(request)) {
    response.setHeader('allow', 'GET, HEAD, OPTIONS');
    throw new Refusal(405, `${request.method} is not for ${url.pathname}`);
  }
  const place = await pageRedirect(options, request, url);
  if (place) {
    response.statusCode = 303;
    response.setHeader('cache-control', 'no-store');
    response.setHeader('location', place.location);
    if (place.cookie !== undefined) response.setHeader('set-cookie', place.cookie);
    response.end();
    return;
  }
  const link = tokenInPath(url.pathname);
  if (link !== undefined) {
    const { wait } = await failures.tryLink(request.socket.remoteAddress, () => isLink(link));
    if (wait !== undefined) throw tooManyFailures(wait);
  }
  const policy = pagePolicy(isDevelopment);
  // Next reads the nonce here, where a visitor could have written one.
  request.headers['content-security-policy'] = policy;
  response.setHeader('content-security-policy', policy);
  // The key is the page's own: what makes pages does without it.
  if (url.searchParams.has(pageKeyInAddress)) {
    url.searchParams.delete(pageKeyInAddress);
    request.url = `${url.pathname}${url.search}`;
  }
  pages(request, response);
}

interface Place {
  readonly location: string;
  readonly cookie?: string;
}

/**
 * Strips `?token=` and signs its bearer in, or redirects a visitor to /sign-in. What the page keeps for itself is handed to
 * it in its place, and is worth nothing without the cookie; its first script takes it out of the address. A place without #
 * leaves the browser that of the address it came with.
 */
async function pageRedirect(
  { gate, failures }: EntranceOptions,
  request: IncomingMessage,
  url: URL,
): Promise<Place | undefined> {
  const token = url.searchParams.get('token');
  if (token !== null) {
    url.searchParams.delete('token');
    const session = await gate.signIn(token, request);
    if (session) {
      url.searchParams.set(pageKeyInAddress, session.pageKey);
      // Two slashes at the start would name another host.
      const location = `${url.pathname.replace(/^\/+/, '/')}${url.search}`;
      return { location, cookie: gate.setCookie(session) };
    }
    const wait = failures.count(request.socket.remoteAddress, 'sign-in');
    if (wait !== undefined) throw tooManyFailures(wait);
  }
  if (isOpenPage(url.pathname) || gate.admit(request).principal.kind === 'operator') return undefined;
  // The sign-in page leads on to where the visitor wanted to go; a wrong token, or the key of another session, does not come along.
  url.searchParams.delete(pageKeyInAddress);
  const wanted = `${url.pathname}${url.search}`;
  return { location: wanted === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(wanted)}` };
}

/** A teammate with a link reads the help as well; what the interface is, the document under /api tells anyone. */
const openPages: ReadonlySet<string> = new Set(['/sign-in', '/help', '/api']);

/** Pages hold no data of any run, they fetch it from /api; so what looks like a file may be served to anyone. */
function isOpenPage(path: string): boolean {
  return openPages.has(path) || path.startsWith('/share/') || path.startsWith('/_next/') || /\.[a-z0-9]+$/i.test(path);
}

function urlOf(request: IncomingMessage): URL | undefined {
  return request.url?.startsWith('/') && URL.canParse(`http://clew${request.url}`)
    ? new URL(`http://clew${request.url}`)
    : undefined;
}
