/** How each system under test is installed, run and spoken to. The in-memory system has no nodes and no entry here. */
import type { SystemName } from '@/lib/catalog/systems/registry';
import { antietcd } from './antietcd/antietcd';
import { consul } from './consul/consul';
import { etcd } from './etcd/etcd';
import { etcdV3 } from './etcd-v3/etcd-v3';
import type { System } from './kit/system';
import { zookeeper } from './zookeeper/zookeeper';

export const systemImplementations: Readonly<Record<Exclude<SystemName, 'memory'>, System>> = {
  etcd,
  'etcd-v3': etcdV3,
  consul,
  zookeeper,
  antietcd,
};
