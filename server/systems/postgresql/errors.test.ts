import { describe } from 'vitest';
import { type RecordedError, testErrorTable } from '../kit/error-table.fixture';
import type { RequestError } from '../kit/sql/request-error';
import { classify, errorTable } from './errors';

const refused = (code: string, message: string): RequestError => ({ kind: 'refused', code, message });

function refusal(name: string, isDefinite: boolean, code: string, message: string): RecordedError<RequestError> {
  return { title: code, requestError: refused(code, message), name, isDefinite, error: { error: name, code, message } };
}

function bare(requestError: RequestError, isDefinite: boolean): RecordedError<RequestError> {
  const { kind } = requestError;
  return { title: kind, requestError, name: kind, isDefinite, error: kind };
}

/** As PostgreSQL 15 words them. */
const recorded: readonly RecordedError<RequestError>[] = [
  refusal(
    'serialization-failure',
    true,
    '40001',
    'could not serialize access due to read/write dependencies among transactions',
  ),
  refusal('deadlock', true, '40P01', 'deadlock detected'),
  refusal('rolled-back', true, '40000', 'COMMIT was answered with ROLLBACK'),
  refusal('read-only', true, '25006', 'cannot execute INSERT in a read-only transaction'),
  refusal('cannot-connect-now', true, '57P03', 'the database system is starting up'),
  refusal('too-many-connections', true, '53300', 'sorry, too many clients already'),
  refusal('query-canceled', false, '57014', 'canceling statement due to user request'),
  refusal('admin-shutdown', false, '57P01', 'terminating connection due to administrator command'),
  refusal('crash-shutdown', false, '57P02', 'terminating connection because of crash of another server process'),
  refusal('connection-exception', false, '08006', 'connection failure'),
  bare({ kind: 'compare-failed' }, true),
  bare({ kind: 'insufficient-funds' }, true),
  bare({ kind: 'connection-refused', message: 'refused' }, true),
  bare({ kind: 'not-connected', message: 'no route' }, true),
  bare({ kind: 'timed-out' }, false),
  bare({ kind: 'connection-lost', message: 'gone' }, false),
  bare({ kind: 'stopped' }, false),
];

describe('the error table of PostgreSQL', () => {
  testErrorTable({
    errorTable,
    classify,
    recorded,
    definite: [
      'compare-failed',
      'insufficient-funds',
      'connection-refused',
      'not-connected',
      'serialization-failure',
      'deadlock',
      'rolled-back',
      'read-only',
      'cannot-connect-now',
      'too-many-connections',
    ],
    unclassified: [
      { title: 'a full disk', requestError: refused('53100', 'could not extend file: No space left on device') },
      { title: 'an answer that is none', requestError: { kind: 'unknown', message: 'not a JSON value' } },
    ],
  });
});
