/** etcd's v3 API through its gRPC gateway, on the same program as the v2 keys API: etcd 3.4 and later. */

import { ClewError } from '../../base/failure';
import { type EtcdApi, etcdSystem } from '../etcd/etcd-system';
import { serves } from '../etcd/health';
import { memberFlags } from '../etcd/member';
import { isBefore } from '../etcd/old-member';
import type { System } from '../kit/system';
import { membersRequest, rangeRequest } from './api';
import { EtcdV3Client } from './client';
import { MutexClient } from './mutex-client';

/** Before it the gateway had other paths. */
const firstVersion = '3.4.0';

const v3: EtcdApi = {
  need: 'know the v3 API under /v3',
  flags: ({ node, context, token }) => memberFlags(node, context.nodes, token),
  isServing: (http, { context }) =>
    serves(http, context, { keys: rangeRequest('clew', { isSerializable: true }), members: membersRequest }),
  // A key that is not there reads as null, and a new cluster has none.
  prepare: async () => undefined,
  openClient(node, { plan, nodes }) {
    if (plan.workload.name === 'mutex') return new MutexClient(node, nodes, plan);
    return new EtcdV3Client(node, plan);
  },
};

export const etcdV3: System = etcdSystem({
  membersRequest,
  apiOf(version, node) {
    if (!isBefore(version, firstVersion)) return v3;
    throw new ClewError({
      message: `${node.name}: etcd ${version} has no v3 API under /v3, which came with 3.4`,
      cure: 'Choose etcd 3.4 or later, or the system etcd, which speaks v2.',
      node: node.name,
    });
  },
});
