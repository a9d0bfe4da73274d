/**
 * A checker of one object, as a set or a counter is. On a history of many each key is judged by itself, and what is worst
 * counts; it tells of the first key that is so, with the indexes of the whole history.
 */
import { formatJson } from '../../base/edn';
import { isJsonEqual, type Json } from '../../base/json';
import { clipped, counted, listed } from '../../base/words';
import { type HistoryPart, looksIndependent, splitByKey } from '../../history/independent';
import type { Op, OpSequence } from '../../history/op';
import { descriptionOf, wellKnownOperations } from '../../history/operation-table';
import type { Budget } from './budget';
import type { Checker, CheckerContext } from './checker';
import { mergeValidity } from './compose';
import { type Anomaly, type CheckResult, maxAnomalies } from './finding';

interface PartResult<Details> {
  readonly key: Json;
  readonly result: CheckResult<Details>;
}

/**
 * A checker that does not judge what it does not know: a history with a function that its object does not have, or as one
 * object what are many.
 */
export function ofOneObject<Details>(checker: Checker<Details>): Checker<Details> {
  const { functions } = checker;
  if (!functions) return checker;
  return {
    ...checker,
    check(history, context, budget) {
      refuseForeignFunctions(functions, history);
      refuseStrangeAnswers(history);
      if (!context.isByKey) return checker.check(history, context, budget);
      const parts = splitByKey(history);
      if (!parts.ok) throw new Error(parts.error.message);
      const results = parts.value.map((part) => ({ key: part.key, result: checkPart(checker, part, context, budget) }));
      const [first] = results;
      if (first) return merged([first, ...results.slice(1)]);
      return checker.check(history, context, budget);
    },
  };
}

function refuseForeignFunctions(functions: readonly string[], history: OpSequence): void {
  for (const { index, process, f } of history) {
    if (process !== 'nemesis' && !functions.includes(f))
      throw new Error(`op ${index}: it knows ${listed(functions, 'and')}, and no ${f}`);
  }
}

/**
 * An answer is given to who asks for nothing, and what changes something completes with what it was invoked with; anything
 * else has a meaning that is not known. An operation is found by its function too, for a drain may journal its dequeues.
 */
function refuseStrangeAnswers(history: OpSequence): void {
  const open = new Map<string, Op>();
  for (const op of history) {
    if (op.process === 'nemesis') continue;
    const name = `${op.process} ${op.f}`;
    if (op.type === 'invoke') open.set(name, op);
    const asked = op.type === 'ok' ? (open.get(name)?.value ?? null) : null;
    if (op.type !== 'ok' || isJsonEqual(asked, op.value)) continue;
    const hasAnswer = descriptionOf(wellKnownOperations, op.f).hasAnswer === true;
    if (asked === null ? hasAnswer : op.value === null) continue;
    const [was, got] = [asked, op.value].map((value) => clipped(formatJson(value)));
    const cure = looksIndependent(history) ? '; to judge each key of [key value] by itself, add --independent' : '';
    throw new Error(
      `op ${op.index}: ${op.f} was invoked with ${was} and completed with ${got}, which it does not know${cure}`,
    );
  }
}

function checkPart<Details>(
  checker: Checker<Details>,
  { history, places }: HistoryPart<OpSequence>,
  context: CheckerContext,
  budget: Budget,
): CheckResult<Details> {
  const place = (index: number) => places[index] ?? index;
  const result = located(() => checker.check(history, context, budget), place);
  return {
    ...result,
    anomalies: result.anomalies.map((anomaly) => relocated(anomaly, place)),
    details: checker.relocated?.(result.details, place) ?? result.details,
  };
}

/** What keeps a checker from judging names the op. */
function located<T>(judge: () => T, place: (index: number) => number): T {
  try {
    return judge();
  } catch (error) {
    if (error instanceof Error && /^op \d+/.test(error.message)) {
      throw new Error(
        error.message.replace(/^op (\d+)/, (_, index: string) => `op ${place(Number(index))}`),
        { cause: error },
      );
    }
    throw error;
  }
}

function relocated(anomaly: Anomaly, place: (index: number) => number): Anomaly {
  const operations = anomaly.operations.map(place);
  return { ...anomaly, operations, ...(anomaly.at === undefined ? {} : { at: place(anomaly.at) }) };
}

/** Keys on which there was nothing to judge take nothing from the others. */
function merged<Details>(results: readonly [PartResult<Details>, ...PartResult<Details>[]]): CheckResult<Details> {
  const tested = results.filter(({ result }) => !result.isUntested);
  const valid = tested.length === 0 ? 'unknown' : mergeValidity(tested.map(({ result }) => result.valid));
  const told = tested.find(({ result }) => result.valid === valid) ?? results[0];
  const weak = results.flatMap(({ result }) => result.weak ?? []);
  return {
    ...told.result,
    valid,
    ...(weak.length > 0 && { weak }),
    sentence: sentenceOf(valid, told, tested, results),
    isNoteworthy: tested.length < results.length || results.some(({ result }) => result.isNoteworthy),
    anomalies: results.flatMap(({ result }) => result.anomalies).slice(0, maxAnomalies),
  };
}

/** `2 of 3 keys are invalid. The first is 7: 1 acknowledged element lost: 4.` */
function sentenceOf<Details>(
  valid: CheckResult['valid'],
  { key, result }: PartResult<Details>,
  tested: readonly PartResult<Details>[],
  all: readonly PartResult<Details>[],
): string {
  const name = clipped(formatJson(key));
  if (all.length === 1) return `Key ${name}: ${result.sentence}`;
  const untested = all.length - tested.length;
  const rest = untested === 0 ? '' : ` On ${counted(untested, 'key')} there was nothing to judge.`;
  if (tested.length === 0)
    return `On none of ${all.length} keys was there anything to judge. The first is ${name}: ${result.sentence}`;
  const same = tested.filter((each) => each.result.valid === valid).length;
  const word = valid === true ? 'valid' : valid === false ? 'invalid' : 'undecided';
  return `${same} of ${counted(all.length, 'key')} ${same === 1 ? 'is' : 'are'} ${word}. The first is ${name}: ${result.sentence}${rest}`;
}
