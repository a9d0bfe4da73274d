import { describe, expect, it } from 'vitest';
import { completionType } from '../kit/error-table';
import { type RecordedError, testErrorTable } from '../kit/error-table.fixture';
import type { RequestError } from '../kit/http/request-error';
import { classify, errorTable } from './errors';

const answer = (status: number, body: string): RequestError => ({ kind: 'answer', status, body });

/** Bodies as etcd 3.4.23 wrote them, save where it says otherwise. */
const recorded: readonly RecordedError<RequestError>[] = [
  {
    title: 'a compare that failed',
    requestError: answer(412, '{"errorCode":101,"message":"Compare failed","cause":"[4 != null]","index":8}\n'),
    name: 'compare-failed',
    isDefinite: true,
    error: { status: 412, errorCode: 101, message: 'Compare failed', cause: '[4 != null]', index: 8 },
  },
  {
    title: 'a key that is not there',
    requestError: answer(404, '{"errorCode":100,"message":"Key not found","cause":"/clew","index":7}\n'),
    name: 'key-not-found',
    isDefinite: true,
    error: { status: 404, errorCode: 100, message: 'Key not found', cause: '/clew', index: 7 },
  },
  {
    title: 'a key that is there already',
    requestError: answer(412, '{"errorCode":105,"message":"Key already exists","cause":"/clew","index":9}\n'),
    name: 'key-exists',
    isDefinite: true,
    error: { status: 412, errorCode: 105, message: 'Key already exists', cause: '/clew', index: 9 },
  },
  {
    title: 'a field that etcd cannot read',
    requestError: answer(
      400,
      '{"errorCode":209,"message":"Invalid field","cause":"invalid value for prevExist","index":0}\n',
    ),
    name: 'bad-request',
    isDefinite: true,
    error: {
      status: 400,
      errorCode: 209,
      message: 'Invalid field',
      cause: 'invalid value for prevExist',
      index: 0,
    },
  },
  {
    title: 'a refused connection',
    requestError: { kind: 'connection-refused', message: '(SSH) Channel open failure: Connection refused' },
    name: 'connection-refused',
    isDefinite: true,
    error: 'connection-refused',
  },
  {
    title: 'a lost SSH connection, before the request',
    requestError: { kind: 'not-connected', message: 'Not connected' },
    name: 'not-connected',
    isDefinite: true,
    error: 'not-connected',
  },
  {
    title: 'a time limit',
    requestError: { kind: 'timed-out' },
    name: 'timed-out',
    isDefinite: false,
    error: 'timed-out',
  },
  {
    title: 'a connection that ended after sending',
    requestError: { kind: 'connection-lost', message: 'other side closed' },
    name: 'connection-lost',
    isDefinite: false,
    error: 'connection-lost',
  },
  { title: 'a stopped run', requestError: { kind: 'stopped' }, name: 'stopped', isDefinite: false, error: 'stopped' },
  {
    title: 'a redirect to a path without a host, as etcd 0.4 sent it without a leader',
    requestError: { kind: 'no-leader' },
    name: 'no-leader',
    isDefinite: true,
    error: 'no-leader',
  },
  {
    title: 'leaders that name each other: each redirects, and none proposes',
    requestError: { kind: 'redirect-loop' },
    name: 'redirect-loop',
    isDefinite: true,
    error: 'redirect-loop',
  },
  {
    title: 'a redirect to nowhere, which no etcd sends',
    requestError: answer(307, ''),
    name: 'foreign-redirect',
    isDefinite: false,
    error: 'foreign-redirect',
  },
  {
    title: 'a node failure, as in the post',
    requestError: answer(500, 'command failed to be committed due to node failure\n'),
    name: 'node-failure',
    isDefinite: false,
    error: { status: 500, message: 'command failed to be committed due to node failure' },
  },
  {
    title: 'a raft internal error',
    requestError: answer(
      500,
      '{"errorCode":300,"message":"Raft Internal Error","cause":"etcdserver: request timed out","index":0}\n',
    ),
    name: 'raft-internal-error',
    isDefinite: false,
    error: {
      status: 500,
      errorCode: 300,
      message: 'Raft Internal Error',
      cause: 'etcdserver: request timed out',
      index: 0,
    },
  },
  {
    title: 'a raft internal error without a cause, as in the post',
    requestError: answer(500, '{"errorCode":300,"message":"Raft Internal Error","cause":"","index":41}\n'),
    name: 'raft-internal-error',
    isDefinite: false,
    error: { status: 500, errorCode: 300, message: 'Raft Internal Error', index: 41 },
  },
  {
    title: 'the error code of an election',
    requestError: answer(500, '{"errorCode":301,"message":"During Leader Election","index":3}\n'),
    name: 'leader-election',
    isDefinite: false,
    error: { status: 500, errorCode: 301, message: 'During Leader Election', index: 3 },
  },
  {
    title: 'a node that knows no leader',
    requestError: answer(503, '{"message":"During election"}'),
    name: 'leader-election',
    isDefinite: false,
    error: { status: 503, message: 'During election' },
  },
  {
    title: 'any other answer of the 500s',
    requestError: answer(502, 'Bad Gateway'),
    name: 'server-error',
    isDefinite: false,
    error: { status: 502, message: 'Bad Gateway' },
  },
];

const unclassified: readonly { readonly title: string; readonly requestError: RequestError }[] = [
  { title: 'an error nobody thought of', requestError: { kind: 'unknown', message: 'parser went mad' } },
  { title: 'a compare-failed code under another status', requestError: answer(500 - 1, '{"errorCode":101}') },
  { title: 'a success status without a code', requestError: answer(204, '') },
  { title: 'a body cut off in the middle', requestError: answer(412, '{"errorCode":101,"mess') },
  { title: 'an error code that is no number', requestError: answer(412, '{"errorCode":"101"}') },
  { title: 'null for a body', requestError: answer(404, 'null') },
];

describe('the error table', () => {
  const definite = [
    'compare-failed',
    'key-not-found',
    'key-exists',
    'bad-request',
    'no-leader',
    'redirect-loop',
    'connection-refused',
    'not-connected',
  ];
  testErrorTable({ errorTable, classify, recorded, definite, unclassified });

  it('cuts a long body', () => {
    expect(classify(answer(502, 'x'.repeat(5000))).error).toEqual({ status: 502, message: 'x'.repeat(200) });
  });
});

describe('a completion', () => {
  const timedOut = classify({ kind: 'timed-out' });
  const refused = classify({ kind: 'connection-refused', message: '' });

  it('is fail only when the error is definite', () => {
    expect(completionType(timedOut)).toBe('info');
    expect(completionType(refused)).toBe('fail');
  });
});
