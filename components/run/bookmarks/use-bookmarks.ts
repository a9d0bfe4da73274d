'use client';
/** What people mark in a run: made, changed and removed, each with its way back. Whoever may not change them only sees them. */
import { useCallback, useMemo, useState } from 'react';
import { formatTime } from '@/lib/base/words';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { Bookmark } from '@/lib/protocol/bookmark';
import type { RunSummary } from '@/lib/protocol/run';
import { messageOf, request } from '../../ui/request';
import type { Told } from '../../ui/told-toast';
import type { RunSource } from '../feed/run-source';

/** What a bookmark is put at. */
export type BookmarkPlace = Pick<Bookmark, 'at' | 'operation'>;

export interface Bookmarks {
  readonly all: readonly Bookmark[];
  readonly canChange: boolean;
  /** Being written. */
  readonly draft: Bookmark | undefined;
  readonly isNew: boolean;
  readonly told: Told | undefined;
  readonly begin: (place: BookmarkPlace) => void;
  readonly edit: (bookmark: Bookmark) => void;
  readonly remove: (bookmark: Bookmark) => void;
  /** @throws RequestError */
  readonly save: (text: string) => Promise<void>;
  readonly close: () => void;
  readonly dismiss: () => void;
}

const idBytes = 8;
const none: readonly Bookmark[] = [];

export function useBookmarks(run: RunSummary, source: RunSource): Bookmarks {
  const all = run.label?.bookmarks ?? none;
  const runId = source.kind === 'run' ? source.id : undefined;
  const [draft, setDraft] = useState<Bookmark>();
  const [told, setTold] = useState<Told>();
  const close = useCallback(() => setDraft(undefined), []);
  const dismiss = useCallback(() => setTold(undefined), []);

  return useMemo(() => {
    const put = async (bookmark: Bookmark) => {
      await request(endpoints.putBookmark, { params: { id: runId ?? '' }, body: bookmark });
    };
    const drop = async ({ id }: Bookmark) => {
      await request(endpoints.removeBookmark, { params: { id: runId ?? '', bookmark: id } });
    };
    /** @param back what takes it back */
    const act = async (work: () => Promise<void>, text: string, back: () => Promise<void>) => {
      try {
        await work();
        setTold({ text, undo: () => void back().catch(fail) });
      } catch (error) {
        fail(error);
      }
    };
    const fail = (error: unknown) => setTold({ text: messageOf(error) });
    return {
      all,
      canChange: runId !== undefined,
      draft,
      isNew: draft !== undefined && !all.some(({ id }) => id === draft.id),
      told,
      begin: (place) => setDraft({ id: newId(), ...place, text: '' }),
      edit: setDraft,
      remove: (bookmark) =>
        void act(
          () => drop(bookmark),
          `The bookmark at ${formatTime(bookmark.at, 1e9)} was removed.`,
          () => put(bookmark),
        ),
      async save(text) {
        if (!draft) return;
        const before = all.find(({ id }) => id === draft.id);
        const after = { ...draft, text: text.trim() };
        await put(after);
        setDraft(undefined);
        setTold({
          text: before ? 'The bookmark was changed.' : `A bookmark stands at ${formatTime(draft.at, 1e9)}.`,
          undo: () => void (before ? put(before) : drop(after)).catch(fail),
        });
      },
      close,
      dismiss,
    };
  }, [all, runId, draft, told, close, dismiss]);
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(idBytes)), (byte) => byte.toString(36).padStart(2, '0')).join(
    '',
  );
}
