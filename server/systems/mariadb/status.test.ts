import { expect, test } from 'vitest';
import { isInPrimary, nodeStatus } from './status';

/** As MariaDB 10.11.19 with Galera 26.4.23 answers. */
const synced = {
  wsrep_cluster_status: 'Primary',
  wsrep_local_state_comment: 'Synced',
  wsrep_cluster_size: '3',
  wsrep_cluster_conf_id: '3',
  wsrep_last_committed: '1207',
  wsrep_provider_name: 'Galera',
};

const of = (status: Readonly<Record<string, string>>) => new Map(Object.entries(status));

test('a node that is in the primary component and has caught up is a member', () => {
  expect(nodeStatus(of(synced))).toEqual({ role: 'member', term: 3, index: 1207 });
  expect(isInPrimary(of(synced))).toBe(true);
});

test('one that is outside of it, or still joins, is an outsider; numbers that it does not have are left out', () => {
  const none = '18446744073709551615';
  const alone = { ...synced, wsrep_cluster_status: 'non-Primary', wsrep_cluster_conf_id: none };
  expect(nodeStatus(of(alone))).toEqual({ role: 'outsider', index: 1207 });
  const joining = {
    ...synced,
    wsrep_local_state_comment: 'Joining: receiving State Transfer',
    wsrep_last_committed: '-1',
  };
  expect(nodeStatus(of(joining))).toEqual({ role: 'outsider', term: 3 });
});

test('a server without Galera leads', () => {
  expect(nodeStatus(of({ wsrep_provider_name: '' }))).toEqual({ role: 'leader' });
});
