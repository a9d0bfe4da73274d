/**
 * What the thread of a file does: it reads the history, refuses what the model does not understand, and has the checkers
 * judge it. Where there are many keys linearizability is left to other threads, which get a part each.
 */
import type { Json } from '@/lib/base/json';
import { ok, type Result } from '@/lib/base/result';
import { faultNouns } from '@/lib/catalog/faults/appearance';
import { judgesOneObject, tellsKeysApart } from '@/lib/checker/about';
import type { CheckerContext } from '@/lib/checker/core/checker';
import type { Finding } from '@/lib/checker/core/finding';
import type { CheckerName } from '@/lib/checker/names';
import type { DecodedHistory, LineProblem } from '@/lib/history/decoded';
import {
  type HistoryPart,
  hasKeys,
  keyedHistory,
  looksIndependent,
  type SplitProblem,
  splitByKey,
  writtenValue,
} from '@/lib/history/independent';
import { mixedTags } from '@/lib/history/mixed-tags';
import type { History } from '@/lib/history/op';
import { completionsOf, type HistoryError } from '@/lib/history/pairing';
import type { Model } from '@/lib/model/model';
import { findingReasons } from '@/lib/protocol/strength';
import { describeProblem, foreignOp, keyedValues, locatedFinding } from './describe-problem';
import { isModelFile } from './load-model';
import type { CheckAnswer, DecidedAnswer, FileFacts, FileSource, Judged, PartToJudge } from './messages';
import { type ReadingHost, readFileHistory, readPieces } from './read-history';
import { startOfKey, startsOf } from './starts';

/** What the thread lends to whoever reads and judges in it. */
export interface FileHost {
  readonly reading: ReadingHost;
  runCheckers(
    names: readonly CheckerName[],
    historyFor: (name: CheckerName) => History,
    context: CheckerContext,
  ): readonly Finding[];
  /** Of a checker that nobody waits for by name. */
  runQuietly(name: CheckerName, history: History, context: CheckerContext): Finding;
  /** @param starts states to begin with, one of which must do */
  judge(
    history: History,
    model: Model,
    starts: readonly Json[],
    answerOf: (judged: Judged) => DecidedAnswer,
  ): DecidedAnswer;
}

/** @param pieces of the file, where the thread cannot read it */
export async function answerFile(
  source: FileSource,
  model: Model,
  modelName: string,
  pieces: () => AsyncIterable<Uint8Array>,
  host: FileHost,
): Promise<CheckAnswer> {
  const { path, format, reading } = source;
  const read = await (path === undefined
    ? readPieces(pieces(), undefined, format, reading, host.reading)
    : readFileHistory(path, format, reading, host.reading));
  if (!read.ok) {
    if ('stopped' in read.error) return { type: 'stopped', cause: read.error.stopped };
    return { type: 'refused', message: read.error.problem };
  }
  const decoded = read.value;
  const isKeyed = source.isSplit || hasKeys(decoded.ops);
  const keyed = isKeyed ? keyedOps(decoded.ops) : ok(decoded.ops);
  if (!keyed.ok) return { type: 'refused', message: describeProblem(keyed.error, decoded) };
  const history = keyed.value;
  const problem = lawProblem(source, history, model, isModelFile(modelName), isKeyed) ?? mixedTags(history);
  if (problem) return { type: 'refused', message: describeProblem(problem, decoded) };
  const told = { faultNouns, hasEveryFault: decoded.planId !== undefined };
  const found = runCheckers(source, history, isKeyed, model, host, told);
  const reports = found.map((finding) => locatedFinding(finding, decoded));
  const weak = findingReasons([...found, ...testedFindings(found, history, host, told)]);
  const facts = factsOf(decoded, weak, source.isLinearizability && !isKeyed ? keysNote(decoded, model) : undefined);
  if (!source.isLinearizability) return { type: 'checked', reports, facts };
  if (isKeyed) return { type: 'parts', parts: partsToJudge(history, model, source), facts, reports };
  const starts = source.isStartUnknown ? startsOf(history, model) : [model.initial];
  return host.judge(history, model, starts, (judged) => ({ type: 'judged', judged, facts, reports }));
}

function keyedOps(ops: History): Result<History, HistoryError | SplitProblem> {
  return hasKeys(ops) ? ok(ops) : keyedHistory(ops);
}

