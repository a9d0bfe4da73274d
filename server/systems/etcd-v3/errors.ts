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
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import { field, parsedJson } from '../kit/http/json-body';
import type { Trouble } from '../kit/http/trouble';

/** What went wrong, with the code of gRPC where there is one, and what was said. */
type Told = Trouble & { readonly code: number | undefined; readonly said: string };

type EtcdErrorRow = ErrorRow<Told>;

/** Codes of gRPC. */
const invalidArgument = 3;
const deadlineExceeded = 4;
const notFound = 5;
const unavailable = 14;

/** The first row that matches decides. */
export const errorTable: readonly EtcdErrorRow[] = [
  // Refused while the request is read or checked, before it is proposed.
  { name: 'invalid-argument', isDefinite: true, matches: answered(400, invalidArgument) },
  // Refused while it is applied: what hangs on a lease that is gone is not put.
  {
    name: 'lease-not-found',
    isDefinite: true,
    matches: (told) => answered(404, notFound)(told) && told.said === 'etcdserver: requested lease not found',
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
  // A deadline inside etcd, told with the code for what is not known.
  { name: 'deadline-exceeded', isDefinite: false, matches: says('context deadline exceeded') },
  { name: 'unavailable', isDefinite: false, matches: ({ code }) => code === unavailable },
  {
    name: 'server-error',
    isDefinite: false,
    matches: (told) => told.kind === 'answer' && told.status >= 500,
  },
];

export function classify(trouble: Trouble): ErrorVerdict {
  const body = trouble.kind === 'answer' ? parsedJson(trouble.body) : undefined;
  const [code, message] = [field(body, 'code'), field(body, 'message')];
  const told = {
    ...trouble,
    code: typeof code === 'number' ? code : undefined,
    said: typeof message === 'string' ? message : rawText(trouble),
  };
  return classifyBy(errorTable, told, errorOf);
}

function errorOf(told: Told, name: string): Json {
  const message = shownMessage(told.said);
  if (told.kind === 'unknown') return { error: name, message };
  if (told.kind !== 'answer') return name;
  return { error: name, status: told.status, ...(told.code === undefined ? {} : { code: told.code }), message };
}

function rawText(trouble: Trouble): string {
  if (trouble.kind === 'answer') return trouble.body;
  return trouble.kind === 'unknown' ? trouble.message : '';
}

function answered(status: number, code: number): EtcdErrorRow['matches'] {
  return (told) => told.kind === 'answer' && told.status === status && told.code === code;
}

function says(words: string): EtcdErrorRow['matches'] {
  return (told) => told.kind === 'answer' && told.status >= 400 && told.said.includes(words);
}
