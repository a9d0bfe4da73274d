/** Reads what a request brings: JSON within a limit, checked against the schema of its endpoint before it is used. */
import type { IncomingMessage } from 'node:http';
import * as z from 'zod/mini';
import { parseJson } from '@/lib/base/json-text';
import { strangeTexts } from '@/lib/base/plain-text';
import type { PlanIssue } from '@/lib/plan/issues';
import { planIssues, planMessage } from '@/lib/plan/issues';
import { Refusal } from './refusal';

/** Fifty times the longest plan. */
const maxBodyBytes = 64 * 1024;

/** A plan over a bad line takes a second; who sends a letter at a time holds no connection for longer. */
const bodyLimitMs = 10_000;

/** @throws Refusal 400 that names each field, 408, 413 or 415 */
export async function readBody(request: IncomingMessage, schema: z.ZodMiniType): Promise<unknown> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  // Other types can be sent by a form of any site without the browser asking first.
  if (type !== 'application/json') throw new Refusal(415, 'send application/json');
  const value = parseJson(await readText(request));
  if (!value.ok) throw new Refusal(400, value.error.message);
  const strange = strangeTexts(value.value);
  const title = z.globalRegistry.get(schema)?.title ?? 'request';
  if (strange.length > 0) throw notValid(title, strange);
  const parsed = schema.safeParse(value.value, { error: planMessage });
  if (parsed.success) return parsed.data;
  throw notValid(title, planIssues(parsed.error));
}

/** What follows the question mark. @throws Refusal 400 that names each field, also one that is said twice */
export function readQuery(given: URLSearchParams, schema: z.ZodMiniType): unknown {
  const twice = [...new Set(given.keys())].filter((name) => given.getAll(name).length > 1);
  if (twice.length > 0)
    throw notValid(
      'query',
      twice.map((path) => ({ path, message: 'is given more than once' })),
    );
  const parsed = schema.safeParse(Object.fromEntries(given), { error: planMessage });
  if (parsed.success) return parsed.data;
  throw notValid('query', planIssues(parsed.error));
}

export function notValid(what: string, issues: readonly PlanIssue[]): Refusal {
  const fields = issues.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; ');
  return new Refusal(400, `the ${what} is not valid: ${fields}`, issues);
}

/** A body that is too long is refused as soon as that is known; connections.ts reads what still comes of it. */
function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(
      () => leave(new Refusal(408, `the body did not arrive within ${bodyLimitMs / 1000} s`)),
      bodyLimitMs,
    );
    const leave = (refusal: Refusal) => {
      clearTimeout(timer);
      request.off('data', take).off('end', finish).off('close', breakOff);
      reject(refusal);
    };
    const take = (part: Buffer) => {
      bytes += part.length;
      parts.push(part);
      if (bytes > maxBodyBytes) leave(tooLong());
    };
    const finish = () => {
      clearTimeout(timer);
      request.off('close', breakOff);
      resolve(Buffer.concat(parts).toString('utf8'));
    };
    const breakOff = () => leave(new Refusal(400, 'the body broke off'));
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return leave(tooLong());
    request.on('data', take).on('end', finish).on('close', breakOff);
  });
}

function tooLong(): Refusal {
  return new Refusal(413, `send at most ${maxBodyBytes} bytes`);
}
