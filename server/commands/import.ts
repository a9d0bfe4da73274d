/** `clew import <path>`: a history that another program recorded becomes a run, in a server's library or in the directory itself. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '@/lib/base/assert';
import { printableJson } from '@/lib/base/plain-text';
import { isImported } from '@/lib/plan/imported-plan';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import { type ImportRequest, importRequestSchema } from '@/lib/protocol/import';
import { operator } from '@/lib/protocol/principal';
import type { RunSummary } from '@/lib/protocol/run';
import { quietLog } from '../base/log';
import { historyIn } from '../import/history-source';
import { ImportError, Imports } from '../import/imports';
import { openWorkspace } from '../jobs/workspace';
import { isModelFile } from '../judge/load-model';
import { ArgumentError } from './argument-error';
import { type CheckFileOptions, readCheckOptions } from './check/check-options';
import { ProgressLine, type TextSink } from './check/progress-line';
import { findServer, RefusedError, type ServerClient } from './server-client';
import { type Terminal, verdictExitCode } from './terminal';

export interface ImportSettings extends Omit<CheckFileOptions, 'model'> {
  readonly model?: string | undefined;
  readonly name?: string | undefined;
  readonly data: string;
}

interface Streams {
  readonly terminal: Terminal;
  /** The progress is shown here when it is a terminal. */
  readonly sink: TextSink;
  readonly signal?: AbortSignal | undefined;
}

const askIntervalMs = 300;

/** @throws ArgumentError where the file cannot be brought */
export async function importCommand(path: string, settings: ImportSettings, streams: Streams): Promise<number> {
  const { terminal } = streams;
  const data = resolve(settings.data);
  const request = requestOf(path, settings);
  await stat(path).catch(() => {
    throw new ArgumentError(`there is no file or directory ${path}`);
  });
  const progress = new ProgressLine(streams.sink, settings.json !== true);
  try {
    const client = await findServer(data, terminal.err);
    const run = await (client
      ? bringToServer(client, path, request, progress, streams.signal)
      : bringToDirectory(data, path, request, progress, streams.signal));
    progress.clear();
    return print(run, settings, terminal);
  } catch (error) {
    progress.clear();
    if (error instanceof ImportError) throw new ArgumentError(`${path}: ${error.message}`);
    if (error instanceof RefusedError && error.status === 400) throw new ArgumentError(`${path}: ${error.reason}`);
    throw error;
  }
}

