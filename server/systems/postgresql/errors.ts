/**
 * Which answers to a COMMIT, and which failures before one, mean that a transaction certainly did not happen. Before the
 * COMMIT nothing did, whatever the error; so a row is definite only where it is so of the COMMIT itself. Codes are the
 * SQLSTATEs of PostgreSQL's appendix A; an error without a row is indefinite.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import type { RequestError } from '../kit/sql/request-error';

type PostgresqlErrorRow = ErrorRow<RequestError>;

/** The first matching row decides. */
export const errorTable: readonly PostgresqlErrorRow[] = [
  { name: 'compare-failed', isDefinite: true, matches: is('compare-failed') },
  { name: 'insufficient-funds', isDefinite: true, matches: is('insufficient-funds') },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },
  // Class 40, transaction rollback: it says so itself.
  { name: 'serialization-failure', isDefinite: true, matches: refused('40001') },
  { name: 'deadlock', isDefinite: true, matches: refused('40P01') },
  { name: 'rolled-back', isDefinite: true, matches: refused('40000') },
  // On a standby, or a primary that became one: nothing may be written there.
  { name: 'read-only', isDefinite: true, matches: refused('25006') },
  // A new connection is turned away before it can send anything: starting up, shutting down, or full.
  { name: 'cannot-connect-now', isDefinite: true, matches: refused('57P03') },
  { name: 'too-many-connections', isDefinite: true, matches: refused('53300') },

  // A COMMIT that waits for a standby and is cancelled has been committed on the primary.
  { name: 'query-canceled', isDefinite: false, matches: refused('57014') },
  { name: 'admin-shutdown', isDefinite: false, matches: refused('57P01') },
  { name: 'crash-shutdown', isDefinite: false, matches: refused('57P02') },
  {
    name: 'connection-exception',
    isDefinite: false,
    matches: (error) => error.kind === 'refused' && error.code.startsWith('08'),
  },
  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
];

/** A password that is wrong, an account or a database that is not there: what a set-up made. */
export const accountErrors: readonly string[] = ['28P01', '28000', '3D000'];

export function classify(error: RequestError): ErrorVerdict {
  return classifyBy(errorTable, error, errorOf);
}

function errorOf(error: RequestError, name: string): Json {
  if (error.kind === 'unknown') return { error: name, message: shownMessage(error.message) };
  if (error.kind !== 'refused') return name;
  return { error: name, code: error.code, message: shownMessage(error.message) };
}

function refused(code: string): PostgresqlErrorRow['matches'] {
  return (error) => error.kind === 'refused' && error.code === code;
}
