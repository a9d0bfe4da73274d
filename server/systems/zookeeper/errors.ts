/**
 * Which errors of ZooKeeper mean that an operation certainly did not happen: those with which a server
 * refuses a request (`KeeperException.Code`), and those without a session, when the request was not sent. An error
 * without a row is indefinite.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import type { RequestError } from './request-error';

type ZooKeeperErrorRow = ErrorRow<RequestError>;

/** The first matching row decides. */
export const errorTable: readonly ZooKeeperErrorRow[] = [
  { name: 'compare-failed', isDefinite: true, matches: is('compare-failed') },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },
  // Refused while the request was validated, before it became a transaction.
  { name: 'bad-version', isDefinite: true, matches: refused(-103) },
  { name: 'no-node', isDefinite: true, matches: refused(-101) },
  { name: 'node-exists', isDefinite: true, matches: refused(-110) },
  { name: 'unimplemented', isDefinite: true, matches: refused(-6) },
  { name: 'bad-arguments', isDefinite: true, matches: refused(-8) },
  { name: 'no-auth', isDefinite: true, matches: refused(-102) },

  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
  { name: 'session-expired', isDefinite: false, matches: refused(-112) },
  { name: 'session-moved', isDefinite: false, matches: refused(-118) },
];

export function classify(error: RequestError): ErrorVerdict {
  return classifyBy(errorTable, error, errorOf);
}

function errorOf(error: RequestError, name: string): Json {
  if (error.kind === 'unknown') return { error: name, message: shownMessage(error.message) };
  return error.kind === 'refused' ? { error: name, code: error.code } : name;
}

function refused(code: number): ZooKeeperErrorRow['matches'] {
  return (error) => error.kind === 'refused' && error.code === code;
}
