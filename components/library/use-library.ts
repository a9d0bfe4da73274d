'use client';
/**
 * The runs that a choice shows, kept up to date. Runs that are shown change as the server tells of them; what may bring others
 * into sight (a run that is new, one that ended, a label) has the list fetched again.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { RunFacets } from '@/lib/protocol/library';
import type { RunSummary } from '@/lib/protocol/run';
import { type ClientEvents, heartbeatMs, type ServerEvents } from '@/lib/protocol/socket';
import { messageOf, request } from '../ui/request';
import { type Choice, formatChoice } from './run-filter';

/** Changes that come together are fetched together. */
const restMs = 400;

/** Before asking a server again that has just said no. */
const returnPauseMs = 1000;

/** Rows of a page; the most that one request brings are fetched again at once. */
const pageRuns = 100;
const maxAtOnce = 200;

export interface ShownRuns {
  readonly runs: readonly RunSummary[];
  /** All that fit the filter. */
  readonly total: number;
  /** More than `total` fit. */
  readonly isMore?: true;
  readonly next: string | undefined;
}

export interface LibraryView {
  /** Undefined until it has arrived once; that of the last choice until that of the next has arrived. */
  readonly shown: ShownRuns | undefined;
  readonly counts: RunFacets | undefined;
  /** Why it could not be fetched. */
  readonly failure: string | undefined;
  readonly isConnected: boolean;
  readonly isFetching: boolean;
  /** Rises when runs began, ended or were labelled. */
  readonly changes: number;
  readonly more: () => void;
  readonly refresh: () => void;
}

export function useLibrary(choice: Choice): LibraryView {
  const [shown, setShown] = useState<ShownRuns>();
  const [counts, setCounts] = useState<RunFacets>();
  const [failure, setFailure] = useState<string>();
  const [isFetching, setFetching] = useState(false);
  const known = useRef<ShownRuns>(undefined);
  known.current = shown;
  const asked = useRef(0);
  const key = formatChoice(choice);
  const latest = useRef(choice);
  latest.current = choice;
  /** Those of experiments, and others that the choice hides. */
  const unseen = useRef(new Map<string, RunSummary>());
  const [changes, setChanges] = useState(0);

  /** Answers of a choice that was left meanwhile are not shown. */
  const attempt = useCallback(async (work: () => Promise<readonly [ShownRuns, RunFacets?]>) => {
    asked.current += 1;
    const mine = asked.current;
    setFetching(true);
    try {
      const [found, counted] = await work();
      if (mine !== asked.current) return;
      setShown(found);
      if (counted) setCounts(counted);
      setFailure(undefined);
    } catch (error) {
      if (mine === asked.current) setFailure(messageOf(error));
    } finally {
      if (mine === asked.current) setFetching(false);
    }
  }, []);

  const refresh = useCallback(() => {
    const { filter, order } = latest.current;
    const limit = Math.min(maxAtOnce, Math.max(pageRuns, known.current?.runs.length ?? 0));
    return attempt(async () => {
      const [page, counted] = await Promise.all([
        request(endpoints.listRuns, { query: { ...filter, order, limit } }),
        request(endpoints.countRuns, { query: filter }),
      ]);
      return [{ ...page, next: page.next }, counted];
    });
  }, [attempt]);

  const more = () =>
    void attempt(async () => {
      const { filter, order } = latest.current;
      const { runs = [], next } = known.current ?? {};
      const page = await request(endpoints.listRuns, {
        query: { ...filter, order, limit: pageRuns, ...(next !== undefined && { after: next }) },
      });
      return [{ ...page, runs: joined(runs, page.runs), next: page.next }];
    });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is another list
  useEffect(() => {
    known.current = undefined;
    void refresh();
  }, [key, refresh]);

  const isConnected = useChanges((run) => {
    setShown((list) => list && { ...list, runs: list.runs.map((row) => (row.id === run.id ? newer(row, run) : row)) });
    const before = known.current?.runs.find(({ id }) => id === run.id) ?? unseen.current.get(run.id);
    unseen.current.set(run.id, run);
    const hasMoved = mayMoveOthers(before, run);
    if (hasMoved) setChanges((count) => count + 1);
    return hasMoved;
  }, refresh);

  return { shown, counts, failure, isConnected, isFetching, changes, more, refresh: () => void refresh() };
}

/** @param take a run as it is now; says whether the list may have others in it now @returns whether the server is heard */
function useChanges(take: (run: RunSummary) => boolean, refresh: () => Promise<void>): boolean {
  const [isConnected, setConnected] = useState(true);
  const handle = useRef(take);
  handle.current = take;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const socket: Socket<ServerEvents, ClientEvents> = io({
      transports: ['websocket', 'polling'],
      timeout: heartbeatMs,
    });
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void refresh();
      }, restMs);
    };
    socket.on('connect', () => {
      setConnected(true);
      // Changes between the first list and this moment were not told.
      socket.emit('watchRuns', soon);
    });
    let returning: ReturnType<typeof setTimeout> | undefined;
    let isLeft = false;
    const comeBack = async () => {
      await refresh();
      if (!isLeft) socket.connect();
    };
    const leave = () => {
      setConnected(false);
      // Where the socket does not come back by itself, the server wanted it so; to ask for the list says why.
      if (!socket.active) returning = setTimeout(() => void comeBack(), returnPauseMs);
    };
    socket.on('disconnect', leave);
    socket.on('connect_error', leave);
    socket.on('listed', (run) => {
      if (handle.current(run)) soon();
    });
    return () => {
      isLeft = true;
      clearTimeout(timer);
      clearTimeout(returning);
      socket.disconnect();
    };
  }, [refresh]);
  return isConnected;
}

/** Of two summaries of one run, the one that has seen more entries. */
export function newer(known: RunSummary, arrived: RunSummary): RunSummary {
  return arrived.entries < known.entries ? known : arrived;
}

/** A row that only counts further moves no other. */
export function mayMoveOthers(known: RunSummary | undefined, now: RunSummary): boolean {
  if (!known) return true;
  const label = ({ label: kept }: RunSummary) => JSON.stringify(kept);
  const isMoved = known.queue?.place !== now.queue?.place || known.queue?.of !== now.queue?.of;
  return isMoved || known.phase !== now.phase || known.outcome !== now.outcome || label(known) !== label(now);
}

/** Pages may overlap where runs began meanwhile. */
export function joined(before: readonly RunSummary[], page: readonly RunSummary[]): readonly RunSummary[] {
  const ids = new Set(before.map(({ id }) => id));
  return [...before, ...page.filter(({ id }) => !ids.has(id))];
}
