import { describe, expect, it } from 'vitest';
import type { RequestError } from '../kit/http/request-error';
import { classify, errorTable } from './errors';

const answer = (status: number, body: string): RequestError => ({ kind: 'answer', status, body });

/** Bodies that etcd 3.4.23 and 3.5.16 sent; a cluster of three without a majority gave those that time out. */
const recorded: readonly (readonly [string, RequestError, boolean])[] = [
  [
    'invalid-argument',
    answer(400, '{"error":"etcdserver: key is not provided","message":"etcdserver: key is not provided","code":3}'),
    true,
  ],
  ['invalid-argument', answer(400, '{"code":3, "message":"etcdserver: key is not provided"}'), true],
  [
    'invalid-argument',
    answer(
      400,
      '{"error":"illegal base64 data at input byte 0","message":"illegal base64 data at input byte 0","code":3}',
    ),
    true,
  ],
  [
    'lease-not-found',
    answer(
      404,
      '{"error":"etcdserver: requested lease not found","message":"etcdserver: requested lease not found","code":5}',
    ),
    true,
  ],
  ['lease-not-found', answer(404, '{"code":5, "message":"etcdserver: requested lease not found"}'), true],
  [
    'server-error',
    answer(
      500,
      '{"error":"etcdserver: requested lease not found","message":"etcdserver: requested lease not found","code":2}',
    ),
    false,
  ],
  ['unclassified', answer(404, '{"code":5, "message":"Not Found"}'), false],
  ['shutting-down', answer(408, '{"code":1, "message":"grpc: the client connection is closing"}'), false],
  ['unclassified', answer(404, 'Not Found\n'), false],
  [
    'request-timed-out',
    answer(503, '{"error":"etcdserver: request timed out","message":"etcdserver: request timed out","code":14}'),
    false,
  ],
  ['request-timed-out', answer(503, '{"code":14, "message":"etcdserver: request timed out"}'), false],
  [
    'request-timed-out',
    answer(
      503,
      '{"error":"etcdserver: request timed out, possibly due to previous leader failure","message":"etcdserver: request timed out, possibly due to previous leader failure","code":14}',
    ),
    false,
  ],
  [
    'leader-changed',
    answer(503, '{"error":"etcdserver: leader changed","message":"etcdserver: leader changed","code":14}'),
    false,
  ],
  [
    'deadline-exceeded',
    answer(500, '{"error":"context deadline exceeded","message":"context deadline exceeded","code":2}'),
    false,
  ],
];

describe('the error table of the v3 API', () => {
  it.each(recorded)('%s: %j', (name, requestError, isDefinite) => {
    expect(classify(requestError)).toMatchObject({ name, isDefinite });
  });

  it.each([
    ['connection-refused', { kind: 'connection-refused', message: 'ECONNREFUSED' }, true],
    ['not-connected', { kind: 'not-connected', message: 'no route' }, true],
    ['timed-out', { kind: 'timed-out' }, false],
    ['connection-lost', { kind: 'connection-lost', message: 'reset' }, false],
    ['stopped', { kind: 'stopped' }, false],
    ['unclassified', { kind: 'unknown', message: 'what?' }, false],
  ] as const)('%s without an answer', (name, requestError, isDefinite) => {
    expect(classify(requestError)).toMatchObject({ name, isDefinite });
  });

  it('calls nothing definite that has a status of the server, whatever it says', () => {
    for (const status of [500, 502, 503, 504]) {
      for (const code of [2, 3, 5, 14]) {
        const body = JSON.stringify({ code, message: 'etcdserver: requested lease not found' });
        expect(classify(answer(status, body)).isDefinite).toBe(false);
      }
    }
  });

  it('says what etcd said, on one line', () => {
    expect(classify(answer(503, '{"code":14, "message":"etcdserver: request timed out"}')).error).toEqual({
      error: 'request-timed-out',
      status: 503,
      code: 14,
      message: 'etcdserver: request timed out',
    });
    const long = classify(answer(418, 'x'.repeat(500))).error;
    expect(long).toEqual({ error: 'unclassified', status: 418, message: 'x'.repeat(200) });
  });

  it('has every row met by a test, but those that this etcd was not seen to answer', () => {
    const met = new Set(recorded.map(([name]) => name));
    const unmet = errorTable.map(({ name }) => name).filter((name) => !met.has(name));
    expect(unmet).toEqual([
      'connection-refused',
      'not-connected',
      'timed-out',
      'connection-lost',
      'stopped',
      'no-leader',
      'unavailable',
    ]);
  });
});
