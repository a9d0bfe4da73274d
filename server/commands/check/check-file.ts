/**
 * `clew check`: judges histories in files or on the standard input, prints one report or one line a file, and answers
 * with the worst exit code.
 */
import { resolve } from 'node:path';
import { printableJson } from '@/lib/base/plain-text';
import type { CheckProgress, StopCause } from '@/lib/checker/core/budget';
import { mergeValidity } from '@/lib/checker/core/compose';
import type { Finding, Validity } from '@/lib/checker/core/finding';
import { verdictName } from '@/lib/protocol/strength';
import { keysReport } from '@/lib/report/report';
import { weakSentences } from '@/lib/report/sentence';
import { openZipped, UnusableFileError } from '../../import/history-source';
import { foreignValue } from '../../judge/describe-problem';
import { isModelFile } from '../../judge/load-model';
import type { CheckMessage, FileFacts, FileSource } from '../../judge/messages';
import { runInThread } from '../../judge/thread';
import { exitCodes, terminalOn, verdictExitCode, worstExitCode } from '../terminal';
import { checkKeys } from './check-keys';
import { type CheckFileOptions, type CheckFileRequest, readCheckOptions } from './check-options';
import { ProgressLine, type TextSink } from './progress-line';
import {
  checkerLine,
  fileLines,
  jsonOf,
  keysJsonOf,
  keysLineOf,
  lineOf,
  notesJson,
  stoppedJsonOf,
  stoppedText,
  unexplainedText,
  untestedSentence,
} from './results';

export interface CheckStreams {
  readonly stdout: { write(text: string): unknown };
  /** The progress is shown here when it is a terminal. */
  readonly stderr: TextSink;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** The file that stands for it. */
  readonly stdinName?: string;
  /** Ends the check that runs, and those after it, as `unknown`. */
  readonly signal?: AbortSignal;
}

export async function checkFiles(
  files: readonly string[],
  options: CheckFileOptions,
  streams: CheckStreams,
): Promise<number> {
  const request = readCheckOptions(files, options);
  if (!request.ok) {
    terminalOn(streams).err(`clew check: ${request.error}`);
    return exitCodes.badArguments;
  }
  const codes: number[] = [];
  for (const file of files) codes.push(await checkFile(file, request.value, files.length > 1, streams));
  return worstExitCode(codes);
}

/** What is printed about a file, for scripts, among others and by itself. */
interface Told {
  readonly valid: boolean | 'unknown';
  readonly json: object;
  readonly line: string;
  readonly report: string;
  readonly facts?: FileFacts | undefined;
}

type Outcome = { readonly told: Told } | { readonly refused: string };

async function checkFile(
  file: string,
  request: CheckFileRequest,
  isOneOfMany: boolean,
  streams: CheckStreams,
): Promise<number> {
  const { out, err } = terminalOn(streams);
  const progress = new ProgressLine(streams.stderr, !request.isJson);
  const refuse = (message: string, code: number) => {
    progress.clear();
    if (request.isJson) out(printableJson(JSON.stringify({ file, error: message })));
    else err(`${file}: ${message}`);
    return code;
  };
  try {
    const outcome = await judgeFile(file, request, streams, progress);
    if ('refused' in outcome) return refuse(outcome.refused, exitCodes.badArguments);
    const { told } = outcome;
    progress.clear();
    for (const problem of [told.facts?.cut, ...(told.facts?.notes ?? [])]) {
      if (problem) err(`${file}: ${problem.message}`);
    }
    const weak = told.valid === true ? (told.facts?.weak ?? []) : [];
    for (const sentence of weakSentences(weak)) err(`${file}: ${sentence}`);
    if (request.isJson) out(printableJson(JSON.stringify({ file, valid: told.valid, weak, ...told.json })));
    else out(isOneOfMany ? `${file}: ${told.line}` : told.report);
    return verdictExitCode(verdictName(told.valid, weak), request.isStrict);
  } catch (error) {
    if (isFileError(error))
      return refuse(`cannot be read: ${fileErrors[error.code ?? ''] ?? error.message}`, exitCodes.badArguments);
    if (error instanceof UnusableFileError)
      return refuse(`${error.message}; ${error.failure.cure}`, exitCodes.badArguments);
    return refuse(error instanceof Error ? error.message : String(error), exitCodes.failed);
  }
}

