/** etcd's v3 API through its gRPC gateway, on the same program as the v2 keys API: etcd 3.4 and later. */

import { openly, worded } from '@/lib/base/wording';
import type { Op } from '@/lib/history/op';
import { ClewError } from '../../base/failure';
import { type EtcdApi, type EtcdMember, etcdSystem } from '../etcd/etcd-system';
import { serves } from '../etcd/health';
import { memberFlags } from '../etcd/member';
import { isBefore } from '../kit/version';
import { membersRequest, type ReadOptions, rangeRequest } from './api';
import { type Exchange, ExchangeClient } from './clients/exchange-client';
import { MutexClient } from './clients/mutex-client';
import { registerExchange } from './clients/register';
import { setExchange } from './clients/set';
import { type Kind, lists, registers, TransactionClient } from './clients/transaction-client';

/** Before it the gateway had other paths. */
const firstVersion = '3.4.0';

const v3: EtcdApi = {
  need: 'know the v3 API under /v3',
  flags: ({ node, context, token }) => memberFlags(node, context.nodes, token),
  isServing: (http, { context }) =>
    serves(http, context, { keys: rangeRequest('clew', { isSerializable: true }), members: membersRequest }),
  // A key that is not there reads as null, and a new cluster has none.
  prepare: async () => undefined,
};

const exchangeClient =
  (exchangeOf: (op: Op, options: ReadOptions) => Exchange) =>
  ({ node, context }: EtcdMember) =>
    new ExchangeClient(node, context.plan.client, exchangeOf);

const transactionClient =
  (kind: Kind) =>
  ({ node, context }: EtcdMember) =>
    new TransactionClient(node, context.plan.client, kind);

export const etcdV3 = etcdSystem({
  clients: {
    register: exchangeClient(registerExchange),
    registers: exchangeClient(registerExchange),
    set: exchangeClient(setExchange),
    'list-append': transactionClient(lists),
    'rw-register': transactionClient(registers),
    'long-fork': transactionClient(registers),
    mutex: ({ node, context }) => new MutexClient(node, context.nodes, context.plan),
  },
  membersRequest,
  apiOf(version, node) {
    if (!isBefore(version, firstVersion)) return v3;
    throw new ClewError({
      message: worded`${openly(node.name)}: etcd ${openly(version)} has no v3 API under /v3, which came with 3.4`,
      cure: 'Choose etcd 3.4 or later, or the system etcd, which speaks v2.',
      node: node.name,
    });
  },
});
