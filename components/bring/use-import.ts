/** One import of the page: what is sent, how far the server has read it, and what became of it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { importEndpoints } from '@/lib/protocol/api/import-endpoints';
import type { ImportRequest, ImportStatus } from '@/lib/protocol/import';
import type { RunSummary } from '@/lib/protocol/run';
import { messageOf, RequestError, request } from '../ui/request';
import type { ChosenFile } from './chosen-file';

export type ImportView =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly file: string; readonly sentBytes: number; readonly status?: ImportStatus }
  | { readonly kind: 'failed'; readonly file: string; readonly message: string }
  /** It is a run, and is being judged, or was. */
  | { readonly kind: 'done'; readonly run: RunSummary };

const askIntervalMs = 300;

export type Asked = Omit<ImportRequest, 'file' | 'name'>;

export function useImport() {
  const [view, setView] = useState<ImportView>({ kind: 'idle' });
  const current = useRef<AbortController>(undefined);

  const bring = useCallback(async ({ file, name }: ChosenFile, asked: Asked) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    const { signal } = controller;
    const show = (next: ImportView) => {
      if (!signal.aborted) setView(next);
    };
    show({ kind: 'reading', file: file.name, sentBytes: file.size });
    try {
      const body = { file: file.name, ...(name !== undefined && { name }), ...asked };
      const { id } = await request(importEndpoints.beginImport, { body, signal });
      signal.addEventListener('abort', () => void cancel(id));
      const run = await sent(id, file, signal, (status) =>
        show({ kind: 'reading', file: file.name, sentBytes: file.size, status }),
      );
      show({ kind: 'done', run });
      await judged(run.id, signal, (latest) => show({ kind: 'done', run: latest }));
    } catch (error) {
      show({ kind: 'failed', file: file.name, message: messageOf(error) });
    }
  }, []);

  const stop = useCallback(() => {
    current.current?.abort();
    setView({ kind: 'idle' });
  }, []);

  const fail = useCallback((file: string, error: unknown) => {
    setView({ kind: 'failed', file, message: messageOf(error) });
  }, []);

  // A page that is left sends nothing more.
  useEffect(() => () => current.current?.abort(), []);

  return { view, bring, stop, fail };
}

/** Of one that has become a run nothing changes any more. */
async function cancel(id: string): Promise<void> {
  await request(importEndpoints.cancelImport, { params: { id } }).catch(() => undefined);
}

/** Sends the file, and hears meanwhile how far it was read; a browser reads no answer before it has sent everything. */
async function sent(
  id: string,
  file: File,
  signal: AbortSignal,
  onStatus: (status: ImportStatus) => void,
): Promise<RunSummary> {
  const over = new AbortController();
  const sending = request(importEndpoints.sendImport, {
    params: { id },
    file,
    signal: AbortSignal.any([signal, over.signal]),
  });
  const watch = async (): Promise<RunSummary> => {
    for (;;) {
      await pause(askIntervalMs, over.signal);
      const status = await request(importEndpoints.readImport, { params: { id }, signal: over.signal });
      if (status.state === 'failed') throw new Error(status.message);
      if (status.runId !== undefined) {
        return (await request(endpoints.readRun, { params: { id: status.runId }, signal: over.signal })).run;
      }
      onStatus(status);
    }
  };
  try {
    const watched = watch();
    // A connection may be lost that had brought everything: the server says what became of it.
    const answered = sending.catch((error: unknown) => {
      if (error instanceof RequestError && error.status === 0) return watched;
      throw error;
    });
    return await Promise.race([answered, watched]);
  } finally {
    sending.catch(() => undefined);
    over.abort();
  }
}

async function judged(id: string, signal: AbortSignal, onRun: (run: RunSummary) => void): Promise<void> {
  for (;;) {
    const { run } = await request(endpoints.readRun, { params: { id }, signal });
    onRun(run);
    if (run.phase === 'done') return;
    await pause(askIntervalMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