async function judgeFile(
  file: string,
  request: CheckFileRequest,
  { stdin, stdinName = '-', signal }: CheckStreams,
  progress: ProgressLine,
): Promise<Outcome> {
  const { initial, limits } = request;
  const model = isModelFile(request.model) ? resolve(request.model) : request.model;
  const isStandardInput = file === stdinName;
  const zipped = isStandardInput ? undefined : await openZipped(file);
  const isSent = isStandardInput || zipped !== undefined;
  const source = sourceOf(request, isSent ? undefined : file);
  let seen: CheckProgress | undefined;
  /** By checker; a finding that is explained takes the place of what was decided. */
  const findings = new Map<string, Finding>();
  const onUnexplained = (problem: string) => progress.warn(`${file}: ${unexplainedText(problem)}`);
  const answer = await runInThread(
    { source, model, initial, limits },
    {
      signal,
      pieces: zipped?.pieces ?? (isStandardInput ? bytesOf(stdin) : undefined),
      onMessage: (message: CheckMessage) => {
        if (message.type === 'reading') progress.reading(file, message.progress);
        if (message.type === 'finding') findings.set(message.finding.checker, message.finding);
        if (message.type === 'decided') progress.explaining(file);
        if (message.type === 'unexplained') onUnexplained(message.problem);
        if (message.type !== 'progress') return;
        seen = message.progress;
        progress.checking(file, seen);
      },
    },
  );
  /** What the other checkers found until then stays. */
  const stopped = (cause: StopCause): Outcome => {
    const found = [...findings.values()];
    const valid = mergeValidity(['unknown', ...found.map((finding) => finding.valid)]);
    const json = stoppedJsonOf(file, request.model, cause, seen);
    const lines = found.map(checkerLine);
    return {
      told: {
        valid,
        json: found.length === 0 ? json : { ...json, valid, checkers: found },
        line: [`unknown (${cause})`, ...lines].join(' · '),
        report: [stoppedText(cause, seen), ...lines].join('\n'),
      },
    };
  };
  switch (answer.type) {
    case 'refused':
      return { refused: answer.message };
    case 'stopped':
      return stopped(answer.cause);
    case 'judged': {
      const { judged, facts, reports } = answer;
      const { verdict, op, source: from } = judged;
      const foreign = verdict.valid === false && !isModelFile(model) ? foreignValue(verdict.counterexample) : undefined;
      if (foreign) return { refused: `line ${facts.lines[op?.index ?? 0]}: ${foreign}` };
      const report = [judged.report, ...fileLines(op, from, facts)].join('\n');
      return {
        told: withReports({ json: jsonOf(file, judged, facts), line: lineOf(judged, facts), report }, reports, facts),
      };
    }
    case 'checked': {
      const { reports, facts } = answer;
      const merged = validityOf(reports);
      const untested = merged === true ? untestedSentence(facts) : undefined;
      const valid = untested === undefined ? merged : 'unknown';
      const lines = [...reports.map(checkerLine), ...(untested === undefined ? [] : [`Unknown: ${untested}.`])];
      const cause = untested === undefined ? {} : { cause: 'untested' };
      const json = { file, valid, ...cause, ops: facts.ops, checkers: reports, ...notesJson(facts) };
      return { told: { valid, json, line: lines.join(' · '), report: lines.join('\n'), facts } };
    }
    case 'parts': {
      const { parts, facts, reports } = answer;
      const onProgress = (decided: number, total: number, isRefuted: boolean) =>
        progress.keys(file, decided, total, isRefuted);
      const verdict = await checkKeys(parts, { model, initial, limits, signal, onProgress, onUnexplained });
      const { counterexample, op, source: from } = verdict;
      const foreign = counterexample && !isModelFile(model) ? foreignValue(counterexample) : undefined;
      if (foreign) return { refused: `line ${facts.lines[op?.index ?? 0]}: ${foreign}` };
      const report = [keysReport(verdict), ...fileLines(op, from, facts)].join('\n');
      const told = { json: keysJsonOf(file, verdict, facts), line: keysLineOf(verdict, facts), report };
      return { told: withReports(told, reports, facts) };
    }
    default:
      throw new Error(`the check worker gave ${answer.type} for a file`);
  }
}

function sourceOf(request: CheckFileRequest, path: string | undefined): FileSource {
  const { format, reading, isSplit, isStartUnknown, startsByKey, isLinearizability, checkers, consistency, bank } =
    request;
  const what = {
    format,
    reading,
    isSplit,
    isStartUnknown,
    startsByKey,
    isLinearizability,
    checkers,
    consistency,
    bank,
  };
  return { kind: 'file', ...(path !== undefined && { path }), ...what };
}

interface ToldOfModel {
  readonly json: { readonly valid: Validity; readonly cause?: string };
  readonly line: string;
  readonly report: string;
}

/** What the model says, unless nothing was tested, and beside it what the other checkers found. */
function withReports(told: ToldOfModel, reports: readonly Finding[], facts: FileFacts): Told {
  const untested = told.json.valid === true ? untestedSentence(facts) : undefined;
  const own: ToldOfModel =
    untested === undefined
      ? told
      : {
          json: { ...told.json, valid: 'unknown', cause: 'untested' },
          line: `unknown (${untested})`,
          report: `Unknown: ${untested}.`,
        };
  const { valid } = own.json;
  if (reports.length === 0) return { ...own, valid, facts };
  const merged = mergeValidity([valid, ...reports.filter(({ isMoot }) => !isMoot).map((report) => report.valid)]);
  const lines = reports.map(checkerLine);
  const linearizability = { checker: 'linearizability', valid, sentence: own.line };
  return {
    valid: merged,
    json: { ...own.json, valid: merged, checkers: [linearizability, ...reports] },
    line: [own.line, ...lines].join(' · '),
    report: [own.report, ...lines].join('\n'),
    facts,
  };
}

/** One that had nothing to be asked of takes nothing from the others. */
function validityOf(reports: readonly Finding[]): Validity {
  const telling = reports.filter(({ isMoot }) => !isMoot);
  return mergeValidity((telling.length > 0 ? telling : reports).map(({ valid }) => valid));
}

async function* bytesOf(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of stream) yield typeof piece === 'string' ? encoder.encode(piece) : piece;
}

/** What people meet, in words without system calls. */
const fileErrors: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file (ENOENT)',
  EISDIR: 'it is a directory; name the history in it (EISDIR)',
  EACCES: 'this user may not read it (EACCES)',
};

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}
