/**
 * Which errors mean that a write certainly did not happen. The whole verdict rests on this table: an error that is called
 * definite and is not makes a correct system look broken, so a row is definite only where Consul answers after it has
 * applied or refused the request, or where no byte was sent. Whatever no row matches is indefinite.
 *
 * A server that is not the leader hands a write on, and what comes back as a text in an answer of the 500s may have been
 * said by any server on the way. `No cluster leader` comes after up to 7 s in which the request was held and handed on
 * again; servers say it before they give a write to Raft, which is why Consul hands on again after it, and after nothing
 * else. Were it not so, a cas that was done could be refused the second time. Still no verdict is built on it: it comes
 * after a time-out, and a client that is told so calls its write unknown.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import type { RequestError } from '../kit/http/request-error';

type ConsulErrorRow = ErrorRow<RequestError>;

/** The first row that matches decides. */
export const errorTable: readonly ConsulErrorRow[] = [
  // Refused by the store after the request went through the log; nothing of a transaction is done when a part fails.
  { name: 'compare-failed', isDefinite: true, matches: answered(409, 'index is stale') },
  // Refused while reading the request, before it was handed on.
  { name: 'bad-request', isDefinite: true, matches: answered(400, '') },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },

  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
  // Only a read asks for the key as it is.
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
