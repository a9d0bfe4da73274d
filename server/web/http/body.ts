/** Reads what a request brings: JSON within a limit, checked against a schema before anybody uses it. */
import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { parseJson } from '@/lib/base/json-text';
import type { PlanIssue } from '@/lib/plan/issues';
import { planIssues, planMessage } from '@/lib/plan/issues';
import { ApiError } from './api-error';

/** Fifty times the longest plan. */
const maxBodyBytes = 64 * 1024;

export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  // Other types can be sent by a form of any site without the browser asking first.
  if (type !== 'application/json') throw new ApiError(415, 'send application/json');
  const parsed = parseJson(await readText(request));
  if (!parsed.ok) throw new ApiError(400, parsed.error.message);
  return parsed.value;
}

/** @throws ApiError 400 that names each field */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value, { error: planMessage });
  if (parsed.success) return parsed.data;
  throw notValid(what, planIssues(parsed.error));
}

export function notValid(what: string, issues: readonly PlanIssue[]): ApiError {
  const fields = issues.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; ');
  return new ApiError(400, `the ${what} is not valid: ${fields}`, issues);
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBodyBytes) throw new ApiError(413, `send at most ${maxBodyBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
