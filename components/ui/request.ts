/** One way to ask /api from a page: an endpoint of the contract, and its answer or a failure for the right field. */
import { config } from 'zod/mini';
import type { PlanIssue } from '@/lib/plan/issues';
import {
  type AnswerOf,
  type Endpoint,
  pathOf,
  queryText,
  type RequestParts,
  readAnswer,
  readRefusal,
} from '@/lib/protocol/api/endpoint';
import { pageKeyHeader } from '@/lib/protocol/page-key';
import { pageKey } from './page-key';

// Pages may not make code from strings; zod would try to, to be faster, and the browser would report it.
config({ jitless: true });

/** A request that got no answer or a refusal. `status` 0: the server could not be reached. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly issues: readonly PlanIssue[];

  constructor(message: string, status: number, issues: readonly PlanIssue[] = []) {
    super(message);
    this.status = status;
    this.issues = issues;
  }
}

type RequestOptions<E extends Endpoint> = RequestParts<E> & {
  /** Of an endpoint that takes one as it is. */
  readonly file?: Blob;
  readonly signal?: AbortSignal;
  /** A 401 leads to the sign-in page, unless the caller shows it. */
  readonly showsSignedOut?: boolean;
};

/** @throws RequestError; a visitor who is not signed in is sent to the sign-in page as well */
export async function request<E extends Endpoint>(endpoint: E, options: RequestOptions<E>): Promise<AnswerOf<E>> {
  const { params, query, body, file, signal, showsSignedOut = false } = options;
  const response = await send(`${params === undefined ? endpoint.path : pathOf(endpoint, params)}${queryText(query)}`, {
    method: endpoint.method,
    cache: 'no-store',
    headers: headersFor(endpoint, body, file),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(file ? { body: file } : {}),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  if (!response.ok) {
    // Under a link it is the password of the link that is missing.
    if (response.status === 401 && !showsSignedOut && endpoint.access === 'operator') signIn();
    throw refused(response.status, text);
  }
  const answer = readAnswer(endpoint, text);
  if (answer.ok) return answer.value;
  console.error(`the answer of ${endpoint.path} does not fit: ${answer.error}`);
  throw new RequestError('The answer of the server cannot be read; reload the page.', response.status);
}

function headersFor({ method }: Endpoint, body: unknown, file: Blob | undefined): Readonly<Record<string, string>> {
  const key = method === 'GET' ? undefined : pageKey();
  return {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(file ? { 'content-type': 'application/octet-stream' } : {}),
    ...(key === undefined ? {} : { [pageKeyHeader]: key }),
  };
}

/** Where somebody who was signed in and is not any more signs in again, to go on where they were. */
export function signInAddress(next: string): string {
  return `/sign-in?ended&next=${encodeURIComponent(next)}`;
}

function signIn(): void {
  location.assign(`${signInAddress(`${location.pathname}${location.search}`)}${location.hash}`);
}

async function send(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new RequestError('The Clew server does not answer. Is it still running?', 0);
  }
}

function refused(status: number, text: string): RequestError {
  const refusal = readRefusal(text);
  return new RequestError(refusal?.message ?? `The server answered ${status}.`, status, refusal?.issues);
}

/** What to tell a person about anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? sentence(error.message) : String(error);
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?]$/.test(capital) ? capital : `${capital}.`;
}
