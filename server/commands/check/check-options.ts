/** What the command line says about a check, read and found right or wrong. */
import type { Json } from '@/lib/base/json';
import { err, ok, type Result } from '@/lib/base/result';
import type { CheckLimits } from '@/lib/checker/core/budget';
import { type CheckerName, checkers, isCheckerName } from '@/lib/checker/registry';
import { type HistoryFormat, historyFormats } from '@/lib/history/detect-format';
import { modelFrom } from '@/lib/model/registry';
import { isModelFile, modelTrouble } from '../../judge/load-model';

/** As the command line gives them: texts are still texts. */
export interface CheckFileOptions {
  /** A name, or the path of a module. */
  readonly model: string;
  /** JSON; null without it. */
  readonly initial?: string | undefined;
  readonly format?: string | undefined;
  /** Seconds. */
  readonly timeLimit?: string | number | undefined;
  /** Megabytes. */
  readonly memory?: string | number | undefined;
  /** Whether the values are `[key value]`, each key an object of its own. */
  readonly independent?: boolean | undefined;
  /** Names of checkers, comma separated. */
  readonly checker?: string | undefined;
  readonly json?: boolean | undefined;
}

export interface CheckFileRequest {
  readonly model: string;
  readonly initial: Json;
  readonly format: HistoryFormat | 'auto';
  readonly limits: CheckLimits;
  readonly isSplit: boolean;
  readonly isLinearizability: boolean;
  readonly checkers: readonly CheckerName[];
  readonly isJson: boolean;
}

/** A minute decides nearly every history that can be decided; a gigabyte is what a CI job has. */
export const checkDefaults = { timeLimitSeconds: 60, memoryLimitMb: 1024 };

/** The checker that asks the model; the others need none. */
const linearizability: CheckerName = 'linearizability';

const formats = ['auto', ...historyFormats] as const;

export function readCheckOptions(
  files: readonly string[],
  options: CheckFileOptions,
): Result<CheckFileRequest, string> {
  if (files.length === 0) return err('name a file, or - for the standard input');
  if (files.filter((file) => file === '-').length > 1) return err('the standard input can be read only once');
  const initial = readJson(options.initial ?? 'null');
  if (initial === undefined) return err(`--initial is no JSON: ${options.initial}`);
  if (!isModelFile(options.model)) {
    const model = modelFrom(options.model, initial);
    if (!model.ok) return err(modelTrouble(options.model, model.error));
  }
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
  const isSplit = options.independent ?? false;
  if (isSplit && names.some((name) => name !== linearizability))
    return err('--independent judges linearizability alone; leave --checker out');
  const flags = {
    isSplit,
    isLinearizability,
    checkers: names.filter(isCheckerName).filter((name) => name !== linearizability),
    isJson: options.json ?? false,
  };
  return ok({ model: options.model, initial, format, limits, ...flags });
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
