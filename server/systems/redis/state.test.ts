import { expect, it } from 'vitest';
import { attachedReplicas, parsedInfo, parsedSight, statusOf } from './state';

const master = [
  '# Replication',
  'role:master',
  'connected_slaves:2',
  'slave0:ip=10.0.0.2,port=6379,state=online,offset=8231,lag=0',
  'slave1:ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0',
  'master_repl_offset:8231',
  '',
].join('\r\n');

const replica = [
  '# Replication',
  'role:slave',
  'master_host:10.0.0.1',
  'master_link_status:up',
  'slave_repl_offset:8230',
  'master_repl_offset:8230',
].join('\r\n');

const nameOf = (address: string) => `n${address.at(-1)}`;

it('a master leads, a replica follows it, each as far as its data goes', () => {
  expect(statusOf(parsedInfo(master), nameOf, 3)).toEqual({ role: 'leader', term: 3, index: 8231 });
  expect(statusOf(parsedInfo(replica), nameOf, 3)).toEqual({ role: 'follower', leader: 'n1', term: 3, index: 8230 });
});

it('without its Sentinel a server has a role, and no term', () => {
  expect(statusOf(parsedInfo(replica), nameOf, undefined)).toEqual({ role: 'follower', leader: 'n1', index: 8230 });
});

it('what names no role is no status', () => {
  expect(statusOf(parsedInfo('# Replication\r\n'), nameOf, 1)).toBeUndefined();
  expect(statusOf(parsedInfo(null), nameOf, 1)).toBeUndefined();
});

it('a replica that is still being sent the data is not attached', () => {
  expect(attachedReplicas(parsedInfo(master))).toBe(1);
});

it('a Sentinel sees a master, of an epoch, and who else there is', () => {
  const fields = ['name', 'clew', 'ip', '10.0.0.1', 'port', '6379', 'flags', 'master', 'num-slaves', '4'];
  const more = ['num-other-sentinels', '3', 'quorum', '3', 'config-epoch', '2'];
  expect(parsedSight([...fields, ...more])).toEqual({
    ...{ master: '10.0.0.1', epoch: 2, replicas: 4, otherSentinels: 3, isMasterDown: false },
  });
  expect(parsedSight(['ip', '10.0.0.1', 'flags', 's_down,master', 'config-epoch', '2'])?.isMasterDown).toBe(true);
  expect(parsedSight(fields)).toBeUndefined();
  expect(parsedSight(null)).toBeUndefined();
});
