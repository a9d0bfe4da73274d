/**
 * Which errors mean that an operation certainly did not happen. AntiEtcd answers an error as its status and a line of
 * text; one that a leader gave to the follower that asked it for a client comes as 503 with the leader's text. A row is
 * definite only where AntiEtcd 1.3.1 says this before it touches its data, on every way on which it says it. Whatever no
 * row matches is indefinite.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import type { Trouble } from '../kit/http/trouble';

/** A transaction that compared and did not find what was expected; AntiEtcd answers it with success. */
export type AntiEtcdTrouble = Trouble | { readonly kind: 'compare-failed' };

type AntiEtcdErrorRow = ErrorRow<AntiEtcdTrouble>;

/** The first row that matches decides. */
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
  { name: 'bad-request', isDefinite: true, matches: (trouble) => [400, 404, 405].includes(statusOf(trouble) ?? 0) },

  // The leader has written it already, and so may some of its followers have.
  { name: 'replication-failed', isDefinite: false, matches: answered(503, 'Replication failed, please retry request') },
  { name: 'peer-lost', isDefinite: false, matches: answered(503, 'Peer connection is lost, please retry request') },
  // The leader was asked and did not answer the follower in time.
  { name: 'leader-timed-out', isDefinite: false, matches: answered(503, 'timeout') },
  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
  { name: 'server-error', isDefinite: false, matches: (trouble) => (statusOf(trouble) ?? 0) >= 500 },
];

export function classify(trouble: AntiEtcdTrouble): ErrorVerdict {
  return classifyBy(errorTable, trouble, errorOf);
}

function errorOf(trouble: AntiEtcdTrouble, name: string): Json {
  if (trouble.kind === 'unknown') return { error: name, message: shownMessage(trouble.message) };
  if (trouble.kind !== 'answer') return name;
  return { status: trouble.status, message: shownMessage(trouble.body) };
}

function answered(status: number, text: string): AntiEtcdErrorRow['matches'] {
  return (trouble) => trouble.kind === 'answer' && trouble.status === status && trouble.body.trim() === text;
}

function statusOf(trouble: AntiEtcdTrouble): number | undefined {
  return trouble.kind === 'answer' ? trouble.status : undefined;
}
