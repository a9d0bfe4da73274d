/**
 * The verdict as text, in the words and the shape in which Knossos printed it in 2014 (formats: the linearizability
 * report). What is shown of an operation is its invocation with the value that it turned out to have.
 */
import { assertNever, present } from '../base/assert';
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { stopWords } from '../checker/core/budget';
import type { Finding } from '../checker/core/finding';
import { proofCaveat } from '../checker/linearizable/anomaly';
import { relocated } from '../checker/linearizable/by-key';
import type {
  Counterexample,
  InvalidVerdict,
  KeyCounts,
  UnknownVerdict,
  Verdict,
  World,
} from '../checker/linearizable/verdict';
import { type HistoryPart, partOfKey } from '../history/independent';
import type { History, Op } from '../history/op';
import { type Operation, pairOperations } from '../history/operations';
import { formatOp } from '../history/text';
import type { Model } from '../model/model';
import { checkLines } from './check-lines';
import { contradictionIn, contradictionTitle, minimalLines, stoppedExplanation } from './minimal-text';

/** The two rules of the report differ by one dash, as they did in 2014. */
const rule = '-'.repeat(61);
const closingRule = '-'.repeat(62);

/** @param checks what else was asked of the history; what they have to tell stands below the verdict's text */
export function reportText(history: History, verdict: Verdict, model: Model, checks: readonly Finding[] = []): string {
  const told = checkLines(checks);
  const text = verdict.keys ? keysText(history, verdict, verdict.keys, model) : verdictText(history, verdict, model);
  return told.length === 0 ? text : [text, '', 'Other checks:', ...told].join('\n');
}

/** Of a history of many keys: how many are what, and the report of the key that the verdict tells of. */
function keysText(history: History, verdict: Verdict, keys: KeyCounts, model: Model): string {
  const { valid, operations, key } = verdict;
  const part = key === undefined ? undefined : partOfKey(history, key);
  const own = part && verdictText(part.history, ofPart(verdict, part), model);
  return keysReport({ valid, operations, keys, key, report: own });
}

/** A verdict with the indexes of the part, whose operations carry no key. */
function ofPart(verdict: Verdict, { places }: HistoryPart): Verdict {
  if (verdict.valid !== false) return verdict;
  const inPart = new Map(places.map((place, index) => [place, index]));
  return { ...verdict, counterexample: relocated(verdict.counterexample, (index) => inPart.get(index) ?? index) };
}

/** What is said above the report of the first key that is not valid. */
export function keysReport(judged: {
  readonly valid: Verdict['valid'];
  readonly operations: number;
  readonly keys: KeyCounts;
  readonly key?: Json | undefined;
  readonly report?: string | undefined;
}): string {
  const { valid, operations, keys, key, report } = judged;
  if (valid === true) return `${operations} operations on ${keys.total} keys linearizable, each key by itself. :D`;
  const told = `${keys.total} keys: ${keys.valid} valid, ${keys.invalid} invalid, ${keys.unknown} unknown.`;
  const which = `The first that is ${valid === false ? 'invalid' : 'unknown'} is key ${formatJson(key ?? null)}:`;
  return `${told}\n${which}\n\n${report ?? 'no verdict within the limits'}`;
}

function verdictText(history: History, verdict: Verdict, model: Model): string {
  switch (verdict.valid) {
    case true:
      return `${history.length} element history linearizable. :D`;
    case false:
      return failureText(history, verdict, model);
    case 'unknown':
      return unknownText(verdict);
    default:
      return assertNever(verdict);
  }
}

/** The invocation of an operation as reports print it: a read shows the value that it returned. */
export function formatInvocation({ invocation, completion }: Operation): string {
  const value = completion?.type === 'ok' ? (completion.value ?? invocation.value) : invocation.value;
  return formatOp({ ...invocation, value });
}

function failureText(history: History, verdict: InvalidVerdict, model: Model): string {
  const { counterexample } = verdict;
  const operations = new Map(pairOperations(history).map((operation) => [operation.invocation.index, operation]));
  const lineOf = (index: number) => formatInvocation(present(operations.get(index), 'operation'));
  const line = (op: Op) => (operations.has(op.index) ? lineOf(op.index) : formatOp(op));
  const prefix = history.slice(0, counterexample.prefixLength).filter((op) => op.index !== counterexample.operation);
  return [
    'Not linearizable. Linearizable prefix was:',
    ...prefix.map(line),
    '',
    'Followed by inconsistent operation:',
    lineOf(counterexample.operation),
    '',
    rule,
    'Just prior to that operation, possible interpretations of the',
    'linearizable prefix were:',
    ...counterexample.worlds.shown.flatMap((world) => worldLines(world, lineOf, model)),
    ...elidedLines(counterexample),
    closingRule,
    '',
    'Inconsistent state transitions:',
    transitionsText(counterexample, model),
    ...contradictionLines(verdict, lineOf),
  ].join('\n');
}

/** Ends in an empty line, which parts it from what follows. The blank behind `led to state:` was always there. */
function worldLines(world: World, lineOf: (index: number) => string, model: Model): string[] {
  return [
    'World with fixed history:',
    ...world.order.map(lineOf),
    '',
    'led to state: ',
    model.format(world.state),
    '',
    'with pending operations:',
    ...world.pending.map(lineOf),
    '',
  ];
}

function elidedLines({ worlds }: Counterexample): string[] {
  const elided = worlds.total - worlds.shown.length;
  if (elided === 0) return worlds.isExact ? [] : ['(and possibly more worlds, which were not counted)', ''];
  return [`(and ${worlds.isExact ? '' : 'at least '}${elided} more worlds, elided here)`, ''];
}

function transitionsText({ transitions }: Counterexample, model: Model): string {
  const pairs = transitions.map(({ state, message }) => `[${model.format(state)} ${JSON.stringify(message)}]`);
  return `(${pairs.join(' ')})`;
}

/** Not of 2014, so it stands below all that is. */
function contradictionLines(
  { counterexample, operations }: InvalidVerdict,
  lineOf: (index: number) => string,
): string[] {
  const contradiction = contradictionIn(counterexample);
  const { stopped } = counterexample;
  return [
    ...(contradiction
      ? ['', `${contradictionTitle(counterexample, operations)}:`, ...minimalLines(contradiction, lineOf)]
      : []),
    ...(stopped ? ['', stoppedExplanation(stopped)] : []),
    ...proofCaveat(counterexample).flatMap((caveat) => ['', caveat]),
  ];
}

function unknownText({ cause, progress, operations, crashed }: UnknownVerdict): string {
  return [
    `Unknown: the check did not end, because ${stopWords[cause]}.`,
    ...(cause === 'disagreement'
      ? []
      : [`Passed ${progress.done} of ${progress.total} events, holding ${progress.configurations} configurations.`]),
    `The history has ${operations} operations, of which ${crashed} never completed.`,
  ].join('\n');
}
