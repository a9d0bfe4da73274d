/** Reads a history from a file, or from pieces that somebody sends, within the limits that it is given. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { err, type Result } from '@/lib/base/result';
import type { DecodedHistory } from '@/lib/history/decoded';
import type { HistoryFormat } from '@/lib/history/history-format';
import { HistoryReader } from '@/lib/history/history-reader';
import type { ReadOptions } from '@/lib/history/read-options';
import type { ReadingProgress } from './messages';

/** Large enough that the calls cost nothing, small enough that progress is seen. */
const pieceBytes = 2 ** 20;

const progressIntervalMs = 100;

export interface ReadingHost {
  onProgress(progress: ReadingProgress): void;
  /** Looked at between two pieces; anything but undefined ends the reading. */
  stopCause(): 'cancelled' | 'memory' | undefined;
}

export type ReadingFailure = { readonly problem: string } | { readonly stopped: 'cancelled' | 'memory' };

/** @throws what the file system says */
export async function readFileHistory(
  path: string,
  format: HistoryFormat | 'auto',
  options: ReadOptions,
  host: ReadingHost,
) {
  const { size } = await stat(path);
  // Pipes and devices have no size.
  const totalBytes = size > 0 ? size : undefined;
  return readPieces(createReadStream(path, { highWaterMark: pieceBytes }), totalBytes, format, options, host);
}

export async function readPieces(
  pieces: AsyncIterable<Uint8Array>,
  totalBytes: number | undefined,
  format: HistoryFormat | 'auto',
  options: ReadOptions,
  host: ReadingHost,
): Promise<Result<DecodedHistory, ReadingFailure>> {
  const reader = new HistoryReader(format, options);
  const decoder = new TextDecoder();
  let bytes = 0;
  let reportedMs = performance.now();
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    const problem = reader.push(decoder.decode(piece, { stream: true }));
    if (problem) return err({ problem: `line ${problem.line}: ${problem.message}` });
    const stopped = host.stopCause();
    if (stopped) return err({ stopped });
    if (performance.now() - reportedMs < progressIntervalMs) continue;
    reportedMs = performance.now();
    host.onProgress({ bytes, totalBytes, ops: reader.count });
  }
  reader.push(decoder.decode());
  const decoded = reader.end();
  return decoded.ok ? decoded : err({ problem: `line ${decoded.error.line}: ${decoded.error.message}` });
}