/** What keeps it from being judged: the history is none, or says what the model does not understand. */
function lawProblem(
  { isLinearizability }: FileSource,
  history: History,
  model: Model,
  isOwnModel: boolean,
  isKeyed: boolean,
): HistoryError | SplitProblem | undefined {
  const paired = completionsOf(history);
  // A drain may journal what it dequeues, each while the drain is open.
  const isDrained = !isLinearizability && history.some(({ f }) => f === 'drain');
  if (!paired.ok) return isDrained ? undefined : paired.error;
  // The other checkers know themselves what they understand.
  if (!isLinearizability) return undefined;
  const unkeyed = isKeyed ? history.find(({ process, key }) => process !== 'nemesis' && key === undefined) : undefined;
  if (unkeyed) return { index: unkeyed.index, message: `the ${unkeyed.f} names no key, and other ops do` };
  return foreignOp(history, paired.value, model, isOwnModel);
}

function runCheckers(
  { checkers, isStartUnknown, consistency, bank }: FileSource,
  history: History,
  isKeyed: boolean,
  model: Model,
  host: FileHost,
  told: CheckerContext,
): readonly Finding[] {
  const keyed = isKeyed ? history : withRecognizedKeys(history);
  const paired = isKeyed ? withPairs(history) : history;
  const historyFor = (name: CheckerName) => {
    if (tellsKeysApart(name)) return keyed;
    return isKeyed && judgesOneObject(name) ? history : paired;
  };
  const known = isStartUnknown ? {} : { model };
  return host.runCheckers(checkers, historyFor, { ...told, isByKey: isKeyed, consistency, bank, ...known });
}

/** What says how much was tested, where it was not asked for by name. */
function testedFindings(
  found: readonly Finding[],
  history: History,
  host: FileHost,
  told: CheckerContext,
): readonly Finding[] {
  const asked = found.map(({ checker }) => checker);
  return (['fault-coverage', 'stats'] as const)
    .filter((name) => !asked.includes(name))
    .map((name) => host.runQuietly(name, history, told));
}

/** For a checker that tells keys apart: in files of others they are recognized by the shape of all values. */
function withRecognizedKeys(ops: History): History {
  if (!looksIndependent(ops)) return ops;
  const keyed = keyedHistory(ops);
  return keyed.ok ? keyed.value : ops;
}

/** For a checker that knows values only: those of two keys are not equal. */
function withPairs(ops: History): History {
  return ops.map(({ key: _, ...op }, place) => ({ ...op, value: writtenValue(ops[place] ?? op) }));
}

/** To these a value of two items is one value. */
const pairModels: ReadonlySet<string> = new Set(['multi-register', 'versioned-register']);

/** Judged as one, registers of their own contradict one another; whoever meant them so should hear of it. */
function keysNote({ ops, lines }: DecodedHistory, model: Model): LineProblem | undefined {
  if (pairModels.has(model.name) || !looksIndependent(ops)) return undefined;
  return { line: lines[0] ?? 1, message: keyedValues };
}

function partsToJudge(history: History, model: Model, source: FileSource): readonly PartToJudge[] {
  const split = splitByKey(history);
  if (!split.ok) throw new Error(split.error.message);
  return split.value.map((part) => ({ ...part, starts: startsOfPart(part, model, source) }));
}

function startsOfPart({ key, history }: HistoryPart, model: Model, { isStartUnknown, startsByKey }: FileSource) {
  const start = startOfKey(startsByKey, key);
  if (start !== undefined) return [start];
  return isStartUnknown ? startsOf(history, model) : [model.initial];
}

function factsOf(
  { ops, lines, givenIndexes, cut, notes }: DecodedHistory,
  weak: readonly string[],
  note: LineProblem | undefined,
): FileFacts {
  const isNumbered = givenIndexes?.every((index) => index !== undefined) === true;
  return {
    ops: ops.length,
    succeeded: ops.reduce((sum, { process, type }) => sum + Number(process !== 'nemesis' && type === 'ok'), 0),
    weak,
    cut,
    notes: note === undefined ? notes : [...notes, note],
    lines,
    ...(isNumbered && { indexes: Float64Array.from(givenIndexes as readonly number[]) }),
  };
}
