/** The systems there are. To add one, add its folder, a line here and one in `presets.ts`; how it is driven is in `server/systems`. */
export { antietcd } from './antietcd';
export { consul } from './consul';
export { etcd } from './etcd';
export { etcdV3 } from './etcd-v3';
export { mariadb } from './mariadb';
export { memory } from './memory';
export { nats } from './nats';
export { postgresql } from './postgresql';
export { redis, valkey } from './redis';
export { zookeeper } from './zookeeper';
