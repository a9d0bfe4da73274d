/**
 * What came out of a run, in one plain sentence for somebody who has never seen a history. It may say less than is
 * known, never more: each half sentence stands only where the history or the verdict proves it.
 */
import { assertNever, present } from '../base/assert';
import { formatJson } from '../base/edn';
import { isJsonEqual, type Json } from '../base/json';
import { counted, sentenceEnd, testedWords, uncapitalised } from '../base/words';
import type { Finding } from '../checker/core/finding';
import { proofCaveat } from '../checker/linearizable/anomaly';
import type {
  Counterexample,
  InvalidVerdict,
  KeyCounts,
  UnknownVerdict,
  ValidVerdict,
} from '../checker/linearizable/verdict';
import { checkerTitle, isAdvisory } from '../checker/names';
import { fieldsOf } from '../history/fields';
import { operationsOfKey } from '../history/independent';
import type { OpSequence } from '../history/op';
import { describeOperation, descriptionOf, isReadOnly, type OperationTable } from '../history/operation-table';
import { type Operation, outcomeOf, pairOperations } from '../history/operations';
import { casRegister, leftBy } from '../model/cas-register';
import { faultWindows } from '../nemesis/windows';
import type { RunPlan } from '../plan/plan';
import { plannedSeconds } from '../plan/schedule';
import { workloadOf } from '../plan/workload';
import type { Judgement, Outcome, RunFailure } from '../protocol/entry';
import { otherFindings, overallValidity, verdictIn } from '../protocol/judgement';
import { endedEarly, weakReasons } from '../protocol/strength';
import { endWords } from './end-words';
import { faultClause } from './fault-clause';
import { contradictionIn } from './minimal-text';

/** What is known of a run that ended without a verdict. */
interface Known {
  /** How far the test got. */
  readonly testedNanos?: number | undefined;
  /** Of a violation that was found while it went on. */
  readonly violationTime?: number | undefined;
}

export function outcomeSentence(plan: RunPlan, history: OpSequence, outcome: Outcome, known: Known = {}): string {
  switch (outcome.kind) {
    case 'verdict':
      // Older versions made one sentence of both.
      if (outcome.sentence !== undefined && outcome.ended === undefined) return outcome.sentence;
      return [
        ...weakSentences(weakReasons(outcome)),
        outcome.sentence ?? judgementSentence(plan, history, outcome),
        ...endSentences(outcome),
        ...handSentences(outcome),
      ].join(' ');
    case 'error':
      return [errorSentence(outcome.failure), ...seenSentences(known)].join(' ');
    case 'aborted':
      return [
        `The run was aborted${afterWords(plan, known.testedNanos)}: ${sentenceEnd(outcome.reason)}`,
        ...seenSentences(known),
      ].join(' ');
    default:
      return assertNever(outcome);
  }
}

/** How a test ended before its time, where that is no reason of a weak verdict. */
export function endSentences(judgement: Judgement): readonly string[] {
  return overallValidity(judgement) === true ? [] : endedEarly(judgement);
}

/** What nobody would see who only knew the plan. */
export function handSentences({ ended }: Judgement): readonly string[] {
  const count = ended?.faultsByHand ?? 0;
  if (count === 0) return [];
  return [
    `${counted(count, 'fault')} ${count === 1 ? 'was' : 'were'} made by hand: the plan alone does not repeat this.`,
  ];
}

/** What was found before holds, though nobody judged the whole. */
function seenSentences({ violationTime }: Known): readonly string[] {
  return violationTime === undefined ? [] : [`A violation had been found at ${(violationTime / 1e9).toFixed(1)} s.`];
}

/** ` after 3.2 s of 120 s` */
function afterWords(plan: RunPlan, testedNanos: number | undefined): string {
  return testedNanos === undefined ? '' : ` after ${testedWords(testedNanos, plannedSeconds(plan) * 1e9)}`;
}

/** What was found, without how strong it is. */
export function judgementSentence(plan: RunPlan, history: OpSequence, judgement: Judgement): string {
  const others = checkSentences(judgement);
  const isUnasked = judgement.findings.some(({ checker, isMoot }) => checker === 'linearizability' && isMoot);
  // The statistics say the same in numbers.
  return [...(isUnasked && others.length > 0 ? [] : [verdictSentence(plan, history, judgement)]), ...others].join(' ');
}

/** Where linearizability is not asked, what the first checker found stands in its place. */
function verdictSentence(plan: RunPlan, history: OpSequence, judgement: Judgement): string {
  const verdict = verdictIn(judgement);
  if (!verdict) return judgement.findings[0]?.sentence ?? 'Nothing was checked.';
  const { operations } = workloadOf(plan);
  switch (verdict.valid) {
    case true:
      return validSentence(operations, history, verdict, otherFindings(judgement));
    case false:
      return counterexampleSentence(operations, history, verdict);
    case 'unknown':
      return unknownSentence(plan, verdict);
    default:
      return assertNever(verdict);
  }
}

