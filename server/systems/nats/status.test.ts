import { expect, it } from 'vitest';
import { parsedClusterSize, parsedStatus, parsedVersion } from './status';

const streams = (cluster: object) =>
  JSON.stringify({
    account_details: [
      { name: '$SYS' },
      {
        name: '$G',
        stream_detail: [{ name: 'another' }, { name: 'clew', cluster, state: { messages: 9, last_seq: 12 } }],
      },
    ],
  });

it('a server tells who leads the stream, and how far its replica is', () => {
  expect(parsedStatus(streams({ leader: 'n1' }), 'n1')).toEqual({ role: 'leader', index: 12 });
  expect(parsedStatus(streams({ leader: 'n1' }), 'n2')).toEqual({ role: 'follower', leader: 'n1', index: 12 });
});

it('where it knows of no leader, it is none', () => {
  expect(parsedStatus(streams({}), 'n1')).toEqual({ role: 'candidate', index: 12 });
  expect(parsedStatus(streams({ leader: '' }), 'n1')).toEqual({ role: 'candidate', index: 12 });
});

it('a server without a replica has no role', () => {
  expect(parsedStatus('{"account_details":[{"name":"$G"}]}', 'n1')).toBeUndefined();
  expect(parsedStatus('{}', 'n1')).toBeUndefined();
});

it('the servers count when one of them leads', () => {
  expect(parsedClusterSize('{"meta_cluster":{"name":"c","leader":"n2","cluster_size":3}}')).toBe(3);
  expect(parsedClusterSize('{"meta_cluster":{"name":"c","cluster_size":3}}')).toBeUndefined();
  expect(parsedClusterSize('not found')).toBeUndefined();
});

it('the version is what the server says', () => {
  expect(parsedVersion('{"version":"2.9.10"}')).toBe('2.9.10');
  expect(parsedVersion('{}')).toBeUndefined();
});
