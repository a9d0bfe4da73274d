/**
 * Which errors mean that an operation certainly did not happen. The whole verdict rests on this table: an indefinite
 * error marked definite makes a correct system look broken, so a row is definite only where etcd answers after it
 * has applied or refused the request, or where no byte was sent. An error without a row is indefinite.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import type { RequestError } from '../kit/http/request-error';

/** An error of the v2 API: `{"errorCode":101,"message":"Compare failed","cause":"[4 != null]","index":8}`. */
interface ErrorBody {
  readonly errorCode?: number;
  readonly message?: string;
  readonly cause?: string;
  readonly index?: number;
}

type EtcdErrorRow = ErrorRow<RequestError>;

/** The first matching row decides. */
export const errorTable: readonly EtcdErrorRow[] = [
  // Refused by the store after the request went through the log.
  { name: 'compare-failed', isDefinite: true, matches: answered(412, 101) },
  { name: 'key-not-found', isDefinite: true, matches: answered(404, 100) },
  { name: 'key-exists', isDefinite: true, matches: answered(412, 105) },
  // Refused while reading the request, before it was proposed.
  { name: 'bad-request', isDefinite: true, matches: (error) => isBetween(codeOf(error, 400), 200, 299) },
  // etcd 0.4 redirects instead of proposing (`Server.Dispatch` in server/server.go, `GetHandler` in server/v2/get_handler.go
  // and `redirectRequests` in server/standby_server.go, alike in v0.4.0 to v0.4.9): each returns before it reaches Raft or
  // the store. So nothing happened where no node did anything but redirect: to a path without a host, which is to nobody,
  // or round in circles. Later versions redirect no request for a key.
  { name: 'no-leader', isDefinite: true, matches: is('no-leader') },
  { name: 'redirect-loop', isDefinite: true, matches: is('redirect-loop') },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },

  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
  // No etcd answers so; what does is unknown, and with it what it did before.
  { name: 'foreign-redirect', isDefinite: false, matches: (error) => isBetween(statusOf(error), 300, 399) },
  { name: 'node-failure', isDefinite: false, matches: says('node failure') },
  { name: 'raft-internal-error', isDefinite: false, matches: answered(500, 300) },
  { name: 'leader-election', isDefinite: false, matches: answered(500, 301) },
  { name: 'leader-election', isDefinite: false, matches: says('During election') },
  { name: 'server-error', isDefinite: false, matches: (error) => isBetween(statusOf(error), 500, 599) },
];

export function classify(error: RequestError): ErrorVerdict {
  return classifyBy(errorTable, error, errorOf);
}

function errorOf(error: RequestError, name: string): Json {
  if (error.kind === 'unknown') return { error: name, message: shownMessage(error.message) };
  if (error.kind !== 'answer' || name === 'foreign-redirect') return name;
  const body = errorBody(error.body);
  if (body === undefined) return { status: error.status, message: shownMessage(error.body) };
  const { errorCode, message, cause, index } = body;
  return {
    status: error.status,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(message === undefined ? {} : { message }),
    ...(cause === undefined || cause === '' ? {} : { cause }),
    ...(index === undefined ? {} : { index }),
  };
}

function answered(status: number, errorCode: number): EtcdErrorRow['matches'] {
  return (error) => codeOf(error, status) === errorCode;
}

function says(text: string): EtcdErrorRow['matches'] {
  return (error) => error.kind === 'answer' && error.status >= 400 && error.body.includes(text);
}

function statusOf(error: RequestError): number | undefined {
  return error.kind === 'answer' ? error.status : undefined;
}

function codeOf(error: RequestError, status: number): number | undefined {
  return error.kind === 'answer' && error.status === status ? errorBody(error.body)?.errorCode : undefined;
}

function isBetween(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && value >= least && value <= most;
}

/** @returns undefined when the body is no JSON object; fields of another type than etcd's are left out */
function errorBody(text: string): ErrorBody | undefined {
  const body = parsedObject(text);
  if (body === undefined) return undefined;
  const { errorCode, message, cause, index } = body;
  return {
    ...(typeof errorCode === 'number' ? { errorCode } : {}),
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof cause === 'string' ? { cause } : {}),
    ...(typeof index === 'number' ? { index } : {}),
  };
}

function parsedObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
