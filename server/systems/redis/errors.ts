/**
 * Which errors mean that an operation certainly did not happen. A server's error begins with its code; those that are
 * definite here are given before a command is carried out (`processCommand` in server.c), or where no command was sent.
 * An error without a row is indefinite.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import type { RequestError } from './request-error';

type RedisErrorRow = ErrorRow<RequestError>;

/** The first matching row decides. */
export const errorTable: readonly RedisErrorRow[] = [
  { name: 'compare-failed', isDefinite: true, matches: is('compare-failed') },
  { name: 'empty', isDefinite: true, matches: is('empty') },
  // The client's own Sentinel was asked, and no server yet.
  { name: 'no-master', isDefinite: true, matches: is('no-master') },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },
  { name: 'read-only', isDefinite: true, matches: answered('READONLY') },
  { name: 'loading', isDefinite: true, matches: answered('LOADING') },
  { name: 'master-down', isDefinite: true, matches: answered('MASTERDOWN') },
  { name: 'no-replicas', isDefinite: true, matches: answered('NOREPLICAS') },
  { name: 'cluster-down', isDefinite: true, matches: answered('CLUSTERDOWN') },
  { name: 'cannot-persist', isDefinite: true, matches: answered('MISCONF') },
  { name: 'out-of-memory', isDefinite: true, matches: answered('OOM') },
  { name: 'busy', isDefinite: true, matches: answered('BUSY') },
  { name: 'no-password', isDefinite: true, matches: answered('NOAUTH') },
  { name: 'wrong-password', isDefinite: true, matches: answered('WRONGPASS') },
  // One of its commands was refused as it was queued, so that none was carried out.
  { name: 'transaction-refused', isDefinite: true, matches: answered('EXECABORT') },

  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
  // Written, and confirmed by fewer replicas than were to be waited for.
  { name: 'few-replicas', isDefinite: false, matches: is('few-replicas') },
  // A master that becomes a replica lets go of those that wait for replicas.
  { name: 'unblocked', isDefinite: false, matches: answered('UNBLOCKED') },
];

export function classify(error: RequestError): ErrorVerdict {
  return classifyBy(errorTable, error, errorOf);
}

function errorOf(error: RequestError, name: string): Json {
  if (error.kind === 'compare-failed') return { error: name, found: error.found };
  if (error.kind === 'few-replicas') return { error: name, confirmed: error.confirmed };
  if (error.kind === 'answer' || error.kind === 'unknown') return { error: name, message: shownMessage(error.message) };
  return name;
}

function answered(code: string): RedisErrorRow['matches'] {
  return (error) => error.kind === 'answer' && error.message.startsWith(`${code} `);
}
