/** Routes as data: what may be asked, who may ask it, and who answers. */
import type { IncomingMessage } from 'node:http';
import type { Reply } from './reply';

export interface ApiRequest {
  readonly incoming: IncomingMessage;
  /** The `:name` parts of the pattern, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/api/runs/:id`: a part that begins with a colon matches any one part. */
  readonly pattern: string;
  /** `anyone`: the handler itself asks for a token, where one is needed. */
  readonly access: 'operator' | 'anyone';
  handle(request: ApiRequest): Promise<Reply>;
}

type Handler = Route['handle'];

export function operator(method: Route['method'], pattern: string, handle: Handler): Route {
  return { method, pattern, access: 'operator', handle };
}

export function anyone(method: Route['method'], pattern: string, handle: Handler): Route {
  return { method, pattern, access: 'anyone', handle };
}

/** The parts of the path that the pattern names; nothing when it does not match. @throws URIError for a broken `%` */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const value = given[place] ?? '';
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
    } else if (value === '') return undefined;
    else params[part.slice(1)] = decodeURIComponent(value);
  }
  return params;
}
