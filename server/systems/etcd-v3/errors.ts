/**
 * Which errors of the v3 API mean that an operation certainly did not happen. A row is definite only where etcd refuses
 * a request before it is proposed or while it is applied, or where no byte was sent; an error without a row is
 * indefinite. The gateway answers with the gRPC code and a message, and an HTTP status derived from the code:
 *
 *     503 {"error":"etcdserver: request timed out","message":"etcdserver: request timed out","code":14}     3.4
 *     503 {"code":14, "message":"etcdserver: request timed out"}                                            3.5
 *
 * A comparison that fails is not an API error: the transaction reports it, and the client completes it as `fail`.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import { field, parsedJson } from '../kit/http/json-body';
import type { RequestError } from '../kit/http/request-error';

/** With the gRPC code, where there is one, and the message. */
type GatewayError = RequestError & { readonly code: number | undefined; readonly message: string };

type EtcdErrorRow = ErrorRow<GatewayError>;

/** Codes of gRPC. */
const invalidArgument = 3;
const deadlineExceeded = 4;
const notFound = 5;
const unavailable = 14;

/** The first matching row decides. */
export const errorTable: readonly EtcdErrorRow[] = [
  // Refused while the request is read or checked, before it is proposed.
  { name: 'invalid-argument', isDefinite: true, matches: answered(400, invalidArgument) },
  // Refused while it is applied: a put under an ended lease is refused.
  {
    name: 'lease-not-found',
    isDefinite: true,
    matches: (error) => answered(404, notFound)(error) && error.message === 'etcdserver: requested lease not found',
  },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },

  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
  { name: 'request-timed-out', isDefinite: false, matches: says('request timed out') },
  { name: 'leader-changed', isDefinite: false, matches: says('leader changed') },
  { name: 'no-leader', isDefinite: false, matches: says('no leader') },
  { name: 'deadline-exceeded', isDefinite: false, matches: ({ code }) => code === deadlineExceeded },
  // A deadline inside etcd, sent with the code for unknown errors.
  { name: 'deadline-exceeded', isDefinite: false, matches: says('context deadline exceeded') },
  { name: 'unavailable', isDefinite: false, matches: ({ code }) => code === unavailable },
  // A server that was asked to end closes its gateway's connection while it still holds requests.
  { name: 'shutting-down', isDefinite: false, matches: says('the client connection is closing') },
  {
    name: 'server-error',
    isDefinite: false,
    matches: (error) => error.kind === 'answer' && error.status >= 500,
  },
];

export function classify(error: RequestError): ErrorVerdict {
  const body = error.kind === 'answer' ? parsedJson(error.body) : undefined;
  const [code, message] = [field(body, 'code'), field(body, 'message')];
  const described: GatewayError = {
    ...error,
    code: typeof code === 'number' ? code : undefined,
    message: typeof message === 'string' ? message : rawText(error),
  };
  return classifyBy(errorTable, described, errorOf);
}

function errorOf(error: GatewayError, name: string): Json {
  const message = shownMessage(error.message);
  if (error.kind === 'unknown') return { error: name, message };
  if (error.kind !== 'answer') return name;
  return { error: name, status: error.status, ...(error.code === undefined ? {} : { code: error.code }), message };
}

function rawText(error: RequestError): string {
  if (error.kind === 'answer') return error.body;
  return 'message' in error ? error.message : '';
}

function answered(status: number, code: number): EtcdErrorRow['matches'] {
  return (error) => error.kind === 'answer' && error.status === status && error.code === code;
}

function says(words: string): EtcdErrorRow['matches'] {
  return (error) => error.kind === 'answer' && error.status >= 400 && error.message.includes(words);
}
