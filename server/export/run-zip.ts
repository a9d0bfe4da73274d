/** Everything of a run that is over in one zip: what can be taken along by itself, and what else there is of it. */
import { isOp, type Outcome } from '@/lib/protocol/entry';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { ednLines, jsonLines, logLines } from './history-files';
import { AbsentFileError, reportText } from './report-file';
import type { RunMaterial } from './run-material';
import { savedRun } from './saved-run';
import { ZipNames } from './zip-names';
import { type ZipPart, zipPieces } from './zip-stream';

/** Every op is in memory while a report is made; the process that does it has room for twice as many. */
const maxReportOperations = 1_000_000;

/** @param directory of the parts of a page in one file; where they were not built, nothing is written @throws ClewError */
export async function runZip(material: RunMaterial, directory?: string): Promise<AsyncIterable<Uint8Array>> {
  const { run, pages } = material;
  const page = await savedRun(run, pages(), directory);
  return zipPieces(partsOf(material, page), run.endedAt ?? run.createdAt);
}

async function* partsOf(material: RunMaterial, page: AsyncIterable<string>): AsyncGenerator<ZipPart> {
  const { run } = material;
  const { plan, ...summary } = run;
  yield { name: 'README.txt', pieces: [readme(run)] };
  yield { name: 'plan.json', pieces: [json(plan)] };
  yield { name: 'run.json', pieces: [json(summary)] };
  const seen: { outcome?: Outcome } = {};
  yield { name: 'history.jsonl', pieces: jsonLines(noting(material, seen)) };
  yield { name: 'history.edn', pieces: ednLines(material) };
  yield { name: 'log.txt', pieces: logLines(material) };
  if (seen.outcome) {
    const name = seen.outcome.kind === 'verdict' ? 'judgement.json' : 'outcome.json';
    yield { name, pieces: [json(seen.outcome)] };
  }
  const report = await reportOf(material);
  if (report !== undefined) yield { name: 'report.txt', pieces: [report] };
  const names = new ZipNames();
  for await (const { node, file, text } of material.logs()) yield { name: names.logOf(node, file), pieces: [text] };
  yield { name: 'timeline.html', pieces: page };
}

/** The same material, whose last outcome is kept as it passes by. */
function noting(material: RunMaterial, seen: { outcome?: Outcome }): RunMaterial {
  return {
    ...material,
    async *pages() {
      for await (const page of material.pages()) {
        for (const entry of page) if (!isOp(entry) && entry.type === 'outcome') seen.outcome = entry.outcome;
        yield page;
      }
    },
  };
}

async function reportOf(material: RunMaterial): Promise<string | undefined> {
  if (material.run.operations > maxReportOperations) return undefined;
  try {
    return await reportText(material);
  } catch (error) {
    if (error instanceof AbsentFileError) return undefined;
    throw error;
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const files = [
  ['plan.json', 'what was to be done, with every default and the seed'],
  ['run.json', 'when it went on, how it ended, and what is said of it'],
  ['history.jsonl', 'the history, the format of Clew: clew check and clew import read it, and this zip as well'],
  ['history.edn', 'the same, the format of Jepsen'],
  ['log.txt', 'everything that was logged, an op a line'],
  ['judgement.json', 'what each checker found, or outcome.json where the run ended without a judgement'],
  ['report.txt', 'the judgement as text'],
  ['logs/', 'what was collected from the nodes, a directory each'],
  ['timeline.html', 'the page of the run, which opens without a server'],
] as const;

function readme(run: RunSummary): string {
  const isLong = run.operations > maxReportOperations;
  const most = maxReportOperations.toLocaleString('en-GB');
  return [
    `${nameOf(run)}, run ${run.id} of Clew`,
    ...(run.sentence === undefined ? [] : [run.sentence]),
    '',
    ...files.map(([name, what]) => `${name.padEnd(16)}${what}`),
    '',
    ...(isLong ? [`report.txt is left out, because there are more than ${most} operations.`] : []),
    run.isRedacted === true
      ? 'Addresses, users, ports and paths are left out: it is made to be handed on.'
      : 'It names addresses, users, ports and paths. What gives access is left out.',
    '',
  ].join('\n');
}
