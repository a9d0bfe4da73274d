/**
 * The way of every HTTP request: is it for this server, does a page of ours send it, and does it want the API or a page.
 * Who asks for what under /api is decided in api.ts; a page's visitor who is not signed in is led to the sign-in page.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Gate } from '../auth/gate';
import { Refusal } from './refusal';

export interface EntranceOptions {
  readonly gate: Gate;
  readonly api: RequestListener;
  readonly pages: RequestListener;
  /** Headers for every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

export function entrance({ gate, api, pages, headers }: EntranceOptions): RequestListener {
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (!gate.hasKnownHost(request)) {
      return refuse(response, new Refusal(421, 'this server does not go by that name; use the address it printed'));
    }
    if (!isReading(request) && !gate.hasOwnOrigin(request)) {
      return refuse(response, new Refusal(403, 'the request comes from a page of another site'));
    }
    const url = urlOf(request);
    if (!url) return refuse(response, new Refusal(400, 'the address cannot be read'));
    if (url.pathname === '/api' || url.pathname.startsWith('/api/')) return api(request, response);
    const place = pageRedirect(gate, request, url);
    if (place === undefined) return pages(request, response);
    response.statusCode = 303;
    response.setHeader('cache-control', 'no-store');
    response.setHeader('location', place.location);
    if (place.cookie !== undefined) response.setHeader('set-cookie', place.cookie);
    response.end();
  };
}

function refuse(response: ServerResponse, { status, body }: Refusal): void {
  response.statusCode = status;
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}

/** Strips `?token=` and signs its bearer in, or redirects a visitor to /sign-in. */
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
  // The sign-in page leads on to where the visitor wanted to go; a wrong token does not come along.
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
