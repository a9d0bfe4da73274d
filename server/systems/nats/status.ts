/** A server's own view of the stream, from its monitoring port. */
import type { Json } from '@/lib/base/json';
import type { NodeStatus } from '@/lib/protocol/node-status';
import { field, parsedJson } from '../kit/http/json-body';
import { streamName } from './jetstream';

export const streamsPath = '/jsz?accounts=true&streams=true';
export const variablesPath = '/varz';

/** How many servers of JetStream it knows of, itself included, when one of them leads them. */
export function parsedClusterSize(body: string): number | undefined {
  const meta = field(parsedJson(body), 'meta_cluster');
  const [leader, size] = [field(meta, 'leader'), field(meta, 'cluster_size')];
  return typeof leader === 'string' && leader !== '' && typeof size === 'number' ? size : undefined;
}

export function parsedVersion(body: string): string | undefined {
  const version = field(parsedJson(body), 'version');
  return typeof version === 'string' ? version : undefined;
}

/** @returns undefined where it keeps no replica of the stream */
export function parsedStatus(body: string, own: string): NodeStatus | undefined {
  const stream = listed(field(parsedJson(body), 'account_details'))
    .flatMap((account) => listed(field(account, 'stream_detail')))
    .find((detail) => field(detail, 'name') === streamName);
  if (stream === undefined) return undefined;
  const leader = field(field(stream, 'cluster'), 'leader');
  const last = field(field(stream, 'state'), 'last_seq');
  const index = typeof last === 'number' ? { index: last } : {};
  if (typeof leader !== 'string' || leader === '') return { role: 'candidate', ...index };
  return leader === own ? { role: 'leader', ...index } : { role: 'follower', leader, ...index };
}

function listed(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
