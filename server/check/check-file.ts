/**
 * `clew check`: judges histories in files or on the standard input, prints one report or one line a file, and answers
 * with the worst exit code.
 */
import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import type { Json } from '@/lib/base/json';
import { err, ok, type Result } from '@/lib/base/result';
import type { CheckLimits, Verdict } from '@/lib/checker/verdict';
import type { DecodedHistory, LineProblem } from '@/lib/history/decoded';
import { decodeHistory } from '@/lib/history/jsonl';
import type { History } from '@/lib/history/op';
import { MalformedHistoryError } from '@/lib/history/operations';
import { parseOpLines } from '@/lib/history/text';
import type { Model } from '@/lib/model/model';
import { findModel, models } from '@/lib/model/registry';
import { reportText } from '@/lib/report/report';
import { exitCodes } from '../commands/terminal';
import { checkInWorker } from './checker';

/** As the command line gives them: texts are still texts. */
export interface CheckFileOptions {
  readonly model: string;
  /** JSON; null without it. */
  readonly initial?: string | undefined;
  readonly format?: string | undefined;
  /** Seconds. */
  readonly timeLimit?: string | number | undefined;
  /** Megabytes. */
  readonly memory?: string | number | undefined;
  readonly json?: boolean | undefined;
}

export interface CheckStreams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly stdin: NodeJS.ReadableStream;
  /** Ends the check that runs as `unknown`. */
  readonly signal?: AbortSignal;
}

const formats = ['auto', 'jsonl', 'text'] as const;
type Format = (typeof formats)[number];

/** A minute decides nearly every history that can be decided; a gigabyte is what a CI job has. */
const defaults = { timeLimitSeconds: 60, memoryLimitMb: 1024 };

/** Invalid is worse than unknown, and a file that could not be judged is worst. */
const worseness: readonly number[] = [
  exitCodes.valid,
  exitCodes.unknown,
  exitCodes.invalid,
  exitCodes.badArguments,
  exitCodes.failed,
];

export async function checkFiles(
  files: readonly string[],
  options: CheckFileOptions,
  streams: CheckStreams,
): Promise<number> {
  const request = readOptions(files, options);
  if (!request.ok) {
    streams.stderr.write(`clew check: ${request.error}\n`);
    return exitCodes.badArguments;
  }
  let worst = 0;
  for (const file of files) {
    const code = await checkFile(file, request.value, files.length > 1, streams);
    worst = Math.max(worst, worseness.indexOf(code));
  }
  return worseness[worst] ?? exitCodes.failed;
}

interface Request {
  readonly model: Model;
  readonly initial: Json;
  readonly format: Format;
  readonly limits: CheckLimits;
  readonly isJson: boolean;
}

