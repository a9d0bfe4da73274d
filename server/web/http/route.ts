/** Routes as data: what may be asked, who may ask it, and who answers. */
import type { IncomingMessage } from 'node:http';
import type { Author, Principal } from '@/lib/protocol/principal';
import { ApiError } from './api-error';
import type { Reply } from './reply';

export const signInFirst = 'sign in with the token that was printed when Clew started';

export interface ApiRequest {
  readonly incoming: IncomingMessage;
  /** The `:name` parts of the pattern, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly principal: Principal;
}

/** A request of someone who may change things. */
export interface AuthorRequest extends ApiRequest {
  readonly by: Author;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/api/runs/:id`: a part that begins with a colon matches any one part. */
  readonly pattern: string;
  /** `anyone`: the handler itself asks for a token, where one is needed. */
  readonly access: 'operator' | 'anyone';
  handle(request: ApiRequest): Promise<Reply>;
}

export function operator(
  method: Route['method'],
  pattern: string,
  handle: (request: AuthorRequest) => Promise<Reply>,
): Route {
  return {
    method,
    pattern,
    access: 'operator',
    handle: async (request) => {
      const { principal } = request;
      if (principal.kind !== 'operator') throw new ApiError(401, signInFirst);
      return handle({ ...request, by: principal });
    },
  };
}

export function anyone(method: Route['method'], pattern: string, handle: Route['handle']): Route {
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
