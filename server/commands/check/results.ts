/** What `clew check` prints: the JSON line of a file, its line among others, and texts that need no history. */
import { formatJson } from '@/lib/base/edn';
import { type CheckProgress, type StopCause, stopWords } from '@/lib/checker/core/budget';
import type { Finding } from '@/lib/checker/core/finding';
import { relocated } from '@/lib/checker/linearizable/by-key';
import type { Counterexample } from '@/lib/checker/linearizable/verdict';
import type { Op } from '@/lib/history/op';
import { formatOp } from '@/lib/history/text';
import { type ValueSource, valueSourceSentence } from '@/lib/report/value-source';
import type { FileFacts, Judged } from '../../judge/messages';
import type { KeysVerdict } from './check-keys';

/** Operations of a world that are printed, the last ones; a world of a long history has as many as that. */
const orderLimit = 1000;

/** Keys without a value are left out by JSON. */
export function jsonOf(file: string, { verdict, explainMs, op, source }: Judged, facts: FileFacts) {
  const { valid, model, algorithm, operations, crashed, durationMs } = verdict;
  return {
    ...{ file, valid, model, algorithm, operations, crashed, durationMs, explainMs, peakRssMb: peakRssMb() },
    failure: verdict.valid === false ? failureJson(verdict.counterexample, op, source, facts) : undefined,
    ...(verdict.valid === 'unknown' ? { cause: verdict.cause, progress: verdict.progress } : {}),
    ...notesJson(facts),
  };
}

export function keysJsonOf(file: string, verdict: KeysVerdict, facts: FileFacts) {
  const { valid, model, algorithm, operations, crashed, keys, key, counterexample, op, source, cause } = verdict;
  const { durationMs, explainMs } = verdict;
  return {
    ...{ file, valid, model, algorithm, operations, crashed, durationMs, explainMs, peakRssMb: peakRssMb(), keys },
    failure: counterexample && { key, ...failureJson(counterexample, op, source, facts) },
    ...(cause === undefined ? {} : { cause, key }),
    ...notesJson(facts),
  };
}

export function notesJson({ cut, notes }: FileFacts) {
  return { cut, ...(notes.length > 0 && { notes }) };
}

export function stoppedJsonOf(file: string, model: string, cause: StopCause, progress: CheckProgress | undefined) {
  return { file, valid: 'unknown', model, cause, progress, peakRssMb: peakRssMb() };
}

export function stoppedText(cause: StopCause, progress: CheckProgress | undefined): string {
  const reason = stopWords[cause];
  if (!progress) return `Unknown: the check did not begin, because ${reason} while the history was read.`;
  return `Unknown: the check did not end, because ${reason}. Passed ${progress.done} of ${progress.total} events.`;
}

export function unexplainedText(problem: string): string {
  return `the verdict stands and cannot be explained, which is a bug of Clew; please report it with the history: ${problem}`;
}

export function lineOf({ verdict, op }: Judged, facts: FileFacts): string {
  const judged = `operations: ${verdict.operations}, crashed: ${verdict.crashed}`;
  if (verdict.valid === true) return `valid (${judged})`;
  if (verdict.valid === 'unknown') {
    return `unknown (${verdict.cause}, ${verdict.progress.done} of ${verdict.progress.total} events passed)`;
  }
  const proof = verdict.counterexample.isConfirmed === false ? '; not confirmed by a second search' : '';
  return `invalid at ${placeOf(op, facts)}: ${reasonOf(verdict.counterexample)} (${judged}${proof})`;
}

export function keysLineOf(verdict: KeysVerdict, facts: FileFacts): string {
  const { valid, keys, key, counterexample, op, cause } = verdict;
  const judged = `keys: ${keys.total}, invalid: ${keys.invalid}, unknown: ${keys.unknown}`;
  if (valid === true) return `valid (${judged})`;
  if (valid === 'unknown') return `unknown at key ${formatJson(key ?? null)} (${cause}; ${judged})`;
  const reason = counterexample ? `: ${reasonOf(counterexample)}` : '';
  const proof = counterexample?.isConfirmed === false ? '; not confirmed by a second search' : '';
  return `invalid at key ${formatJson(key ?? null)}, ${placeOf(op, facts)}${reason} (${judged}${proof})`;
}

/** What stands below the report of an invalid history: where in the file it is, and where its value came from. */
export function fileLines(op: Op | undefined, source: ValueSource | undefined, facts: FileFacts): readonly string[] {
  if (!op) return [];
  const said = source && valueSourceSentence(source, (index) => fullPlaceOf(index, facts));
  return ['', `In the file: ${fullPlaceOf(op.index, facts)}.`, ...(said === undefined ? [] : [said])];
}

/** Nothing to judge is not valid. */
export function untestedSentence({ ops, succeeded }: FileFacts): string | undefined {
  if (ops === 0) return 'there is no op in it';
  return succeeded === 0 ? 'no operation succeeded, so nothing was tested' : undefined;
}

/** `set: invalid. 1 acknowledged element lost: 4.` */
export function checkerLine({ checker, valid, sentence }: Finding): string {
  const word = valid === 'unknown' ? 'unknown' : valid ? 'valid' : 'invalid';
  return `${checker}: ${word}. ${sentence}`;
}

/** `op 106 (line 7)`, by the index that the file gives it */
function placeOf(op: Op | undefined, facts: FileFacts): string {
  return op === undefined ? 'an op' : `op ${indexOf(op.index, facts)} (line ${facts.lines[op.index]})`;
}

/** `line 7 (index 106)` */
function fullPlaceOf(index: number, facts: FileFacts): string {
  const given = facts.indexes?.[index];
  return `line ${facts.lines[index]}${given === undefined ? '' : ` (index ${given})`}`;
}

function indexOf(index: number, { indexes }: FileFacts): number {
  return indexes?.[index] ?? index;
}

function reasonOf({ transitions }: Counterexample): string {
  return transitions.map(({ message }) => message).join(', ') || 'no order of the operations before it explains it';
}

/** All indexes are those of the file. */
function failureJson(
  found: Counterexample,
  violating: Op | undefined,
  source: ValueSource | undefined,
  facts: FileFacts,
) {
  const line = violating && facts.lines[violating.index];
  const op = violating && { ...violating, index: indexOf(violating.index, facts) };
  const counterexample = relocated(found, (index) => indexOf(index, facts));
  const { operation, prefixLength, worlds, finalStates, transitions, refuters, minimal, stopped } = counterexample;
  const { isConfirmed } = counterexample;
  const shown = worlds.shown.map(({ order, state, pending }) => {
    if (order.length <= orderLimit) return { order, state, pending };
    return { order: order.slice(-orderLimit), elided: order.length - orderLimit, state, pending };
  });
  const text = op && formatOp(op);
  const from = source && {
    ...source,
    ...(source.index !== undefined && { index: indexOf(source.index, facts), line: facts.lines[source.index] }),
  };
  return {
    ...{ op, line, text, operation, prefixLength, source: from, refuters, isConfirmed },
    ...{ worlds: { ...worlds, shown }, finalStates, transitions, minimal, stopped },
  };
}

function peakRssMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
