/** Reads what a request brings: JSON within a limit, checked against the schema of its endpoint before it is used. */
import type * as z from 'zod';
import { parseJson } from '@/lib/base/json-text';
import { strangeTexts } from '@/lib/base/plain-text';
import type { PlanIssue } from '@/lib/plan/issues';
import { planIssues, planMessage } from '@/lib/plan/issues';
import { Refusal } from './refusal';

/** Fifty times the longest plan. */
const maxBodyBytes = 64 * 1024;

/** Of a body that is too long, so much more is read and thrown away: a client that is cut off while it sends reads no 413. */
const maxDiscardedBytes = 16 * 1024 * 1024;

/** @throws Refusal 400 that names each field, 413 or 415 */
export async function readBody(request: Request, schema: z.ZodType): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  // Other types can be sent by a form of any site without the browser asking first.
  if (type !== 'application/json') throw new Refusal(415, 'send application/json');
  const value = parseJson(await readText(request));
  if (!value.ok) throw new Refusal(400, value.error.message);
  const strange = strangeTexts(value.value);
  if (strange.length > 0) throw notValid(schema.meta()?.title ?? 'request', strange);
  const parsed = schema.safeParse(value.value, { error: planMessage });
  if (parsed.success) return parsed.data;
  throw notValid(schema.meta()?.title ?? 'request', planIssues(parsed.error));
}

export function notValid(what: string, issues: readonly PlanIssue[]): Refusal {
  const fields = issues.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; ');
  return new Refusal(400, `the ${what} is not valid: ${fields}`, issues);
}

async function readText(request: Request): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    bytes += part.value.length;
    if (bytes <= maxBodyBytes) parts.push(part.value);
    else if (bytes > maxDiscardedBytes) break;
  }
  if (bytes > maxBodyBytes) throw new Refusal(413, `send at most ${maxBodyBytes} bytes`);
  return Buffer.concat(parts).toString('utf8');
}
