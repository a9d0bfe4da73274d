'use client';
import { useCallback, useEffect, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
/**
 * All runs, kept up to date. The page asks to be told of changes before it fetches the list, so that none falls between
 * the two; of two summaries of one run, the one that has seen more entries is the newer.
 */
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { RunSummary } from '@/lib/protocol/run';
import { type ClientEvents, heartbeatMs, type ServerEvents } from '@/lib/protocol/socket';
import { messageOf, request } from '../ui/request';

/** Before asking a server again that has just said no. */
const returnPauseMs = 1000;

export interface Runs {
  /** Newest first; undefined until the list has arrived once. */
  readonly runs: readonly RunSummary[] | undefined;
  /** Why the list could not be fetched. */
  readonly failure: string | undefined;
  readonly isConnected: boolean;
  readonly retry: () => void;
}

export function useRuns(): Runs {
  const [runs, setRuns] = useState<readonly RunSummary[]>();
  const [failure, setFailure] = useState<string>();
  const [isConnected, setConnected] = useState(true);

  const fetchRuns = useCallback(async () => {
    try {
      const list = await request(endpoints.listRuns, {});
      setRuns((known) => mergeRuns(known ?? [], list.runs));
      setFailure(undefined);
    } catch (error) {
      setFailure(messageOf(error));
    }
  }, []);

  useEffect(() => {
    const socket: Socket<ServerEvents, ClientEvents> = io({
      transports: ['websocket', 'polling'],
      timeout: heartbeatMs,
    });
    socket.on('connect', () => {
      setConnected(true);
      socket.emit('watchRuns', () => void fetchRuns());
    });
    let returning: ReturnType<typeof setTimeout> | undefined;
    let isLeft = false;
    const comeBack = async () => {
      await fetchRuns();
      if (!isLeft) socket.connect();
    };
    const leave = () => {
      setConnected(false);
      // Where the socket does not come back by itself, the server wanted it so; to ask for the list says why.
      if (!socket.active) returning = setTimeout(() => void comeBack(), returnPauseMs);
    };
    socket.on('disconnect', leave);
    socket.on('connect_error', leave);
    // A run that arrives before the list waits in it: `known` stays undefined until the list says there are runs.
    socket.on('listed', (run) => setRuns((known) => known && mergeRuns(known, [run])));
    void fetchRuns();
    return () => {
      isLeft = true;
      clearTimeout(returning);
      socket.disconnect();
    };
  }, [fetchRuns]);

  return { runs, failure, isConnected, retry: () => void fetchRuns() };
}

/** Every run once, in its newest form, the newest run first. */
export function mergeRuns(known: readonly RunSummary[], arrived: readonly RunSummary[]): readonly RunSummary[] {
  const byId = new Map(known.map((run) => [run.id, run]));
  for (const run of arrived) {
    const old = byId.get(run.id);
    if (!old || old.entries <= run.entries) byId.set(run.id, run);
  }
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt);
}
