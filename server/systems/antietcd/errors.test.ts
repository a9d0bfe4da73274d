import { describe, expect, test } from 'vitest';
import type { Json } from '@/lib/base/json';
import { completionType } from '../kit/error-table';
import { type AntiEtcdRequestError, classify } from './errors';

const answer = (status: number, body: string): AntiEtcdRequestError => ({ kind: 'answer', status, body });
const said = (status: number, message: string): Json => ({ status, message });

const cases: readonly (readonly [string, AntiEtcdRequestError, boolean, Json])[] = [
  ['a comparison that did not hold', { kind: 'compare-failed' }, true, 'compare-failed'],
  ['a node where nobody listens', { kind: 'connection-refused', message: '' }, true, 'connection-refused'],
  ['a node that cannot be reached', { kind: 'not-connected', message: '' }, true, 'not-connected'],
  ['a node without a quorum', answer(503, 'Quorum not available\n'), true, said(503, 'Quorum not available')],
  ['a node that has lost its leader', answer(503, 'Leader is unavailable\n'), true, said(503, 'Leader is unavailable')],
  ['a node that stops', answer(502, 'Server is stopping\n'), true, said(502, 'Server is stopping')],
  ['a leader that stops', answer(503, 'Server is stopping\n'), true, said(503, 'Server is stopping')],
  ['a request that is none', answer(400, 'body should be valid JSON\n'), true, said(400, 'body should be valid JSON')],

  [
    'a write that some followers did not confirm',
    answer(503, 'Replication failed, please retry request\n'),
    false,
    said(503, 'Replication failed, please retry request'),
  ],
  [
    'a write after which a follower is gone',
    answer(503, 'Peer connection is lost, please retry request\n'),
    false,
    said(503, 'Peer connection is lost, please retry request'),
  ],
  ['a leader that does not answer its follower', answer(503, 'timeout\n'), false, said(503, 'timeout')],
  ['a bug of its own', answer(500, 'Internal error: BUG\n'), false, said(500, 'Internal error: BUG')],
  ['an operation over its limit', { kind: 'timed-out' }, false, 'timed-out'],
  ['a connection that ended', { kind: 'connection-lost', message: '' }, false, 'connection-lost'],
  ['a stopped run', { kind: 'stopped' }, false, 'stopped'],
  ['what nobody knows', { kind: 'unknown', message: 'hm' }, false, { error: 'unclassified', message: 'hm' }],
  [
    'a text that merely holds a known one',
    answer(503, 'no: Quorum not available'),
    false,
    said(503, 'no: Quorum not available'),
  ],
];

describe('the errors of AntiEtcd', () => {
  test.each(cases)('%s', (_, requestError, isDefinite, error) => {
    const verdict = classify(requestError);
    expect([verdict.isDefinite, verdict.error]).toEqual([isDefinite, error]);
    expect(completionType(verdict)).toBe(isDefinite ? 'fail' : 'info');
  });
});
