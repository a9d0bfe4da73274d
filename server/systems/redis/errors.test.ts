import { describe } from 'vitest';
import { type RecordedError, testErrorTable } from '../kit/error-table.fixture';
import { classify, errorTable } from './errors';
import type { RequestError } from './request-error';

/** As Redis 7.0.15 says it. */
const said = (name: string, message: string, isDefinite: boolean): RecordedError<RequestError> => ({
  ...{ title: `‘${message}’`, requestError: { kind: 'answer', message }, name, isDefinite },
  error: { error: name, message },
});

const without = (kind: 'timed-out' | 'stopped' | 'no-master' | 'empty', isDefinite: boolean) => ({
  ...{ title: `${kind} without an answer`, requestError: { kind }, name: kind, isDefinite, error: kind },
});

const lost = (kind: 'connection-refused' | 'not-connected' | 'connection-lost', isDefinite: boolean) => ({
  ...{ title: `${kind}`, requestError: { kind, message: 'reset' }, name: kind, isDefinite, error: kind },
});

const recorded: readonly RecordedError<RequestError>[] = [
  {
    ...{ title: 'another value than expected', name: 'compare-failed', isDefinite: true },
    ...{ requestError: { kind: 'compare-failed', found: 3 }, error: { error: 'compare-failed', found: 3 } },
  },
  without('empty', true),
  without('no-master', true),
  lost('connection-refused', true),
  lost('not-connected', true),
  said('read-only', "READONLY You can't write against a read only replica.", true),
  said('loading', 'LOADING Redis is loading the dataset in memory', true),
  said('master-down', "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", true),
  said('no-replicas', 'NOREPLICAS Not enough good replicas to write.', true),
  said('cluster-down', 'CLUSTERDOWN The cluster is down', true),
  said('cannot-persist', 'MISCONF Errors writing to the AOF file: No space left on device', true),
  said('out-of-memory', "OOM command not allowed when used memory > 'maxmemory'.", true),
  said('busy', 'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.', true),
  said('no-password', 'NOAUTH Authentication required.', true),
  said('wrong-password', 'WRONGPASS invalid username-password pair or user is disabled.', true),
  said('transaction-refused', 'EXECABORT Transaction discarded because of previous errors.', true),
  without('timed-out', false),
  lost('connection-lost', false),
  without('stopped', false),
  {
    ...{ title: 'a write on too few replicas', name: 'few-replicas', isDefinite: false },
    ...{ requestError: { kind: 'few-replicas', confirmed: 1 }, error: { error: 'few-replicas', confirmed: 1 } },
  },
  said(
    'unblocked',
    'UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)',
    false,
  ),
];

const unclassified: readonly { readonly title: string; readonly requestError: RequestError }[] = [
  { title: 'an error nobody thought of', requestError: { kind: 'unknown', message: 'parser went mad' } },
  { title: 'an error without a code of its own', requestError: { kind: 'answer', message: 'ERR syntax error' } },
  {
    title: 'a code that only begins alike',
    requestError: { kind: 'answer', message: 'BUSYGROUP Consumer Group name' },
  },
  { title: 'a code that stands later', requestError: { kind: 'answer', message: 'ERR it was READONLY before' } },
];

describe('the error table', () => {
  const definite = [
    ...['compare-failed', 'empty', 'no-master', 'connection-refused', 'not-connected', 'read-only', 'loading'],
    ...['master-down', 'no-replicas', 'cluster-down', 'cannot-persist', 'out-of-memory', 'busy'],
    ...['no-password', 'wrong-password', 'transaction-refused'],
  ];
  testErrorTable({ errorTable, classify, recorded, definite, unclassified });
});
