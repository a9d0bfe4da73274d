/**
 * Which errors of the v3 API mean that an operation certainly did not happen. A row is definite only where etcd refuses
 * a request before it is proposed or while it is applied, or where no byte was sent; whatever no row matches is
 * indefinite. The gateway tells the code of gRPC and a message, with an HTTP status that follows from the code:
 *
 *     503 {"error":"etcdserver: request timed out","message":"etcdserver: request timed out","code":14}     3.4
 *     503 {"code":14, "message":"etcdserver: request timed out"}                                            3.5
 *
 * A comparison that fails is no error of the API: the transaction says so, and the client completes it as `fail`.
 */
import type { Json } from '@/lib/base/json';
import { field, parsedJson } from '../http/json-body';
import type { Trouble } from '../http/trouble';

interface ErrorRow {
  readonly name: string;
  readonly isDefinite: boolean;
  readonly matches: (trouble: Trouble, code: number | undefined, message: string) => boolean;
}

/** Codes of gRPC. */
const invalidArgument = 3;
const deadlineExceeded = 4;
const notFound = 5;
const unavailable = 14;

/** The first row that matches decides. */
export const errorTable: readonly ErrorRow[] = [
  // Refused while the request is read or checked, before it is proposed.
  { name: 'invalid-argument', isDefinite: true, matches: answered(400, invalidArgument) },
  // Refused while it is applied: what hangs on a lease that is gone is not put.
  {
    name: 'lease-not-found',
    isDefinite: true,
    matches: (trouble, code, message) =>
      answered(404, notFound)(trouble, code) && message === 'etcdserver: requested lease not found',
  },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },

  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
  { name: 'request-timed-out', isDefinite: false, matches: says('request timed out') },
  { name: 'leader-changed', isDefinite: false, matches: says('leader changed') },
  { name: 'no-leader', isDefinite: false, matches: says('no leader') },
  { name: 'deadline-exceeded', isDefinite: false, matches: (_trouble, code) => code === deadlineExceeded },
  // A deadline inside etcd, told with the code for what is not known.
  { name: 'deadline-exceeded', isDefinite: false, matches: says('context deadline exceeded') },
  { name: 'unavailable', isDefinite: false, matches: (_trouble, code) => code === unavailable },
  {
    name: 'server-error',
    isDefinite: false,
    matches: (trouble) => trouble.kind === 'answer' && trouble.status >= 500,
  },
];

/** A message is shown cut to this many characters: an error belongs on one line. */
const shownMessageLength = 200;

export interface ErrorVerdict {
  readonly name: string;
  readonly isDefinite: boolean;
  /** What the op carries: a word, or what etcd said. */
  readonly error: Json;
}

export function classify(trouble: Trouble): ErrorVerdict {
  const body = trouble.kind === 'answer' ? parsedJson(trouble.body) : undefined;
  const [code, message] = [field(body, 'code'), field(body, 'message')];
  const knownCode = typeof code === 'number' ? code : undefined;
  const text = typeof message === 'string' ? message : rawText(trouble);
  const row = errorTable.find((candidate) => candidate.matches(trouble, knownCode, text));
  const name = row?.name ?? 'unclassified';
  return { name, isDefinite: row?.isDefinite ?? false, error: errorOf(trouble, name, knownCode, text) };
}

function errorOf(trouble: Trouble, name: string, code: number | undefined, text: string): Json {
  const message = text.slice(0, shownMessageLength);
  if (trouble.kind === 'unknown') return { error: name, message };
  if (trouble.kind !== 'answer') return name;
  return { error: name, status: trouble.status, ...(code === undefined ? {} : { code }), message };
}

function rawText(trouble: Trouble): string {
  if (trouble.kind === 'answer') return trouble.body.trim();
  return trouble.kind === 'unknown' ? trouble.message : '';
}

function is(kind: Trouble['kind']): ErrorRow['matches'] {
  return (trouble) => trouble.kind === kind;
}

function answered(status: number, expected: number) {
  return (trouble: Trouble, code: number | undefined) =>
    trouble.kind === 'answer' && trouble.status === status && code === expected;
}

function says(words: string): ErrorRow['matches'] {
  return (trouble, _code, message) => trouble.kind === 'answer' && trouble.status >= 400 && message.includes(words);
}
