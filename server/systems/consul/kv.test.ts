import { describe, expect, it } from 'vitest';
import {
  encodedValue,
  parsedLeader,
  parsedMembers,
  parsedPeers,
  parsedRaftState,
  parsedRegister,
  parsedSetIndex,
  setRequest,
} from './kv';

/** As Consul 1.8.7 writes them. */
const entry = '[{"LockIndex":0,"Key":"clew","Flags":0,"Value":"bnVsbA==","CreateIndex":8,"ModifyIndex":9}]';
const done =
  '{"Results":[{"KV":{"LockIndex":0,"Key":"clew","Flags":0,"Value":null,"CreateIndex":8,"ModifyIndex":10}}],"Errors":null}';

describe('the register', () => {
  it('is read with the index of its last change', () => {
    expect(parsedRegister(entry)).toEqual({ value: null, modifyIndex: 9 });
    expect(parsedRegister(entry.replace('bnVsbA==', encodedValue(4)))).toEqual({ value: 4, modifyIndex: 9 });
  });

  it.each(['', '[]', 'null', '{}', '[{"Value":null,"ModifyIndex":9}]', '[{"Value":"bnVs","ModifyIndex":9}]', '[{"Va'])(
    'is not seen in %s',
    (text) => {
      expect(parsedRegister(text)).toBeUndefined();
    },
  );

  it('is set by a transaction of one operation, with an index only if it still has that', () => {
    expect(setRequest(3)).toMatchObject({
      method: 'PUT',
      path: '/v1/txn',
      body: { json: [{ KV: { Verb: 'set', Key: 'clew', Value: 'Mw==' } }] },
    });
    expect(setRequest(3, 9).body).toEqual({ json: [{ KV: { Verb: 'cas', Key: 'clew', Value: 'Mw==', Index: 9 } }] });
  });

  it('is set where the answer says at which index', () => {
    expect(parsedSetIndex(done)).toBe(10);
    for (const text of ['true', '', '{"Results":[],"Errors":null}', '{"Results":null,"Errors":[{"OpIndex":0}]}']) {
      expect(parsedSetIndex(text)).toBeUndefined();
    }
  });
});

describe('the cluster', () => {
  it('names its leader, or nobody', () => {
    expect(parsedLeader('"10.0.0.1:8300"')).toBe('10.0.0.1:8300');
    expect(parsedLeader('""')).toBeUndefined();
    expect(parsedLeader('No cluster leader')).toBeUndefined();
  });

  it('names its servers', () => {
    expect(parsedPeers('["10.0.0.1:8300","10.0.0.2:8300"]')).toEqual(['10.0.0.1:8300', '10.0.0.2:8300']);
    expect(parsedPeers('null')).toEqual([]);
  });

  it('tells which node has which address', () => {
    const members = [
      { Name: 'n1', Addr: '10.0.0.1', Port: 8301, Tags: { port: '8300' } },
      { Name: 'n2', Addr: 'fd00::2', Port: 8301, Tags: { port: '8300' } },
      { Name: 'n3' },
    ];
    expect([...parsedMembers(JSON.stringify(members))]).toEqual([
      ['10.0.0.1:8300', 'n1'],
      ['[fd00::2]:8300', 'n2'],
    ]);
  });
});

describe('the state of Raft', () => {
  const self = (state: string, leader: string) =>
    JSON.stringify({ Stats: { raft: { state, term: '3', applied_index: '17' }, consul: { leader_addr: leader } } });

  it('is read from the statistics', () => {
    expect(parsedRaftState(self('Follower', '10.0.0.2:8300'))).toEqual({
      role: 'follower',
      leader: '10.0.0.2:8300',
      term: 3,
      applied: 17,
    });
    expect(parsedRaftState(self('Candidate', ''))).toEqual({ role: 'candidate', term: 3, applied: 17 });
  });

  it('is not there in anything else', () => {
    expect(parsedRaftState(self('Shutdown', ''))).toBeUndefined();
    expect(parsedRaftState('{}')).toBeUndefined();
    expect(parsedRaftState('')).toBeUndefined();
  });
});