function requestOf(path: string, settings: ImportSettings): ImportRequest {
  const { model, initial, independent, checker, name } = settings;
  if (model !== undefined && isModelFile(model))
    throw new ArgumentError('a model of your own judges files: clew check --model; a run needs one that Clew knows');
  if (initial === 'unknown' || settings.initialByKey !== undefined)
    throw new ArgumentError('where a register began must be told: --initial 5');
  const named = model ?? (initial === undefined ? undefined : 'cas-register');
  const read = readCheckOptions([path], { ...settings, model: named ?? 'cas-register' });
  if (!read.ok) throw new ArgumentError(read.error);
  const { reading, format, limits, checkers, isLinearizability } = read.value;
  const asked = isLinearizability ? named : 'none';
  const parsed = importRequestSchema.safeParse({
    file: basename(resolve(path)),
    ...(name !== undefined && { name }),
    ...(format !== 'auto' && { format }),
    ...(asked !== undefined && { model: asked }),
    ...(initial !== undefined && { initial }),
    ...(independent && { isByKey: true }),
    ...(checker !== undefined && checkers.length > 0 && { checkers }),
    ...(reading.order && { order: reading.order }),
    ...(reading.ignored && { ignored: [...reading.ignored] }),
    ...(reading.fields && { fields: pairsOf(reading.fields) }),
    ...(reading.functions && { functions: pairsOf(reading.functions) }),
    timeLimitSeconds: limits.timeLimitMs / 1000,
    memoryLimitMb: limits.memoryLimitMb,
  });
  if (parsed.success) return parsed.data;
  throw new ArgumentError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

function pairsOf(renamed: ReadonlyMap<string, string>) {
  return [...renamed].map(([theirs, ours]) => ({ theirs, ours }));
}

/** Over HTTP: the server has its own machine, and its own eyes for files. */
async function bringToServer(
  client: ServerClient,
  path: string,
  request: ImportRequest,
  progress: ProgressLine,
  signal: AbortSignal | undefined,
): Promise<RunSummary> {
  const { id } = await client.ask(endpoints.beginImport, { body: request });
  const cancel = () => void client.ask(endpoints.cancelImport, { params: { id } }).catch(() => undefined);
  signal?.addEventListener('abort', cancel);
  const watching = new AbortController();
  const watch = async () => {
    while (!watching.signal.aborted) {
      await sleep(askIntervalMs, undefined, { signal: watching.signal });
      progress.reading(request.file, await client.ask(endpoints.readImport, { params: { id } }));
    }
  };
  void watch().catch(() => undefined);
  try {
    const file = await fileToSend(path);
    const pieces = createReadStream(file, { highWaterMark: 2 ** 20 });
    const sent = await client.send(endpoints.sendImport, { id }, pieces).catch(async (error: unknown) => {
      if (error instanceof RefusedError) throw error;
      return { id: await broughtAfterAll(client, id, error) };
    });
    return await judgedBy(client, sent.id);
  } finally {
    watching.abort();
    signal?.removeEventListener('abort', cancel);
  }
}

/** A connection may be lost that had brought everything. @returns the id of the run @throws `lost` where it had not */
async function broughtAfterAll(client: ServerClient, id: string, lost: unknown): Promise<string> {
  for (;;) {
    const { state, runId, message } = await client.ask(endpoints.readImport, { params: { id } });
    if (runId !== undefined) return runId;
    if (state === 'failed' && message !== undefined) throw new ImportError(message);
    if (state !== 'reading') throw lost;
    await sleep(askIntervalMs);
  }
}

/** Of a directory, the history in it. */
async function fileToSend(path: string): Promise<string> {
  return (await stat(path)).isDirectory() ? join(path, await historyIn(path)) : path;
}

async function judgedBy(client: ServerClient, id: string): Promise<RunSummary> {
  for (;;) {
    const { run } = await client.ask(endpoints.readRun, { params: { id } });
    if (run.phase === 'done') return run;
    await sleep(askIntervalMs);
  }
}

async function bringToDirectory(
  data: string,
  path: string,
  request: ImportRequest,
  progress: ProgressLine,
  signal: AbortSignal | undefined,
): Promise<RunSummary> {
  const openTestbed = () => Promise.reject(new Error('an import runs no test'));
  const workspace = await openWorkspace({ dataDirectory: data, openTestbed });
  try {
    const imports = await Imports.open({ runs: workspace.runs, dataDirectory: data, log: quietLog() });
    const { id } = imports.begin(request, operator);
    const cancel = () => imports.cancel(id);
    signal?.addEventListener('abort', cancel);
    const watch = setInterval(
      () => progress.reading(request.file, imports.status(id) ?? { bytes: 0, ops: 0 }),
      askIntervalMs,
    );
    try {
      const run = await imports.read(id, { path: resolve(path) });
      await workspace.runs.ended(run.id);
      return (await workspace.runs.get(run.id)) ?? run;
    } finally {
      clearInterval(watch);
      signal?.removeEventListener('abort', cancel);
      await imports.close();
    }
  } finally {
    await workspace.close();
  }
}

function print(run: RunSummary, { json, strict = false }: ImportSettings, terminal: Terminal): number {
  const { id, plan, outcome, sentence = '', weak = [] } = run;
  assert(isImported(plan), 'what was brought has an origin');
  const { file, ops, notes, damagedAt } = plan.origin;
  if (json) {
    terminal.out(
      printableJson(JSON.stringify({ run: id, name: plan.name, outcome, weak, sentence, ops, notes, damagedAt })),
    );
  } else {
    for (const { line, message } of notes)
      terminal.err(`${file}: ${line === undefined ? '' : `line ${line}: `}${message}`);
    terminal.out(`${id}: ${ops.toLocaleString('en-GB')} ops of ${file}. ${sentence}`);
  }
  return verdictExitCode(outcome, strict);
}
