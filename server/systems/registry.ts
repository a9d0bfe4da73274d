/** How each system under test is installed, run and spoken to. The in-memory system has no nodes and no entry here. */
import type { DescribedSystem } from '@/lib/catalog/systems/registry';
import { antietcd } from './antietcd/antietcd';
import { consul } from './consul/consul';
import { etcd } from './etcd/etcd';
import { etcdV3 } from './etcd-v3/etcd-v3';
import type { System } from './kit/system';
import { mariadb } from './mariadb/mariadb';
import { nats } from './nats/nats';
import { postgresql } from './postgresql/postgresql';
import { redis } from './redis/redis';
import { valkey } from './redis/valkey';
import { zookeeper } from './zookeeper/zookeeper';

type OnNodes = Exclude<DescribedSystem, { readonly name: 'memory' }>;

/** Each has a client for every workload that its description in the catalog offers. */
type Implementations = {
  readonly [Described in OnNodes as Described['name']]: System<Described['workloads'][number]>;
};

export const systemImplementations: Implementations = {
  etcd,
  'etcd-v3': etcdV3,
  consul,
  zookeeper,
  mariadb,
  postgresql,
  antietcd,
  redis,
  nats,
  valkey,
};
