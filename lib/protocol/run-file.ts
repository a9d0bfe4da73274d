/**
 * A whole run as text, for a file that stands by itself. The first line is a header with the version of the format and
 * the run's summary, every further line an entry of the journal.
 */
import type { Plan } from '../plan/plan';
import { upgradePlan } from '../plan/upgrade';
import type { Entry } from './entry';
import { keyedEntries } from './keyed-entries';
import type { RunSummary } from './run';
import { upgradedEntry, upgradedSummary } from './upgrade';

const runFileFormat = 'clew-run';
const runFileVersion = 2;

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

/**
 * Reads what the functions above wrote, in this version or an older one, without further validation. Version 1 had plans
 * of version 1.
 * @throws where it is of another kind or of a newer version
 */
export function decodeRunFile(text: string): RunFile {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const { format, version, run } = JSON.parse(head) as Partial<Record<string, unknown>> & { readonly run: RunSummary };
  if (format !== runFileFormat || typeof version !== 'number' || version > runFileVersion) {
    throw new Error(`this is ${format} ${version}, not ${runFileFormat} ${runFileVersion}`);
  }
  const entries = lines.map((line) => upgradedEntry(JSON.parse(line) as Entry));
  const upgraded = upgradePlan(run.plan);
  if (!upgraded.ok)
    throw new Error(upgraded.error.map(({ path, message }) => `the ${path} of the plan ${message}`).join('; '));
  const plan = upgraded.value as Plan;
  return { run: upgradedSummary({ ...run, plan }), entries: keyedEntries(plan, entries) };
}
