/**
 * `clew judge <run>`: judges the history of a stored run again, with the checkers of this version or another model, and
 * says what the run's own verdict was. Nothing is written: the stored verdict stays what it was when the run ended.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isAdvisory } from '@/lib/checker/names';
import { workloadOf } from '@/lib/plan/workload';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import { runFiles } from '@/lib/protocol/api/endpoints';
import type { RunSummary } from '@/lib/protocol/run';
import { runExports } from '../export/run-export';
import { openWorkspace } from '../jobs/workspace';
import { checkersOf } from '../judge/judgement';
import { ArgumentError } from './argument-error';
import { type CheckStreams, checkFiles } from './check/check-file';
import type { CheckFileOptions } from './check/check-options';
import { findServer, RefusedError, type ServerClient } from './server-client';
import { terminalOn } from './terminal';

/** What is not said is as in the plan of the run. */
export interface JudgeSettings
  extends Partial<
    Pick<CheckFileOptions, 'model' | 'initial' | 'checker' | 'timeLimit' | 'memory' | 'strict' | 'json'>
  > {
  readonly data: string;
}

type Streams = Omit<CheckStreams, 'stdin' | 'stdinName'>;

/** @throws ArgumentError where there is no such run, or it is not over */
export async function judgeCommand(id: string, settings: JudgeSettings, streams: Streams): Promise<number> {
  const data = resolve(settings.data);
  const client = await findServer(data, terminalOn(streams).err);
  return client ? judgeServed(client, id, settings, streams) : judgeStored(data, id, settings, streams);
}

async function judgeServed(client: ServerClient, id: string, settings: JudgeSettings, streams: Streams) {
  try {
    const { run } = await client.ask(endpoints.readRun, { params: { id } });
    assertOver(run);
    return await judge(run, await client.open(runFiles.jsonl, { id }), settings, streams);
  } catch (error) {
    if (error instanceof RefusedError && error.status === 404) throw new ArgumentError(error.reason);
    throw error;
  }
}

async function judgeStored(data: string, id: string, settings: JudgeSettings, streams: Streams) {
  if (!existsSync(join(data, 'store'))) throw new ArgumentError(`there are no runs in ${data}; choose with --data`);
  const workspace = await openWorkspace({
    dataDirectory: data,
    openTestbed: () => Promise.reject(new Error('judging again runs no test')),
  });
  try {
    const run = await workspace.runs.get(id);
    if (!run) throw new ArgumentError(`there is no run ${id} in ${data}`);
    assertOver(run);
    const { records } = workspace.runs;
    const material = { run, pages: () => records.pages(id), logs: () => records.collectedLogs(id) };
    return await judge(run, runExports.jsonl.write(material), settings, streams);
  } finally {
    await workspace.close();
  }
}

const withoutLogs = ', and node logs are not judged again here (the button "Judge again" on its page does that)';

function assertOver({ id, phase }: RunSummary): void {
  if (phase !== 'done') throw new ArgumentError(`the run ${id} is not over yet; it is judged when it is`);
}

async function judge(
  run: RunSummary,
  history: AsyncIterable<Uint8Array | string>,
  settings: JudgeSettings,
  streams: Streams,
): Promise<number> {
  const hasLogs = checkersOf(run.plan).includes('log-patterns');
  terminalOn(streams).err(`${run.id}: ${storedWords(run)}; that stays as it is${hasLogs ? withoutLogs : ''}`);
  return checkFiles([run.id], optionsOf(run, settings), { ...streams, stdin: history, stdinName: run.id });
}

/** `judged invalid when it ended: n1 answered 3 at 1.6 s, but …` */
function storedWords({ outcome, sentence }: RunSummary): string {
  if (outcome === undefined) return 'it was not judged when it ended';
  const said = sentence === undefined ? '' : `: ${sentence.replace(/\.$/, '')}`;
  const isVerdict = ['valid', 'weak', 'invalid', 'unknown'].includes(outcome);
  return `${isVerdict ? `judged ${outcome} when it ended` : `it ended as ${outcome}`}${said}`;
}

function optionsOf({ plan }: RunSummary, { data: _, ...settings }: JudgeSettings): CheckFileOptions {
  const { judge: asked } = workloadOf(plan);
  // The logs are not in the history, and an advisory checker has no part in the validity of a run.
  const checkers = checkersOf(plan).filter((name) => name !== 'log-patterns' && !isAdvisory(name));
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const isOwnModel = settings.model === undefined;
  return {
    model: asked.model ?? 'cas-register',
    // Of another model the initial state is its own.
    ...(isOwnModel && asked.model !== undefined && { initial: JSON.stringify(asked.initial) }),
    checker: checkers.join(','),
    timeLimit: plan.checker.timeLimitSeconds,
    memory: plan.checker.memoryLimitMb,
    format: 'jsonl',
    ...given,
  };
}
