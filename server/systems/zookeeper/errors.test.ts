import { describe } from 'vitest';
import { type RecordedError, testErrorTable } from '../kit/error-table.fixture';
import { classify, errorTable } from './errors';
import type { RequestError } from './request-error';

const without = (
  kind: 'compare-failed' | 'timed-out' | 'stopped',
  isDefinite: boolean,
): RecordedError<RequestError> => ({
  ...{ title: `${kind} without an answer`, requestError: { kind }, name: kind, isDefinite, error: kind },
});

const lost = (kind: 'connection-refused' | 'not-connected' | 'connection-lost', isDefinite: boolean) => ({
  ...{
    title: `${kind} without an answer`,
    requestError: { kind, message: 'reset' },
    name: kind,
    isDefinite,
    error: kind,
  },
});

const refused = (name: string, code: number, isDefinite: boolean): RecordedError<RequestError> => ({
  ...{
    title: `an answer of ${code}`,
    requestError: { kind: 'refused', code },
    name,
    isDefinite,
    error: { error: name, code },
  },
});

/** Codes of `KeeperException.Code`. */
const recorded = [
  without('compare-failed', true),
  lost('connection-refused', true),
  lost('not-connected', true),
  refused('bad-version', -103, true),
  refused('no-node', -101, true),
  refused('node-exists', -110, true),
  refused('unimplemented', -6, true),
  refused('bad-arguments', -8, true),
  refused('no-auth', -102, true),
  without('timed-out', false),
  lost('connection-lost', false),
  without('stopped', false),
  refused('session-expired', -112, false),
  refused('session-moved', -118, false),
];

const unclassified: readonly { readonly title: string; readonly requestError: RequestError }[] = [
  { title: 'an error nobody thought of', requestError: { kind: 'unknown', message: 'parser went mad' } },
  { title: 'a system error', requestError: { kind: 'refused', code: -1 } },
  { title: 'a loss that the server tells of', requestError: { kind: 'refused', code: -4 } },
  { title: 'a time-out that the server tells of', requestError: { kind: 'refused', code: -7 } },
];

describe('the error table', () => {
  const definite = [
    'compare-failed',
    'connection-refused',
    'not-connected',
    'bad-version',
    'no-node',
    'node-exists',
    'unimplemented',
    'bad-arguments',
    'no-auth',
  ];
  testErrorTable({ errorTable, classify, recorded, definite, unclassified });
});
