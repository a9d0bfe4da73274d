import { describe } from 'vitest';
import { type RecordedError, testErrorTable } from '../kit/error-table.fixture';
import type { RequestError } from '../kit/sql/request-error';
import { classify, errorTable } from './errors';

const refused = (code: number, message: string): RequestError => ({ kind: 'refused', code: String(code), message });

function refusal(name: string, isDefinite: boolean, code: number, message: string): RecordedError<RequestError> {
  return {
    title: `${code}`,
    requestError: refused(code, message),
    name,
    isDefinite,
    error: { error: name, code, message },
  };
}

function bare(requestError: RequestError, isDefinite: boolean): RecordedError<RequestError> {
  const { kind } = requestError;
  return { title: kind, requestError, name: kind, isDefinite, error: kind };
}

/** As MariaDB 10.11.19 with Galera 26.4.23 words them. */
const recorded: readonly RecordedError<RequestError>[] = [
  refusal('deadlock', true, 1213, 'Deadlock found when trying to get lock; try restarting transaction'),
  refusal('record-changed', true, 1020, "Record has changed since last read in table 'lists'"),
  refusal('too-many-connections', true, 1040, 'Too many connections'),
  refusal('lock-wait-timeout', false, 1205, 'Lock wait timeout exceeded; try restarting transaction'),
  refusal('not-prepared', false, 1047, 'WSREP has not yet prepared node for application use'),
  refusal('error-during-commit', false, 1180, 'Got error 6 "No such device or address" during COMMIT'),
  refusal('server-shutdown', false, 1053, 'Server shutdown in progress'),
  refusal('interrupted', false, 1317, 'Query execution was interrupted'),
  refusal('killed', false, 1927, 'Connection was killed'),
  bare({ kind: 'compare-failed' }, true),
  bare({ kind: 'insufficient-funds' }, true),
  bare({ kind: 'connection-refused', message: 'gone' }, true),
  bare({ kind: 'not-connected', message: 'gone' }, true),
  bare({ kind: 'timed-out' }, false),
  bare({ kind: 'connection-lost', message: 'gone' }, false),
  bare({ kind: 'stopped' }, false),
];

describe('the error table of MariaDB', () => {
  testErrorTable({
    errorTable,
    classify,
    recorded,
    definite: [
      'compare-failed',
      'insufficient-funds',
      'connection-refused',
      'not-connected',
      'deadlock',
      'record-changed',
      'too-many-connections',
    ],
    unclassified: [
      { title: 'a full table', requestError: refused(1114, "The table 'lists' is full") },
      { title: 'an answer that is none', requestError: { kind: 'unknown', message: 'not a JSON value' } },
    ],
  });
});
