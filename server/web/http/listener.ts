/**
 * The way of every HTTP request: is it for this server, does a page of ours send it, who is it, and only then what does
 * it want. /api is answered here, the rest by the pages.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { ClewError } from '../../base/failure';
import type { Gate } from '../auth/gate';
import { ApiError } from './api-error';
import { failure, type Reply, send } from './reply';
import { matchPath, type Route, signInFirst } from './route';

export interface ListenerOptions {
  readonly gate: Gate;
  readonly routes: readonly Route[];
  readonly pages: RequestListener;
  /** Headers for every answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly log: Logger;
}

export function requestListener(options: ListenerOptions): RequestListener {
  return (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      options.log.warn({ err: error, method: request.method }, 'an answer was cut off');
      response.destroy();
    });
  };
}

async function answer(options: ListenerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { gate, headers } = options;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!gate.hasKnownHost(request)) {
    return send(response, failure(421, 'this server does not go by that name; use the address it printed'));
  }
  if (!isReading(request) && !gate.hasOwnOrigin(request)) {
    return send(response, failure(403, 'the request comes from a page of another site'));
  }
  const url = urlOf(request);
  if (!url) return send(response, failure(400, 'the address cannot be read'));
  if (url.pathname === '/api' || url.pathname.startsWith('/api/')) {
    return send(response, await apiReply(options, request, url.pathname));
  }
  const place = pageRedirect(gate, request, url);
  if (place === undefined) return options.pages(request, response);
  response.statusCode = 303;
  response.setHeader('cache-control', 'no-store');
  response.setHeader('location', place.location);
  if (place.cookie !== undefined) response.setHeader('set-cookie', place.cookie);
  response.end();
}

async function apiReply(options: ListenerOptions, request: IncomingMessage, path: string): Promise<Reply> {
  const { gate, routes, log } = options;
  try {
    const matches = routes.flatMap((route) => {
      const params = matchPath(route.pattern, path);
      return params ? [{ route, params }] : [];
    });
    const match = matches.find(({ route }) => route.method === request.method);
    const principal = gate.principalOf(request);
    if (!matches.some(({ route }) => route.access === 'anyone') && principal.kind !== 'operator') {
      return failure(401, signInFirst);
    }
    if (matches.length === 0) return failure(404, `there is no ${path}`);
    if (!match) return failure(405, `${request.method} is not for ${path}`);
    return await match.route.handle({ incoming: request, params: match.params, principal });
  } catch (error) {
    if (error instanceof ApiError) return failure(error.status, error.message, error.issues);
    if (error instanceof URIError) return failure(400, 'the address cannot be read');
    log.error({ err: error, method: request.method }, 'a request failed');
    if (!(error instanceof ClewError)) return failure(500, 'Clew failed here; its log says why');
    const { message, cure } = error.failure;
    return failure(503, cure === undefined ? message : `${message}; ${cure}`);
  }
}

/** Where a page's visitor is sent instead: past the token in the address, or to the door. */
function pageRedirect(
  gate: Gate,
  request: IncomingMessage,
  url: URL,
): { readonly location: string; readonly cookie?: string } | undefined {
  const token = url.searchParams.get('token');
  if (token !== null && isReading(request) && gate.isToken(token)) {
    url.searchParams.delete('token');
    // Two slashes at the start would name another host.
    return { location: `${url.pathname.replace(/^\/+/, '/')}${url.search}`, cookie: gate.cookie() };
  }
  if (isOpenPage(url.pathname) || gate.principalOf(request).kind === 'operator') return undefined;
  // The door leads on to where the visitor wanted to go; a wrong token does not come along.
  url.searchParams.delete('token');
  const wanted = `${url.pathname}${url.search}`;
  return { location: wanted === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(wanted)}` };
}

/** Pages hold no data of any run, they fetch it from /api; so what looks like a file may be served to anyone. */
function isOpenPage(path: string): boolean {
  return path === '/sign-in' || path.startsWith('/share/') || path.startsWith('/_next/') || /\.[a-z0-9]+$/i.test(path);
}

function isReading(request: IncomingMessage): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function urlOf(request: IncomingMessage): URL | undefined {
  return request.url?.startsWith('/') && URL.canParse(`http://clew${request.url}`)
    ? new URL(`http://clew${request.url}`)
    : undefined;
}
