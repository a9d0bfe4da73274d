/** The history of a run as text, in every format that is read again. */
import { encodeEdn } from '@/lib/history/edn-op';
import { encodeHistory } from '@/lib/history/encode-jsonl';
import { type Entry, isOp } from '@/lib/protocol/entry';
import { formatLogLine } from '@/lib/protocol/log-line';
import type { Pages, RunMaterial } from './run-material';

/** The header says whether ops name keys, which those of runs of earlier versions do not. */
export async function* jsonLines({ run, pages }: RunMaterial): AsyncGenerator<string> {
  let isBegun = false;
  for await (const page of pages()) {
    const ops = page.filter(isOp);
    if (ops.length === 0) continue;
    yield isBegun ? ops.map((op) => `${JSON.stringify(op)}\n`).join('') : encodeHistory(run.id, ops);
    isBegun = true;
  }
  if (!isBegun) yield encodeHistory(run.id, []);
}

export function ednLines({ pages }: RunMaterial): AsyncIterable<string> {
  return piecesOf(pages(), (page) => [encodeEdn(page.filter(isOp))]);
}

export function logLines({ pages }: RunMaterial): AsyncIterable<string> {
  return piecesOf(pages(), (page) => page.map(logLine));
}

/** Empty pieces would end some streams. */
async function* piecesOf(pages: Pages, texts: (page: readonly Entry[]) => readonly string[]): AsyncGenerator<string> {
  for await (const page of pages) {
    const piece = texts(page).join('');
    if (piece !== '') yield piece;
  }
}

function logLine(entry: Entry): string {
  const line = formatLogLine(entry);
  return line === undefined ? '' : `${line}\n`;
}
