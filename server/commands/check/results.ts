/** What `clew check` prints: the JSON line of a file, its line among others, and texts that need no history. */
import { formatJson } from '@/lib/base/edn';
import { type CheckProgress, type StopCause, stopWords } from '@/lib/checker/core/budget';
import type { Finding } from '@/lib/checker/core/finding';
import type { Counterexample } from '@/lib/checker/linearizable/verdict';
import type { Op } from '@/lib/history/op';
import { formatOp } from '@/lib/history/text';
import type { FileFacts, Judged } from '../../judge/messages';
import type { KeysVerdict } from './check-keys';

/** Operations of a world that are printed, the last ones; a world of a long history has as many as that. */
const orderLimit = 1000;

/** Keys without a value are left out by JSON. */
export function jsonOf(file: string, { verdict, op, line }: Judged, facts: FileFacts | undefined) {
  const { valid, model, algorithm, operations, crashed, durationMs } = verdict;
  return {
    ...{ file, valid, model, algorithm, operations, crashed, durationMs, peakRssMb: peakRssMb() },
    failure: verdict.valid === false ? failureJson(verdict.counterexample, op, line) : undefined,
    ...(verdict.valid === 'unknown' ? { cause: verdict.cause, progress: verdict.progress } : {}),
    cut: facts?.cut,
    note: facts?.note,
  };
}

export function keysJsonOf(file: string, verdict: KeysVerdict, lines: Uint32Array, facts: FileFacts) {
  const { valid, model, algorithm, operations, crashed, durationMs, keys, key, counterexample, op, cause } = verdict;
  return {
    ...{ file, valid, model, algorithm, operations, crashed, durationMs, peakRssMb: peakRssMb(), keys },
    failure: counterexample && { key, ...failureJson(counterexample, op, lines[counterexample.completion]) },
    ...(cause === undefined ? {} : { cause, key }),
    cut: facts.cut,
    note: facts.note,
  };
}

export function stoppedJsonOf(file: string, model: string, cause: StopCause, progress: CheckProgress | undefined) {
  return { file, valid: 'unknown', model, cause, progress, peakRssMb: peakRssMb() };
}

export function stoppedText(cause: StopCause, progress: CheckProgress | undefined): string {
  const reason = stopWords[cause];
  if (!progress) return `Unknown: the check did not begin, because ${reason} while the history was read.`;
  return `Unknown: the check did not end, because ${reason}. Passed ${progress.done} of ${progress.total} events.`;
}

export function lineOf({ verdict, op, line }: Judged): string {
  const judged = `operations: ${verdict.operations}, crashed: ${verdict.crashed}`;
  if (verdict.valid === true) return `valid (${judged})`;
  if (verdict.valid === 'unknown') {
    return `unknown (${verdict.cause}, ${verdict.progress.done} of ${verdict.progress.total} events passed)`;
  }
  return `invalid at ${placeOf(op, line)}: ${reasonOf(verdict.counterexample)} (${judged})`;
}

export function keysLineOf({ valid, keys, key, counterexample, op, cause }: KeysVerdict): string {
  const judged = `keys: ${keys.total}, invalid: ${keys.invalid}, unknown: ${keys.unknown}`;
  if (valid === true) return `valid (${judged})`;
  if (valid === 'unknown') return `unknown at key ${formatJson(key ?? null)} (${cause}; ${judged})`;
  const reason = counterexample ? `: ${reasonOf(counterexample)}` : '';
  return `invalid at key ${formatJson(key ?? null)}, op ${op?.index}${reason} (${judged})`;
}

/** `set: invalid. 1 acknowledged element lost: 4.` */
export function checkerLine({ checker, valid, sentence }: Finding): string {
  const word = valid === 'unknown' ? 'unknown' : valid ? 'valid' : 'invalid';
  return `${checker}: ${word}. ${sentence}`;
}

/** Linearizability as one of several checkers. */
export function linearizabilityOf(judged: Judged) {
  return { checker: 'linearizability', valid: judged.verdict.valid, sentence: lineOf(judged) };
}

function placeOf(op: Op | undefined, line: number | undefined): string {
  return `op ${op?.index}${line === undefined ? '' : ` (line ${line})`}`;
}

function reasonOf({ transitions }: Counterexample): string {
  return transitions.map(({ message }) => message).join(', ');
}

function failureJson(counterexample: Counterexample, op: Op | undefined, line: number | undefined) {
  const { operation, prefixLength, worlds, finalStates, transitions, minimal } = counterexample;
  const shown = worlds.shown.map(({ order, state, pending }) => {
    if (order.length <= orderLimit) return { order, state, pending };
    return { order: order.slice(-orderLimit), elided: order.length - orderLimit, state, pending };
  });
  const text = op && formatOp(op);
  return { op, line, text, operation, prefixLength, worlds: { ...worlds, shown }, finalStates, transitions, minimal };
}

function peakRssMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
