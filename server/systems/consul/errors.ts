/**
 * Which errors mean that a write certainly did not happen. The whole verdict rests on this table: an indefinite
 * error marked definite makes a correct system look broken, so a row is definite only where Consul answers after it has
 * applied or refused the request, or where no byte was sent. An error without a row is indefinite.
 *
 * A follower forwards writes, so the text of a 5xx answer may come from any server on the way. `No cluster leader`
 * comes after up to 7 s in which the request was held and forwarded again. Servers answer it before they hand a write
 * to Raft, which is why Consul forwards again after this error only: otherwise a cas could be applied first and refused
 * on the second attempt. The table does not rely on this: the error follows a time-out, so the write completes as info.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import type { RequestError } from '../kit/http/request-error';

type ConsulErrorRow = ErrorRow<RequestError>;

/** The first matching row decides. */
export const errorTable: readonly ConsulErrorRow[] = [
  // Refused by the store after the request went through the log; a transaction with a failed part changes nothing.
  { name: 'compare-failed', isDefinite: true, matches: answered(409, 'index is stale') },
  // Refused while reading the request, before it was forwarded.
  { name: 'bad-request', isDefinite: true, matches: answered(400, '') },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },

  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
  // Only a read requests the key itself.
  { name: 'key-not-found', isDefinite: false, matches: answered(404, '') },
  { name: 'no-leader', isDefinite: false, matches: answered(500, 'No cluster leader') },
  { name: 'leadership-lost', isDefinite: false, matches: answered(500, 'leadership lost while committing log') },
  { name: 'not-leader', isDefinite: false, matches: answered(500, 'node is not the leader') },
  { name: 'rpc-error', isDefinite: false, matches: answered(500, 'rpc error') },
  { name: 'server-error', isDefinite: false, matches: isServerError },
];

export function classify(error: RequestError): ErrorVerdict {
  return classifyBy(errorTable, error, errorOf);
}

function errorOf(error: RequestError, name: string): Json {
  if (error.kind === 'unknown') return { error: name, message: shownMessage(error.message) };
  if (error.kind !== 'answer') return name;
  const message = shownMessage(error.body);
  return { status: error.status, error: name, ...(message === '' ? {} : { message }) };
}

function answered(status: number, text: string): ConsulErrorRow['matches'] {
  return (error) => error.kind === 'answer' && error.status === status && error.body.includes(text);
}

function isServerError(error: RequestError): boolean {
  return error.kind === 'answer' && error.status >= 500 && error.status <= 599;
}
