/**
 * etcd's v2 keys API, as in the post that began all this: on the etcd 3.4 of Debian, on others that still have it, and on
 * the 0.4 of the post, which differs in flags, joining and redirects. The version that the program reports decides.
 */

import { openly, worded } from '@/lib/base/wording';
import { oneOf } from '@/lib/catalog/systems/registry';
import { ClewError } from '../../base/failure';
import { writeInitialValue } from '../kit/initial-value';
import { isBefore } from '../kit/version';
import { EtcdClient, readLevels } from './client';
import { type EtcdApi, type EtcdMember, etcdSystem } from './etcd-system';
import { serves } from './health';
import { initialValue } from './initial-value';
import { membersRequest, rootPath } from './keys';
import { memberFlags } from './member';
import { awaitMembersBefore, oldReadyTimeoutMs, servesOld } from './old-cluster';
import { isOldVersion, oldMemberFlags } from './old-member';

const v2: EtcdApi = {
  need: 'know v2',
  flags: ({ node, context, token }) => [...memberFlags(node, context.nodes, token), '--enable-v2'],
  isServing: (http, { context }) =>
    serves(http, context, { keys: { method: 'GET', path: rootPath }, members: membersRequest }),
  prepare: (context) => writeInitialValue(context, initialValue),
};

function oldApi(version: string): EtcdApi {
  return {
    need: 'list its members',
    flags: ({ node, context }) => oldMemberFlags(node, context.nodes, version),
    beforeStart: ({ node, context, failed }) => awaitMembersBefore(node, context, failed),
    isServing: (http, { node, context }) => servesOld(http, node, context),
    readyTimeoutMs: oldReadyTimeoutMs,
    prepare: (context) => writeInitialValue(context, initialValue),
  };
}

function openRegister({ node, context, installed }: EtcdMember): EtcdClient {
  const { readLevel, timeoutMs } = context.plan.client;
  return new EtcdClient(node, context.nodes, {
    readLevel: oneOf(readLevels, readLevel),
    timeoutMs,
    hasConsistentReads: isOldVersion(installed.version),
  });
}

export const etcd = etcdSystem({
  clients: { register: openRegister },
  membersRequest,
  apiOf(version, node, plan) {
    if (!isOldVersion(version)) return v2;
    if (plan.client.readLevel === 'quorum' && isBefore(version, '0.4.6')) {
      throw new ClewError({
        message: worded`${openly(node.name)}: etcd ${openly(version)} has no quorum reads; it ignores quorum=true, which came with 0.4.6`,
        cure: 'Read at the level local or leader, or choose a later version.',
        node: node.name,
      });
    }
    return oldApi(version);
  },
});
