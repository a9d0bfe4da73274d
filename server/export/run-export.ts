/** The forms in which a run can be taken along, the same over HTTP and on the command line. */
import { encodeEdn } from '@/lib/history/edn-op';
import { encodeHistory } from '@/lib/history/encode-jsonl';
import { type Entry, isOp } from '@/lib/protocol/entry';
import { formatLogLine } from '@/lib/protocol/log-line';
import type { RunSummary } from '@/lib/protocol/run';
import { savedRun } from './saved-run';

/** The journal of the run, page by page. */
export type Pages = AsyncIterable<readonly Entry[]>;

export interface RunExport {
  /** Under the address of the run. */
  readonly path: string;
  /** Of the media. */
  readonly type: string;
  /** Of the file's name. */
  readonly ending: string;
  readonly summary: string;
  /** A page that stands still cannot show a run that goes on. */
  readonly isOfFinished: boolean;
  /** @throws ClewError before the first piece, where it cannot be written here */
  write(run: RunSummary, pages: Pages): AsyncIterable<string> | Promise<AsyncIterable<string>>;
}

export const runExports = {
  jsonl: {
    path: 'history.jsonl',
    type: 'application/jsonl',
    ending: 'jsonl',
    summary: 'the history as JSON lines, the format of Clew',
    isOfFinished: false,
    write: jsonLines,
  },
  edn: {
    path: 'history.edn',
    type: 'application/edn',
    ending: 'edn',
    summary: 'the history as EDN, the format of Jepsen',
    isOfFinished: false,
    write: (_, pages) => piecesOf(pages, (page) => [encodeEdn(page.filter(isOp))]),
  },
  txt: {
    path: 'log.txt',
    type: 'text/plain',
    ending: 'txt',
    summary: 'the log, an op a line',
    isOfFinished: false,
    write: (_, pages) => piecesOf(pages, (page) => page.map(logLine)),
  },
  html: {
    path: 'timeline.html',
    type: 'text/html',
    ending: 'html',
    summary: 'the page of the run in one file that needs no server',
    isOfFinished: true,
    write: savedRun,
  },
} as const satisfies Readonly<Record<string, RunExport>>;

export type ExportFormat = keyof typeof runExports;
export const exportFormats = Object.keys(runExports) as readonly ExportFormat[];

export function exportFileName({ id, plan }: RunSummary, { ending }: RunExport): string {
  return `${plan.name}-${id}.${ending}`;
}

/** The header says whether ops name keys, which those of runs of earlier versions do not. */
async function* jsonLines({ id }: RunSummary, pages: Pages): AsyncGenerator<string> {
  let isBegun = false;
  for await (const page of pages) {
    const ops = page.filter(isOp);
    if (ops.length === 0) continue;
    yield isBegun ? ops.map((op) => `${JSON.stringify(op)}\n`).join('') : encodeHistory(id, ops);
    isBegun = true;
  }
  if (!isBegun) yield encodeHistory(id, []);
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
