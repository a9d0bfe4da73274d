/** What is wrong with a history that came from a file: the line, what it says, and what to do about it. */
import { assertNever } from '@/lib/base/assert';
import { formatJson } from '@/lib/base/edn';
import { isJsonArray, isJsonEqual, type Json } from '@/lib/base/json';
import { clipped } from '@/lib/base/words';
import type { Finding } from '@/lib/checker/core/finding';
import type { Counterexample } from '@/lib/checker/linearizable/verdict';
import type { DecodedHistory } from '@/lib/history/decoded';
import { hasKeys, looksIndependent, type SplitProblem } from '@/lib/history/independent';
import type { History, Op } from '@/lib/history/op';
import type { HistoryError } from '@/lib/history/pairing';
import { type Model, withArticle } from '@/lib/model/model';

type Located = Pick<DecodedHistory, 'givenIndexes'> & { readonly lines: ArrayLike<number> };

export function describeProblem(problem: HistoryError | SplitProblem, located: Located): string {
  // Places in the history say nothing to somebody who looks at a file.
  const message = problem.message.replaceAll(/op (\d+)/g, (_, index: string) => `line ${located.lines[Number(index)]}`);
  const cure = 'kind' in problem ? `; ${cureOf(problem.kind)}` : '';
  return `${placeOf(problem.index, located)}: ${message}${cure}`;
}

/** What kept a checker from judging, with the line of the op that it names. */
export function locatedFinding(finding: Finding, located: Located): Finding {
  if (finding.error === undefined) return finding;
  const inFile = (text: string) =>
    text.replaceAll(/\bop (\d+)/g, (_, index: string) => placeOf(Number(index), located));
  return { ...finding, sentence: inFile(finding.sentence), error: inFile(finding.error) };
}

/** `line 7 (index 106)` */
function placeOf(index: number, { lines, givenIndexes }: Located): string {
  const given = givenIndexes?.[index];
  return `line ${lines[index]}${given === undefined ? '' : ` (index ${given})`}`;
}

function cureOf(kind: HistoryError['kind']): string {
  switch (kind) {
    case 'completion-without-invocation':
      return 'every ok, fail and info needs an invoke of its process before it: is a line missing?';
    case 'two-open-operations':
      return 'a process does one operation at a time, and none after an info: is a completion missing, or are these two histories?';
    case 'other-function':
      return 'a completion is of the function that was invoked: are lines missing between them?';
    case 'time-goes-back':
      return 'the times of a history do not step back';
    case 'index-out-of-place':
      return 'the lines must stand in the order of the history';
    default:
      return assertNever(kind);
  }
}

/**
 * The first operation that says nothing to the model: it would be refused in every state, or be taken for another one.
 *
 * - Its function is none of the model's.
 * - Its value is of a shape that the model does not know. Our models tell of such values as of themselves (`a cas takes
 *   [expected new], not 5`), and of states otherwise (`can't read 1 from register 4`); a model of somebody's own may not.
 * - What it completed with is not what it was invoked with, though the model's updates return nothing and its reads ask for
 *   nothing, and it matters to the model: then the file means something that the model does not know.
 * - It is a read that was asked for a value and completed without one: what it saw is anybody's guess.
 */
export function foreignOp(
  history: History,
  completions: Int32Array,
  model: Model,
  isOwnModel: boolean,
): SplitProblem | undefined {
  const foreign = new ForeignOperations(model, isOwnModel, () => !hasKeys(history) && looksIndependent(history));
  for (const invocation of history) {
    if (invocation.process === 'nemesis' || invocation.type !== 'invoke') continue;
    const problem = foreign.take(invocation, history[completions[invocation.index] ?? -1]);
    if (problem) return problem;
  }
  return undefined;
}

/** The same operation by operation, as a history is read. */
export class ForeignOperations {
  readonly #model: Model;
  readonly #isOwnModel: boolean;
  readonly #arePairs: () => boolean;
  readonly #seen = new Set<Json>();

