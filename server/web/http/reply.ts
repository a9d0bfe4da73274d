/** What a handler answers, as a value; and the one place that writes it to the socket. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PlanIssue } from '@/lib/plan/issues';
import type { ApiFailure } from '@/lib/protocol/api';

export type Reply =
  | { readonly status: number; readonly json: unknown }
  | {
      readonly status: number;
      readonly text: string | AsyncIterable<string>;
      readonly type: string;
      /** Set to have it saved under this name instead of shown. */
      readonly fileName?: string;
    }
  | { readonly status: 204; readonly cookie?: string };

export function json(body: unknown, status = 200): Reply {
  return { status, json: body };
}

export function failure(status: number, message: string, issues?: readonly PlanIssue[]): Reply {
  const body: ApiFailure = { error: { message, ...(issues ? { issues } : {}) } };
  return { status, json: body };
}

export async function send(response: ServerResponse, reply: Reply): Promise<void> {
  response.statusCode = reply.status;
  // What a run is now is not what it was; and nothing of it belongs in a shared cache.
  response.setHeader('cache-control', 'no-store');
  if ('json' in reply) {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(reply.json));
  } else if ('text' in reply) {
    response.setHeader('content-type', `${reply.type}; charset=utf-8`);
    if (reply.fileName !== undefined) {
      response.setHeader('content-disposition', `attachment; filename="${reply.fileName.replace(/[^\w.-]+/g, '-')}"`);
    }
    if (typeof reply.text === 'string') response.end(reply.text);
    else await pipeline(Readable.from(reply.text), response);
  } else {
    if (reply.cookie !== undefined) response.setHeader('set-cookie', reply.cookie);
    response.end();
  }
}
