/**
 * A whole run as text, for a file that stands by itself. The first line is a header with the version of the format and
 * the run's summary, every further line an entry of the journal.
 */
import type { Entry } from './entry';
import { keyedEntries } from './keyed-entries';
import type { RunSummary } from './run';
import { upgradedEntry, upgradedSummary } from './upgrade';

const runFileFormat = 'clew-run';
const runFileVersion = 1;

export interface RunFile {
  readonly run: RunSummary;
  readonly entries: readonly Entry[];
}

export function encodeRunHeader(run: RunSummary): string {
  return `${JSON.stringify({ format: runFileFormat, version: runFileVersion, run })}\n`;
}

export function encodeEntries(entries: readonly Entry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

/** Reads what the functions above wrote, and nobody else: no further validation. @throws where it is of another kind */
export function decodeRunFile(text: string): RunFile {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const { format, version, run } = JSON.parse(head) as Partial<Record<string, unknown>> & { readonly run: RunSummary };
  if (format !== runFileFormat || version !== runFileVersion) {
    throw new Error(`this is ${format} ${version}, not ${runFileFormat} ${runFileVersion}`);
  }
  const entries = lines.map((line) => upgradedEntry(JSON.parse(line) as Entry));
  return { run: upgradedSummary(run), entries: keyedEntries(run.plan, entries) };
}