  /** @param arePairs whether every value may be a `[key value]` that nobody has said to be one */
  constructor(model: Model, isOwnModel: boolean, arePairs: () => boolean) {
    this.#model = model;
    this.#isOwnModel = isOwnModel;
    this.#arePairs = arePairs;
  }

  take(invocation: Op, completion: Op | undefined): SplitProblem | undefined {
    const model = this.#model;
    const { process, f, value } = invocation;
    const done = completion?.type === 'ok' ? completion : undefined;
    const judged = done?.value ?? value;
    const isPlain = typeof judged !== 'object' || judged === null;
    // The same again, as nearly all are.
    const name = `${f} ${completion?.type === 'fail' ? 'fail' : judged}`;
    const isSame = done === undefined || done.value === null || done.value === value;
    if (isPlain && (isSame || value === null) && this.#seen.has(name)) return undefined;
    if (isPlain && this.#seen.size < maxSeen) this.#seen.add(name);
    const index = done?.index ?? invocation.index;
    const step = model.step(model.initial, { f, value: judged, process });
    const refusal = 'inconsistent' in step ? step.inconsistent : undefined;
    if (refusal?.endsWith(` knows no ${f}`))
      return { index: invocation.index, message: `${refusal}; ${otherFunction(f)}` };
    if (completion?.type === 'fail') return undefined;
    if (refusal !== undefined && !this.#isOwnModel && isOfShape(refusal))
      return { index, message: `${refusal}; ${otherModel}` };
    if (done?.value === null && value !== null && isReadOfOne(invocation, model)) {
      const message = `${f} was invoked with ${clipped(formatJson(value))} and completed with nil; a read completes with what it saw`;
      return { index, message };
    }
    const problem = isSame || !model.completesAsInvoked ? undefined : changeProblem(invocation, done as Op, model);
    return problem === undefined ? undefined : { index, message: `${problem}; ${this.#cureOfChange(done as Op)}` };
  }

  #cureOfChange({ value }: Op): string {
    if (this.#arePairs()) return keyedValues;
    const isVersioned = value !== null && isJsonArray(value) && value.length === 2 && Number.isInteger(value[0]);
    return isVersioned ? '--model versioned-register judges values that are [version value]' : otherModel;
  }
}

/** Where every value is another one, remembering them saves nothing. */
const maxSeen = 200_000;

function isReadOfOne({ f, value, process }: Op, model: Model): boolean {
  const access = model.registerAccess?.({ f, value, process });
  return access !== undefined && access.leaves === undefined;
}

function isOfShape(refusal: string): boolean {
  return /^an? /.test(refusal);
}

function changeProblem(invocation: Op, done: Op, model: Model): string | undefined {
  const { f, process, value } = invocation;
  if (isJsonEqual(value, done.value)) return undefined;
  const isRead = model.isReadOnly?.({ f, value: done.value, process }) === true;
  if (isRead && value === null) return undefined;
  const outcomeOf = (of: Json) => JSON.stringify(model.step(model.initial, { f, value: of, process }));
  if (!isRead && outcomeOf(value) === outcomeOf(done.value)) return undefined;
  const [asked, got] = [formatJson(value), formatJson(done.value)].map((text) => clipped(text));
  return `${f} was invoked with ${asked} and completed with ${got}, which ${withArticle(model.name)} does not know`;
}

/** What is said of a history that looks like one of many keys and is judged as one. */
export const keyedValues = 'every value is a [key value] pair; to judge each key by itself, add --independent';

function otherFunction(f: string): string {
  return `${otherModel}, or say by which of its functions it goes: --function ${f}=…`;
}

/**
 * The violating operation, where it could be in no state at all because its value is none of the model's: that says
 * something about the choice of the model and nothing about the system.
 */
export function foreignValue({ transitions }: Counterexample): string | undefined {
  const message = transitions[0]?.message;
  const isForeign = transitions.every((transition) => transition.message === message && isOfShape(transition.message));
  return message !== undefined && isForeign ? `${message}; ${otherModel}` : undefined;
}

const otherModel = 'choose another --model (clew models lists them)';
