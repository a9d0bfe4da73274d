/**
 * Which errors mean that an operation certainly did not happen. AntiEtcd answers an error with a status and a line
 * of text; a follower passes its leader's error on as 503 with the leader's text. A row is definite only where AntiEtcd
 * 1.3.1 answers so before it touches its data, on every code path with that answer. An error without a row is
 * indefinite.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import type { RequestError } from '../kit/http/request-error';

/** A transaction that compared and did not find what was expected; AntiEtcd answers it with success. */
export type AntiEtcdRequestError = RequestError | { readonly kind: 'compare-failed' };

type AntiEtcdErrorRow = ErrorRow<AntiEtcdRequestError>;

/** The first matching row decides. */
export const errorTable: readonly AntiEtcdErrorRow[] = [
  // The branch for a failed comparison is empty: nothing was written.
  { name: 'compare-failed', isDefinite: true, matches: is('compare-failed') },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },
  // Said before the transaction is carried out, by the node that was asked or by the leader that it asked.
  { name: 'no-quorum', isDefinite: true, matches: answered(503, 'Quorum not available') },
  { name: 'no-leader', isDefinite: true, matches: answered(503, 'Leader is unavailable') },
  { name: 'stopping', isDefinite: true, matches: answered(502, 'Server is stopping') },
  { name: 'stopping', isDefinite: true, matches: answered(503, 'Server is stopping') },
  // Refused while reading the request.
  { name: 'bad-request', isDefinite: true, matches: (error) => [400, 404, 405].includes(statusOf(error) ?? 0) },

  // The leader has written it already, and so may some of its followers have.
  { name: 'replication-failed', isDefinite: false, matches: answered(503, 'Replication failed, please retry request') },
  { name: 'peer-lost', isDefinite: false, matches: answered(503, 'Peer connection is lost, please retry request') },
  // The leader was asked and did not answer the follower in time.
  { name: 'leader-timed-out', isDefinite: false, matches: answered(503, 'timeout') },
  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
  { name: 'server-error', isDefinite: false, matches: (error) => (statusOf(error) ?? 0) >= 500 },
];

export function classify(error: AntiEtcdRequestError): ErrorVerdict {
  return classifyBy(errorTable, error, errorOf);
}

function errorOf(error: AntiEtcdRequestError, name: string): Json {
  if (error.kind === 'unknown') return { error: name, message: shownMessage(error.message) };
  if (error.kind !== 'answer') return name;
  return { status: error.status, message: shownMessage(error.body) };
}

function answered(status: number, text: string): AntiEtcdErrorRow['matches'] {
  return (error) => error.kind === 'answer' && error.status === status && error.body.trim() === text;
}

function statusOf(error: AntiEtcdRequestError): number | undefined {
  return error.kind === 'answer' ? error.status : undefined;
}
