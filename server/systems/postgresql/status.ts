/** What a server says of itself: whether it is the primary, how far it is in the log, and whether it follows. */
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { SqlServer } from '../kit/sql/own-server';
import { accountErrors } from './errors';
import { database } from './member';

export interface Status {
  readonly isStandby: boolean;
  /** Of a standby: whether what the primary writes reaches it now. */
  readonly isStreaming: boolean;
  /** What it has applied, as a place in the log. */
  readonly index?: number;
  readonly timeline?: number;
}

const statusQuery = `SELECT pg_is_in_recovery(),
  CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END,
  (SELECT timeline_id FROM pg_control_checkpoint()),
  (SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming')`;

export const server: SqlServer<Status> = {
  title: 'PostgreSQL',
  database,
  accountErrors,
  versionQuery: 'SHOW server_version',
  async statusIn(session, limit) {
    const [[recovery, place, timeline, receivers] = []] = (await session.query(statusQuery, limit)).rows;
    const index = placeInLog(place ?? '');
    return {
      isStandby: recovery === 't',
      isStreaming: receivers !== '0',
      ...(index !== undefined && { index }),
      ...(typeof timeline === 'string' && { timeline: Number(timeline) }),
    };
  },
};

/** `16/B374D848`: two halves in hexadecimal. */
export function placeInLog(text: string): number | undefined {
  const [, high = '', low = ''] = /^([0-9A-F]+)\/([0-9A-F]+)$/i.exec(text) ?? [];
  const place = Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16);
  return Number.isSafeInteger(place) ? place : undefined;
}

/** @param primary the name of the node whose log a standby is sent */
export function nodeStatus({ isStandby, isStreaming, index, timeline }: Status, primary: string): NodeStatus {
  return {
    role: isStandby ? 'follower' : 'leader',
    ...(isStandby && isStreaming && { leader: primary }),
    ...(timeline !== undefined && { term: timeline }),
    ...(index !== undefined && { index }),
  };
}
