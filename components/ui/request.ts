/** One way to speak to /api: JSON in, JSON out, and a failure that a page can show beside the right field. */

import type { PlanIssue } from '@/lib/plan/issues';
import type { ApiFailure } from '@/lib/protocol/api';

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

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** @throws RequestError; a visitor who is not signed in is sent to the door instead */
export async function request<T>(path: string, { method = 'GET', body, signal }: RequestOptions = {}): Promise<T> {
  const response = await send(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
  if (response.status === 401 && path !== '/api/session') {
    const here = `${location.pathname}${location.search}`;
    location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
  }
  const failure = failureIn(text);
  throw new RequestError(
    failure?.message ?? `The server answered ${response.status}.`,
    response.status,
    failure?.issues ?? [],
  );
}

async function send(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new RequestError('The Clew server does not answer. Is it still running?', 0);
  }
}

function failureIn(text: string): ApiFailure['error'] | undefined {
  try {
    return (JSON.parse(text) as Partial<ApiFailure>).error;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What to tell a person about anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? sentence(error.message) : String(error);
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?]$/.test(capital) ? capital : `${capital}.`;
}
