import { describe } from 'vitest';
import { type RecordedError, testErrorTable } from '../kit/error-table.fixture';
import { classify, errorTable } from './errors';
import type { RequestError } from './request-error';

const without = (kind: 'timed-out' | 'stopped' | 'no-responders', isDefinite: boolean) => ({
  ...{ title: `${kind} without an answer`, requestError: { kind }, name: kind, isDefinite, error: kind },
});

const lost = (
  kind: 'connection-refused' | 'not-connected' | 'connection-lost' | 'unauthorized',
  isDefinite: boolean,
) => ({
  ...{ title: `${kind}`, requestError: { kind, message: 'reset' }, name: kind, isDefinite, error: kind },
});

/** Codes of `server/errors.json`. */
const refused = (
  name: string,
  [code, errorCode, message]: readonly [number, number, string],
  isDefinite: boolean,
): RecordedError<RequestError> => ({
  ...{ title: `‘${message}’`, name, isDefinite },
  requestError: { kind: 'refused', code, errorCode, message },
  error: { error: name, code, errorCode, message },
});

const recorded: readonly RecordedError<RequestError>[] = [
  without('no-responders', true),
  lost('unauthorized', true),
  lost('connection-refused', true),
  lost('not-connected', true),
  refused('stream-not-found', [404, 10059, 'stream not found'], true),
  refused('too-large', [400, 10054, 'message size exceeds maximum allowed'], true),
  without('timed-out', false),
  lost('connection-lost', false),
  without('stopped', false),
  refused('unavailable', [503, 10008, 'JetStream system temporarily unavailable'], false),
];

const unclassified: readonly { readonly title: string; readonly requestError: RequestError }[] = [
  { title: 'an error nobody thought of', requestError: { kind: 'unknown', message: 'parser went mad' } },
  {
    title: 'an error after the message was proposed',
    requestError: { kind: 'refused', code: 500, errorCode: 10051, message: 'store failed' },
  },
];

describe('the error table', () => {
  const definite = [
    ...['no-responders', 'unauthorized', 'connection-refused', 'not-connected', 'stream-not-found', 'too-large'],
  ];
  testErrorTable({ errorTable, classify, recorded, definite, unclassified });
});
