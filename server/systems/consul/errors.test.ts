import { describe, expect, it } from 'vitest';
import { type RecordedError, testErrorTable } from '../kit/error-table.fixture';
import type { RequestError } from '../kit/http/request-error';
import { classify, errorTable } from './errors';

const answer = (status: number, body: string): RequestError => ({ kind: 'answer', status, body });

/** Bodies as Consul 1.8.7 wrote them, save where it says otherwise. */
const recorded: readonly RecordedError<RequestError>[] = [
  {
    title: 'an index that was overtaken',
    requestError: answer(
      409,
      '{"Results":null,"Errors":[{"OpIndex":0,"What":"failed to set key \\"clew\\", index is stale"}]}',
    ),
    name: 'compare-failed',
    isDefinite: true,
    error: {
      status: 409,
      error: 'compare-failed',
      message: '{"Results":null,"Errors":[{"OpIndex":0,"What":"failed to set key \\"clew\\", index is stale"}]}',
    },
  },
  {
    title: 'a body that Consul cannot read',
    requestError: answer(400, 'Failed to parse body: unexpected EOF'),
    name: 'bad-request',
    isDefinite: true,
    error: { status: 400, error: 'bad-request', message: 'Failed to parse body: unexpected EOF' },
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
    title: 'a key that is not there',
    requestError: answer(404, ''),
    name: 'key-not-found',
    isDefinite: false,
    error: { status: 404, error: 'key-not-found' },
  },
  {
    title: 'no leader, after 7 s of waiting for one',
    requestError: answer(500, 'No cluster leader'),
    name: 'no-leader',
    isDefinite: false,
    error: { status: 500, error: 'no-leader', message: 'No cluster leader' },
  },
  {
    title: 'a leader that another server took for one',
    requestError: answer(500, 'rpc error making call: No cluster leader'),
    name: 'no-leader',
    isDefinite: false,
    error: { status: 500, error: 'no-leader', message: 'rpc error making call: No cluster leader' },
  },
  {
    title: 'a leader deposed before the write was committed',
    requestError: answer(500, 'leadership lost while committing log'),
    name: 'leadership-lost',
    isDefinite: false,
    error: { status: 500, error: 'leadership-lost', message: 'leadership lost while committing log' },
  },
  {
    title: 'a leader deposed before the write was begun, as Raft says it',
    requestError: answer(500, 'rpc error making call: node is not the leader'),
    name: 'not-leader',
    isDefinite: false,
    error: { status: 500, error: 'not-leader', message: 'rpc error making call: node is not the leader' },
  },
  {
    title: 'a leader that went away in the middle',
    requestError: answer(500, 'rpc error making call: EOF'),
    name: 'rpc-error',
    isDefinite: false,
    error: { status: 500, error: 'rpc-error', message: 'rpc error making call: EOF' },
  },
  {
    title: 'any other answer of the 500s',
    requestError: answer(500, 'strconv.ParseUint: parsing "abc": invalid syntax'),
    name: 'server-error',
    isDefinite: false,
    error: { status: 500, error: 'server-error', message: 'strconv.ParseUint: parsing "abc": invalid syntax' },
  },
];

const unclassified: readonly { readonly title: string; readonly requestError: RequestError }[] = [
  { title: 'an error nobody thought of', requestError: { kind: 'unknown', message: 'parser went mad' } },
  { title: 'another conflict', requestError: answer(409, '{"Results":null,"Errors":[{"OpIndex":0,"What":"?"}]}') },
  { title: 'a stale index under another status', requestError: answer(499, 'index is stale') },
  { title: 'a success status without a body', requestError: answer(204, '') },
  { title: 'too many requests', requestError: answer(429, 'rate limited') },
];

describe('the error table', () => {
  const definite = ['compare-failed', 'bad-request', 'connection-refused', 'not-connected'];
  testErrorTable({ errorTable, classify, recorded, definite, unclassified });

  it('cuts a long body', () => {
    expect(classify(answer(502, 'x'.repeat(5000))).error).toMatchObject({ message: 'x'.repeat(200) });
  });
});