function readOptions(files: readonly string[], options: CheckFileOptions): Result<Request, string> {
  if (files.length === 0) return err('name a file, or - for the standard input');
  const initial = readJson(options.initial ?? 'null');
  if (initial === undefined) return err(`--initial is no JSON: ${options.initial}`);
  const model = findModel(options.model, initial);
  if (!model) return err(`there is no model ${options.model}; choose one of ${Object.keys(models).join(', ')}`);
  const format = formats.find((known) => known === (options.format ?? 'auto'));
  if (!format) return err(`--format cannot be ${options.format}; choose one of ${formats.join(', ')}`);
  const timeLimitSeconds = Number(options.timeLimit ?? defaults.timeLimitSeconds);
  if (!(timeLimitSeconds > 0)) return err(`--time-limit must be a number of seconds, not ${options.timeLimit}`);
  const memoryLimitMb = Number(options.memory ?? defaults.memoryLimitMb);
  if (!(memoryLimitMb > 0)) return err(`--memory must be a number of megabytes, not ${options.memory}`);
  const limits = { timeLimitMs: timeLimitSeconds * 1000, memoryLimitMb };
  return ok({ model, initial, format, limits, isJson: options.json ?? false });
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function checkFile(file: string, request: Request, isOneOfMany: boolean, streams: CheckStreams): Promise<number> {
  const refuse = (message: string, code: number) => {
    if (request.isJson) streams.stdout.write(`${JSON.stringify({ file, error: message })}\n`);
    else streams.stderr.write(`${file}: ${message}\n`);
    return code;
  };
  try {
    const decoded = await readHistory(file, request.format, streams);
    if (!decoded.ok) return refuse(decoded.error, exitCodes.badArguments);
    const { ops, cut } = decoded.value;
    if (cut) streams.stderr.write(`${file}: ${cut.message}\n`);
    const verdict = await checkInWorker(
      ops,
      { model: request.model.name, initial: request.initial, limits: request.limits },
      { signal: streams.signal },
    );
    if (request.isJson) streams.stdout.write(`${JSON.stringify({ ...jsonOf(file, ops, verdict), cut })}\n`);
    else if (isOneOfMany) streams.stdout.write(`${file}: ${lineOf(verdict)}\n`);
    else streams.stdout.write(`${reportText(ops, verdict, request.model)}\n`);
    return exitCodeOf(verdict);
  } catch (error) {
    if (error instanceof MalformedHistoryError) return refuse(`no history: ${error.message}`, exitCodes.badArguments);
    return refuse(error instanceof Error ? error.message : String(error), exitCodes.failed);
  }
}

async function readHistory(
  file: string,
  format: Format,
  streams: CheckStreams,
): Promise<Result<DecodedHistory, string>> {
  let text: string;
  try {
    text = file === '-' ? await readStream(streams.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    return err(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const decoded = decode(text, format);
  if (!decoded.ok) return err(`line ${decoded.error.line}: ${decoded.error.message}`);
  if (decoded.value.ops.length === 0 && decoded.value.planId === undefined) return err('there is no op in it');
  return decoded;
}

function decode(text: string, format: Format): Result<DecodedHistory, LineProblem> {
  const start = text.trimStart();
  if (format === 'auto' && /^(\{:|\[|#jepsen)/.test(start)) {
    return err({ line: 1, message: 'histories in EDN cannot be read yet' });
  }
  const isJsonLines = format === 'jsonl' || (format === 'auto' && start.startsWith('{'));
  return isJsonLines ? decodeHistory(text) : parseOpLines(text);
}

function exitCodeOf({ valid }: Verdict): number {
  if (valid === 'unknown') return exitCodes.unknown;
  return valid ? exitCodes.valid : exitCodes.invalid;
}

function lineOf(verdict: Verdict): string {
  const judged = `operations: ${verdict.operations}, crashed: ${verdict.crashed}`;
  if (verdict.valid === true) return `valid (${judged})`;
  if (verdict.valid === 'unknown') {
    return `unknown (${verdict.cause}, ${verdict.progress.done} of ${verdict.progress.total} events passed)`;
  }
  const { completion, transitions } = verdict.failure;
  return `invalid at op ${completion}: ${transitions.map(({ message }) => message).join(', ')} (${judged})`;
}

/** The shape of architecture.md; keys without a value are left out by JSON. */
function jsonOf(file: string, history: History, verdict: Verdict) {
  const failure = verdict.valid === false ? verdict.failure : undefined;
  return {
    file,
    valid: verdict.valid,
    model: verdict.model,
    algorithm: verdict.algorithm,
    operations: verdict.operations,
    crashed: verdict.crashed,
    durationMs: verdict.durationMs,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    failure: failure && {
      op: history[failure.completion],
      prefixLength: failure.prefixLength,
      worlds: failure.worlds,
      finalStates: failure.finalStates,
      transitions: failure.transitions,
    },
    cause: verdict.valid === 'unknown' ? verdict.cause : undefined,
    progress: verdict.valid === 'unknown' ? verdict.progress : undefined,
  };
}