/** What the other checkers add. A violation needs no notes beside it, and what an advisory one cannot tell is no news. */
function checkSentences(judgement: Judgement): readonly string[] {
  const verdict = verdictIn(judgement);
  const [first, ...rest] = judgement.findings;
  const others = verdict || !first ? otherFindings(judgement) : rest;
  const isFine = verdict ? verdict.valid === true : overallValidity(judgement) !== false;
  const isWeak = weakReasons(judgement).length > 0;
  const told = others.filter((finding) => {
    // Said before.
    if (isWeak && finding.weak !== undefined) return false;
    if (isAdvisory(finding.checker)) return isFine && finding.valid === false;
    return isFine ? finding.isNoteworthy : finding.valid === false;
  });
  return told.map(({ checker, valid, sentence }) => {
    // Of a checker that has no answer the sentence says `it`; the statistics speak of the whole test.
    const isNamed = valid === 'unknown' && checker !== 'stats';
    return isNamed ? `${checkerTitle(checker)}: ${uncapitalised(sentence)}` : sentence;
  });
}

/** `Valid, but weak: no write succeeded during any of 3 partitions.` */
export function weakSentences(reasons: readonly string[]): readonly string[] {
  if (reasons.length === 0) return [];
  const told = reasons.map((reason) => uncapitalised(reason).replace(/\.$/, ''));
  return [`Valid, but weak: ${told.join('; ')}.`];
}

function validSentence(
  table: OperationTable,
  history: OpSequence,
  { operations, crashed, keys }: ValidVerdict,
  checks: readonly Finding[],
): string {
  if (operations === 0) return 'No operation was made, so there was nothing to judge.';
  const all = keys
    ? `All ${counted(operations, 'operation')} on ${counted(keys.total, 'key')} fit an order, each key by itself`
    : operations === 1
      ? 'The one operation fits an order'
      : `All ${counted(operations, 'operation')} fit one order`;
  const open =
    crashed === 0
      ? ''
      : `, ${crashed.toLocaleString('en-GB')} of which never completed and may or may not have happened`;
  const hasUpdate = hasSuccessfulUpdate(history, table);
  // The statistics say the same of each function by its name.
  const isSaid = checks.some(({ checker, isNoteworthy }) => checker === 'stats' && isNoteworthy);
  const note = hasUpdate || isSaid ? '' : '; no write or cas succeeded, so there was little to contradict';
  return `${all}${open}${note}.`;
}

function hasSuccessfulUpdate(history: OpSequence, table: OperationTable): boolean {
  const fields = fieldsOf(history);
  for (let place = 0; place < fields.length; place++) {
    if (fields.typeAt(place) !== 'ok' || fields.processAt(place) === 'nemesis') continue;
    if (!isReadOnly(table, { f: fields.functionAt(place), value: fields.valueAt(place) })) return true;
  }
  return false;
}

function unknownSentence(plan: RunPlan, { cause, progress, keys }: UnknownVerdict): string {
  const limits = plan.checker;
  const reasons = {
    time: `reached its limit of ${limits.timeLimitSeconds} s`,
    memory: `reached its limit of ${limits.memoryLimitMb} MB`,
    cancelled: 'was cancelled',
    disagreement: 'contradicts itself, which is a bug of Clew; please report it with the history',
    error: 'failed, which is a bug of Clew; please report it with the history',
  };
  if (keys) {
    return `Undecided: the check ${reasons[cause]}; of ${counted(keys.total, 'key')} ${keys.valid} are linearizable and ${keys.unknown} undecided.`;
  }
  if (cause === 'disagreement' || cause === 'error') return `Undecided: the check ${reasons[cause]}.`;
  return `Undecided: the check ${reasons[cause]} after ${progress.done.toLocaleString('en-GB')} of ${counted(progress.total, 'event')}; up to there the history is linearizable.`;
}

function errorSentence({ message, node }: RunFailure): string {
  return `The test itself failed${node === undefined ? '' : ` on ${node}`}: ${sentenceEnd(message)}`;
}

/** `Key 7, the first of 2 that cannot be (of 24): n1 answered 3 at 1.6 s, but …` */
function counterexampleSentence(
  table: OperationTable,
  history: OpSequence,
  { counterexample, model, key, keys }: InvalidVerdict,
): string {
  const all = pairOperations(history);
  const operations = key === undefined ? all : operationsOfKey(all, key);
  const violating = present(
    operations.find(({ invocation }) => invocation.index === counterexample.operation),
    'operation',
  );
  const time = present(violating.completion, 'completion').time;
  const fault = faultClause(faultWindows(history), time, nodeOf(violating));
  const hasAllStates = counterexample.hasAllFinalStates !== false && counterexample.finalStates.length > 0;
  const reason = hasAllStates ? stateReason : contradictionReason;
  const which = key === undefined || !keys ? '' : `${keyText(key, keys)}: `;
  const told = `${which}${reason(table, violating, operations, counterexample, model)}${fault}.`;
  return [told, ...proofCaveat(counterexample)].join(' ');
}

