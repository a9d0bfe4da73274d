/** The forms in which a run can be taken along, the same over HTTP and on the command line. */
import type { RunSummary } from '@/lib/protocol/run';
import { ednLines, jsonLines, logLines } from './history-files';
import type { RunMaterial } from './run-material';
import { runZip } from './run-zip';
import { savedRun } from './saved-run';

type Pieces = AsyncIterable<string | Uint8Array>;

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
  /** It is made to be given to others: it holds what a guest may see, unless its maker says that places are shown. */
  readonly isHandedOn: boolean;
  /** @throws ClewError before the first piece, where it cannot be written here */
  write(material: RunMaterial): Pieces | Promise<Pieces>;
}

export const runExports = {
  jsonl: {
    path: 'history.jsonl',
    type: 'application/jsonl',
    ending: 'jsonl',
    summary: 'the history as JSON lines, the format of Clew',
    isOfFinished: false,
    isHandedOn: false,
    write: jsonLines,
  },
  edn: {
    path: 'history.edn',
    type: 'application/edn',
    ending: 'edn',
    summary: 'the history as EDN, the format of Jepsen',
    isOfFinished: false,
    isHandedOn: false,
    write: ednLines,
  },
  txt: {
    path: 'log.txt',
    type: 'text/plain',
    ending: 'txt',
    summary: 'the log, an op a line',
    isOfFinished: false,
    isHandedOn: false,
    write: logLines,
  },
  html: {
    path: 'timeline.html',
    type: 'text/html',
    ending: 'html',
    summary: 'the page of the run in one file that needs no server',
    isOfFinished: true,
    isHandedOn: true,
    write: ({ run, pages }) => savedRun(run, pages()),
  },
  zip: {
    path: 'everything.zip',
    type: 'application/zip',
    ending: 'zip',
    summary: 'all of these, the plan, the judgement, the report and the logs of the nodes in one zip',
    isOfFinished: true,
    isHandedOn: true,
    write: (material) => runZip(material),
  },
} as const satisfies Readonly<Record<string, RunExport>>;

export type ExportFormat = keyof typeof runExports;
export const exportFormats = Object.keys(runExports) as readonly ExportFormat[];

export function exportFileName({ id, plan }: RunSummary, { ending }: RunExport): string {
  return `${plan.name}-${id}.${ending}`;
}
