import { describe, expect, it } from 'vitest';
import { isHealthy, parsedMembers, parsedPeerUrls, parsedRaftState, parsedRegister } from './keys';

/** Answers as etcd 3.4.23 wrote them. */
const written =
  '{"action":"compareAndSwap","node":{"key":"/clew","value":"2","modifiedIndex":9,"createdIndex":8},"prevNode":{"key":"/clew","value":"null","modifiedIndex":8,"createdIndex":8}}\n';
const members =
  '{"members":[{"id":"dab039b1628318b","name":"n3","peerURLs":["http://10.0.0.3:2380"],"clientURLs":["http://10.0.0.3:2379"]},{"id":"617128af8564a607","name":"n2","peerURLs":["http://10.0.0.2:2380"],"clientURLs":[]}]}\n';
const raftOfLeader =
  '{"memstats": {"Alloc":1},"raft.status": {"id":"dab039b1628318b","term":2,"vote":"dab039b1628318b","commit":9,"lead":"dab039b1628318b","raftState":"StateLeader","applied":8,"progress":{},"leadtransferee":"0"}}\n';
const raftOfCandidate = raftOfLeader.replace('StateLeader', 'StateCandidate').replace(/"lead":"\w+"/, '"lead":"0"');

describe('an answer of etcd', () => {
  it('tells what the node believes of its Raft', () => {
    expect(parsedRaftState(raftOfLeader)).toEqual({ role: 'leader', leader: 'dab039b1628318b', term: 2, applied: 8 });
    expect(parsedRaftState(raftOfCandidate)).toEqual({ role: 'candidate', term: 2, applied: 8 });
    expect(parsedRaftState('{"raft.status": null}')).toBeUndefined();
    expect(parsedRaftState(raftOfLeader.replace('StateLeader', 'StateUnheardOf'))).toBeUndefined();
  });

  it('names the members by their ids', () => {
    expect([...parsedMembers(members)]).toEqual([
      ['dab039b1628318b', 'n3'],
      ['617128af8564a607', 'n2'],
    ]);
    expect(parsedMembers('{}').size).toBe(0);
  });

  it('shows the register', () => {
    expect(parsedRegister(written)).toEqual({ value: 2, modifiedIndex: 9 });
  });

  it.each([
    ['nothing', ''],
    ['no key', '{"action":"get"}'],
    ['a directory', '{"action":"get","node":{"key":"/clew","dir":true,"modifiedIndex":3}}'],
    ['a value that is no JSON', '{"action":"get","node":{"value":"x y","modifiedIndex":3}}'],
    ['no index', '{"action":"get","node":{"value":"2"}}'],
    ['half of one', written.slice(0, 50)],
  ])('with %s shows no register', (_what, text) => {
    expect(parsedRegister(text)).toBeUndefined();
  });

  it('lists the members, also those that have not come up yet', () => {
    expect(parsedPeerUrls(members)).toEqual(['http://10.0.0.3:2380', 'http://10.0.0.2:2380']);
    expect(parsedPeerUrls('')).toEqual([]);
  });

  it('is healthy only by saying so', () => {
    expect(isHealthy('{"health":"true"}')).toBe(true);
    expect(isHealthy('{"health":"false"}')).toBe(false);
    expect(isHealthy('')).toBe(false);
  });
});