function keyText(key: Json, { invalid, total }: KeyCounts): string {
  const others = invalid === 1 ? `the only one of ${total}` : `the first of ${invalid}`;
  return `Key ${formatJson(key)}, ${others} that cannot be${invalid === 1 ? '' : ` (of ${total})`}`;
}

type Reason = (
  table: OperationTable,
  violating: Operation,
  operations: readonly Operation[],
  counterexample: Counterexample,
  model: string,
) => string;

/** In which states every order ends. */
const stateReason: Reason = (table, violating, operations, counterexample, model) => {
  const isRegister = model === 'register' || model === 'cas-register';
  const fixed = isRegister ? fixedSince(table, operations, counterexample, violating) : undefined;
  const [at, fixedAt] = momentTexts(present(violating.completion, 'completion').time, fixed?.completion?.time);
  const since = fixed ? `since ${callText(table, fixed)} completed at ${fixedAt}` : 'by then';
  const states = counterexample.finalStates.map(({ state }) => state);
  return `${claimText(table, violating)} at ${at}, but every possible order has ${endWords(model, states)} ${since}`;
};

/** What it contradicts, where not all states are known. */
const contradictionReason: Reason = (table, violating, operations, counterexample) => {
  const contradicting = contradictionIn(counterexample)?.operations ?? [];
  const others = contradicting.filter((index) => index !== violating.invocation.index);
  const [index] = others;
  const only = others.length === 1 ? operations.find(({ invocation }) => invocation.index === index) : undefined;
  const [at, onlyAt] = momentTexts(present(violating.completion, 'completion').time, only?.completion?.time);
  const claim = `${claimText(table, violating)} at ${at}, but no order of the operations explains that`;
  if (only?.completion?.type === 'ok') return `${claim} beside ${callText(table, only)}, which completed at ${onlyAt}`;
  return others.length === 0 || !counterexample.minimal ? claim : `${claim} beside ${others.length} others`;
};

/** `3's cas [1 4]`, `2's read of 3` */
function callText(table: OperationTable, operation: Operation): string {
  return `${operation.invocation.process}'s ${describeOperation(table, operation)}`;
}

/** `n1 answered 3`, `Process 2 dequeued 5`, `n4 accepted write 3` */
function claimText(table: OperationTable, violating: Operation): string {
  const { invocation, completion } = violating;
  const { process, f } = invocation;
  const node = nodeOf(violating);
  const { hasAnswer, past = f } = descriptionOf(table, f);
  if (hasAnswer) {
    const value = formatJson(completion?.value ?? null);
    if (node === undefined) return `Process ${process} ${past} ${value}`;
    return isReadOnly(table, invocation) ? `${node} answered ${value}` : `${node} answered ${f} with ${value}`;
  }
  const call = describeOperation(table, violating);
  return node === undefined ? `Process ${process}'s ${call} succeeded` : `${node} accepted ${call}`;
}

function nodeOf({ invocation, completion }: Operation): string | undefined {
  return completion?.node ?? invocation.node;
}

/**
 * The earliest operation since whose completion the register holds the one final state in every world: it certainly set
 * that state, it completed before the violating one began, and nothing that can come after it in any order changes the state
 * again (what returned before it was invoked cannot come after it; what failed never happened).
 */
function fixedSince(
  table: OperationTable,
  operations: readonly Operation[],
  counterexample: Counterexample,
  violating: Operation,
): Operation | undefined {
  const [only, ...others] = counterexample.finalStates;
  if (!only || others.length > 0) return undefined;
  const mayHappen = operations.filter(
    (operation) =>
      operation !== violating &&
      operation.invocation.index < counterexample.completion &&
      outcomeOf(operation) !== 'fail' &&
      !isReadOnly(table, operation.invocation),
  );
  const movers = mayHappen.filter(({ invocation }) => changes(only.state, invocation.f, invocation.value));
  return mayHappen
    .filter((operation) => outcomeOf(operation) === 'ok' && completedAt(operation) < violating.invocation.index)
    .filter((operation) => isJsonEqual(leftBy(operation.invocation), only.state))
    .filter((operation) => movers.every((mover) => completedAt(mover) < operation.invocation.index))
    .sort((a, b) => completedAt(a) - completedAt(b))[0];
}

const model = casRegister();

function changes(state: Json, f: string, value: Json): boolean {
  const step = model.step(state, { f, value });
  return 'state' in step && !isJsonEqual(step.state, state);
}

/** Place of the completion in the history; an operation that crashed has none and may yet happen. */
function completedAt(operation: Operation): number {
  return outcomeOf(operation) === 'ok' ? present(operation.completion, 'completion').index : Number.POSITIVE_INFINITY;
}

/** Seconds with one digit, or with three where two moments would look the same. */
function momentTexts(time: number, other: number | undefined): readonly [string, string] {
  const text = (nanos: number, digits: number) => `${(nanos / 1e9).toFixed(digits)} s`;
  if (other === undefined) return [text(time, 1), ''];
  const digits = text(time, 1) === text(other, 1) ? 3 : 1;
  return [text(time, digits), text(other, digits)];
}
