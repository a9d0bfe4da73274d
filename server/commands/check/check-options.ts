/** What the command line says about a check, read and found right or wrong. */
import { isJsonArray, type Json } from '@/lib/base/json';
import { err, ok, type Result } from '@/lib/base/result';
import { findWorkload, workloadNames } from '@/lib/catalog/workloads/registry';
import { checkers } from '@/lib/checker/about';
import type { CheckLimits } from '@/lib/checker/core/budget';
import type { BankTerms } from '@/lib/checker/core/checker';
import { type CheckerName, isCheckerName } from '@/lib/checker/names';
import { cycleModels, type JudgedModel, judgedModels } from '@/lib/checker/transactions/consistency';
import { type HistoryFormat, historyFormats } from '@/lib/history/history-format';
import { historyOrders, opFields, type ReadOptions } from '@/lib/history/read-options';
import { withArticle } from '@/lib/model/model';
import { modelFrom } from '@/lib/model/registry';
import { isModelFile, modelTrouble } from '../../judge/load-model';
import { modelsOfUnknownStart } from '../../judge/starts';

/** As the command line gives them: texts are still texts. */
export interface CheckFileOptions {
  /** A name, or the path of a module. */
  readonly model: string;
  /** JSON, or `unknown`; null without it. */
  readonly initial?: string | undefined;
  /** JSON: by the text of a key, its initial state. */
  readonly initialByKey?: string | undefined;
  readonly format?: string | undefined;
  /** Seconds. */
  readonly timeLimit?: string | number | undefined;
  /** Megabytes. */
  readonly memory?: string | number | undefined;
  /** Whether the values are `[key value]`, each key an object of its own. */
  readonly independent?: boolean | undefined;
  /** Names of checkers, comma separated. */
  readonly checker?: string | undefined;
  /** Of which workload the histories are, which names the model and the checkers that are not named. */
  readonly workload?: string | undefined;
  /** What transactions promise. */
  readonly consistency?: string | undefined;
  /** Whether the accounts of a bank may fall below 0. */
  readonly negativeBalances?: boolean | undefined;
  /** `lines` or `time`. */
  readonly order?: string | undefined;
  /** Names of fields that do not matter, comma separated. */
  readonly ignore?: string | undefined;
  /** `ours=theirs`, comma separated: `process=client`. */
  readonly field?: string | undefined;
  /** `theirs=ours`, comma separated: `broadcast=add`. */
  readonly function?: string | undefined;
  /** Whether a valid verdict that proves little counts as unknown. */
  readonly strict?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export interface CheckFileRequest {
  readonly model: string;
  readonly initial: Json;
  readonly isStartUnknown: boolean;
  readonly startsByKey: Readonly<Record<string, Json>>;
  readonly reading: ReadOptions;
  readonly format: HistoryFormat | 'auto';
  readonly limits: CheckLimits;
  readonly isSplit: boolean;
  readonly isLinearizability: boolean;
  readonly checkers: readonly CheckerName[];
  readonly consistency: JudgedModel | undefined;
  readonly bank: BankTerms;
  readonly isStrict: boolean;
  readonly isJson: boolean;
}

/** A minute decides nearly every history that can be decided; a gigabyte is what a CI job has. */
export const checkDefaults = { timeLimitSeconds: 60, memoryLimitMb: 1024 };

/** The checker that asks the model; the others need none. */
const linearizability: CheckerName = 'linearizability';

/** Of `--model`, where it is not given. */
export const defaultModel = 'cas-register';

/** The models that the checkers of transactions are asked by. */
const modelsJudgedBy: Partial<Readonly<Record<CheckerName, readonly JudgedModel[]>>> = {
  'list-append': cycleModels,
  'rw-register': judgedModels,
};

const formats = ['auto', ...historyFormats] as const;

export function readCheckOptions(files: readonly string[], given: CheckFileOptions): Result<CheckFileRequest, string> {
  const completed = withWorkload(given);
  if (!completed.ok) return completed;
  const options = completed.value;
  if (files.length === 0) return err('name a file, or - for the standard input');
  if (files.filter((file) => file === '-').length > 1) return err('the standard input can be read only once');
  const start = readStart(options);
  if (!start.ok) return start;
  const reading = readReading(options);
  if (!reading.ok) return reading;
  const format = formats.find((known) => known === (options.format ?? 'auto'));
  if (!format) return err(`--format cannot be ${options.format}; choose one of ${formats.join(', ')}`);
  const timeLimitSeconds = Number(options.timeLimit ?? checkDefaults.timeLimitSeconds);
  if (!(timeLimitSeconds > 0)) return err(`--time-limit must be a number of seconds, not ${options.timeLimit}`);
  const memoryLimitMb = Number(options.memory ?? checkDefaults.memoryLimitMb);
  if (!(memoryLimitMb > 0)) return err(`--memory must be a number of megabytes, not ${options.memory}`);
  const limits = { timeLimitMs: timeLimitSeconds * 1000, memoryLimitMb };
  const names = (options.checker ?? linearizability).split(',').map((name) => name.trim());
  const stranger = names.find((name) => !isCheckerName(name));
  const known = Object.keys(checkers).join(', ');
  if (stranger !== undefined) return err(`there is no checker ${stranger}; choose some of ${known}`);
  const isLinearizability = names.includes(linearizability);
  const consistency = judgedModels.find((model) => model === options.consistency);
  if (options.consistency !== undefined && consistency === undefined)
    return err(`--consistency cannot be ${options.consistency}; choose one of ${judgedModels.join(', ')}`);
  const ofTransactions = names.filter(isCheckerName).find((name) => modelsJudgedBy[name] !== undefined);
  if (consistency !== undefined && ofTransactions === undefined)
    return err('--consistency is of transactions; add --checker list-append, or rw-register');
  const choice = ofTransactions && modelsJudgedBy[ofTransactions];
  if (consistency !== undefined && choice?.includes(consistency) === false)
    return err(`${ofTransactions} cannot judge by ${consistency}; choose one of ${choice.join(', ')}`);
  const bank = readBank(options, names, start.value.initial);
  if (!bank.ok) return bank;
  const flags = {
    bank: bank.value,
    isSplit: options.independent ?? false,
    isLinearizability,
    consistency,
    checkers: names.filter(isCheckerName).filter((name) => name !== linearizability),
    isStrict: options.strict ?? false,
    isJson: options.json ?? false,
  };
  return ok({ model: options.model, ...start.value, reading: reading.value, format, limits, ...flags });
}

/** What a workload of the catalog is judged by, where nothing else is said. */
function withWorkload(options: CheckFileOptions): Result<CheckFileOptions, string> {
  if (options.workload === undefined) return ok(options);
  const judge = findWorkload(options.workload)?.judge;
  if (!judge) return err(`there is no workload ${options.workload}; choose one of ${workloadNames.join(', ')}`);
  const own = judge.checkers.filter((name) => name !== 'log-patterns');
  const names = judge.model === undefined ? own : [linearizability, ...own];
  const { model, checker = linearizability } = options;
  return ok({
    ...options,
    model: model === defaultModel ? (judge.model ?? model) : model,
    checker: checker === linearizability ? names.join() : checker,
  });
}

/** What a bank had at first is `--initial`, where it is asked for by itself. */
function readBank(
  { negativeBalances = false }: CheckFileOptions,
  checkers: readonly string[],
  initial: Json,
): Result<BankTerms, string> {
  if (!checkers.includes('bank'))
    return negativeBalances ? err('--negative-balances is of a bank; add --checker bank') : ok({});
  const terms = { allowsNegative: negativeBalances };
  if (initial === null || checkers.includes(linearizability)) return ok(terms);
  if (typeof initial === 'object' && !isJsonArray(initial)) {
    const balances = Object.entries(initial);
    if (balances.every(([, balance]) => Number.isSafeInteger(balance)))
      return ok({ ...terms, start: initial as Readonly<Record<string, number>> });
  }
  return err('--initial of a bank is a map in JSON from accounts to balances, as in {"0": 100, "1": 0}');
}

type Start = Pick<CheckFileRequest, 'initial' | 'isStartUnknown' | 'startsByKey'>;

function readStart({ model, initial: text = 'null', initialByKey = '{}' }: CheckFileOptions): Result<Start, string> {
  const isStartUnknown = text === 'unknown';
  if (isStartUnknown && !modelsOfUnknownStart.includes(model)) {
    return err(
      `--initial unknown is for ${modelsOfUnknownStart.join(' and ')}; ${withArticle(model)} needs to be told`,
    );
  }
  const initial = isStartUnknown ? null : readJson(text);
  if (initial === undefined) return err(`--initial is no JSON: ${text}`);
  if (!isModelFile(model)) {
    const known = modelFrom(model, initial);
    if (!known.ok) return err(modelTrouble(model, known.error));
  }
  const byKey = readJson(initialByKey);
  if (typeof byKey !== 'object' || byKey === null || isJsonArray(byKey)) {
    return err(`--initial-by-key is a map in JSON from keys to states, not ${initialByKey}`);
  }
  const startsByKey: Record<string, Json> = {};
  for (const [key, state] of Object.entries(byKey)) {
    if (isModelFile(model))
      return err('--initial-by-key is for the models of Clew; in one of your own, see to it there');
    const known = modelFrom(model, state);
    if (!known.ok) return err(`--initial-by-key: ${known.error}`);
    startsByKey[key] = known.value.initial;
  }
  return ok({ initial, isStartUnknown, startsByKey });
}

function readReading({ order, ignore = '', field = '', function: functions = '' }: CheckFileOptions) {
  const known = order === undefined ? undefined : historyOrders.find((name) => name === order);
  if (order !== undefined && known === undefined) {
    return err(`--order is ${historyOrders.join(' or ')}, not ${order}`);
  }
  const fields = readPairs('--field', field);
  if (!fields.ok) return fields;
  const stranger = fields.value.find(([ours]) => !opFields.some((name) => name === ours));
  if (stranger) return err(`--field ${stranger.join('=')}: an op has ${opFields.join(', ')}, and no ${stranger[0]}`);
  const renamed = readPairs('--function', functions);
  if (!renamed.ok) return renamed;
  const reading: ReadOptions = {
    ignored: new Set(wordsOf(ignore)),
    fields: new Map(fields.value.map(([ours, theirs]) => [theirs, ours])),
    functions: new Map(renamed.value),
    ...(known && { order: known }),
  };
  return ok(reading);
}

function readPairs(option: string, text: string): Result<readonly (readonly [string, string])[], string> {
  const pairs = wordsOf(text).map((word) => /^([^=]+)=([^=]+)$/.exec(word) ?? [word]);
  const wrong = pairs.find((pair) => pair.length === 1);
  if (wrong) return err(`${option} takes two names, as in a=b, not ${wrong[0]}`);
  return ok(pairs.map(([, left = '', right = '']) => [left.trim(), right.trim()]));
}

function wordsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim().replace(/^:/, ''))
    .filter((word) => word !== '');
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
