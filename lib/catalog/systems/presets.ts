/** Tests worth starting from, by system. Apart from the systems, for whoever only names one does without its tests. */
import { antietcdPresets } from './antietcd/presets';
import { consulPresets } from './consul/presets';
import { etcdPresets } from './etcd/presets';
import { etcdV3Presets } from './etcd-v3/presets';
import { mariadbPresets } from './mariadb/presets';
import { memoryPresets } from './memory/presets';
import { natsPresets } from './nats/presets';
import { postgresqlPresets } from './postgresql/presets';
import type { Preset } from './preset';
import { redisPresets, valkeyPresets } from './redis/presets';
import type { SystemName } from './registry';
import { zookeeperPresets } from './zookeeper/presets';

export const systemPresets: Readonly<Record<SystemName, readonly Preset[]>> = {
  antietcd: antietcdPresets,
  consul: consulPresets,
  etcd: etcdPresets,
  'etcd-v3': etcdV3Presets,
  mariadb: mariadbPresets,
  memory: memoryPresets,
  postgresql: postgresqlPresets,
  nats: natsPresets,
  redis: redisPresets,
  valkey: valkeyPresets,
  zookeeper: zookeeperPresets,
};
