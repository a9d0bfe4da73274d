/**
 * Which answers to a COMMIT, and which failures before one, mean that a transaction certainly did not happen. Before the
 * COMMIT nothing did, whatever the error; so a row is definite only where it is so of the COMMIT itself. Numbers are
 * MariaDB's, as its reference of error codes lists them; an error without a row is indefinite.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import type { RequestError } from '../kit/sql/request-error';

type MariadbErrorRow = ErrorRow<RequestError>;

/** The first matching row decides. */
export const errorTable: readonly MariadbErrorRow[] = [
  { name: 'compare-failed', isDefinite: true, matches: is('compare-failed') },
  { name: 'insufficient-funds', isDefinite: true, matches: is('insufficient-funds') },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },
  // The transaction was chosen as the victim of a deadlock, or did not pass certification: Galera reports both so, and has
  // rolled it back.
  { name: 'deadlock', isDefinite: true, matches: refused(1213) },
  // Of innodb_snapshot_isolation: the row changed since the snapshot. The transaction is rolled back.
  { name: 'record-changed', isDefinite: true, matches: refused(1020) },
  // A new connection is turned away before it can send anything.
  { name: 'too-many-connections', isDefinite: true, matches: refused(1040) },

  // Rolls back the statement alone; what becomes of the transaction is up to its client.
  { name: 'lock-wait-timeout', isDefinite: false, matches: refused(1205) },
  // Refused because the node is not in the primary component, or has not caught up; whether the transaction had been
  // replicated before is not said.
  { name: 'not-prepared', isDefinite: false, matches: refused(1047) },
  // The group changed while the transaction was replicated.
  { name: 'error-during-commit', isDefinite: false, matches: refused(1180) },
  { name: 'server-shutdown', isDefinite: false, matches: refused(1053) },
  { name: 'interrupted', isDefinite: false, matches: refused(1317) },
  { name: 'killed', isDefinite: false, matches: refused(1927) },
  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
];

/** Access denied for a user, or to a database, or no such database: the account that a set-up made. */
export const accountErrors: readonly string[] = ['1044', '1045', '1049', '1698'];

export function classify(error: RequestError): ErrorVerdict {
  return classifyBy(errorTable, error, errorOf);
}

function errorOf(error: RequestError, name: string): Json {
  if (error.kind === 'unknown') return { error: name, message: shownMessage(error.message) };
  if (error.kind !== 'refused') return name;
  return { error: name, code: Number(error.code), message: shownMessage(error.message) };
}

function refused(code: number): MariadbErrorRow['matches'] {
  return (error) => error.kind === 'refused' && error.code === String(code);
}
