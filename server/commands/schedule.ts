/** `clew schedule`: plans that the server of a data directory starts by the clock. */
import { resolve } from 'node:path';
import { printableJson } from '@/lib/base/plain-text';
import { counted } from '@/lib/base/words';
import { scheduleEndpoints } from '@/lib/protocol/api/schedule-endpoints';
import type { Schedule, SeedChoice } from '@/lib/protocol/schedule';
import { momentIn, patternOf, runsWords, startWords, timesWords } from '@/lib/protocol/schedule-words';
import { ClewError } from '../base/failure';
import { ArgumentError } from './argument-error';
import { planFrom } from './documents';
import { findServer, RefusedError, type ServerClient } from './server-client';
import { exitCodes, type Terminal } from './terminal';

interface Settings {
  readonly data: string;
  readonly json: boolean;
}

export interface AddSettings extends Settings {
  /** `02:00`, every day. */
  readonly at?: string | undefined;
  /** Instead of that. */
  readonly cron?: string | undefined;
  readonly zone: string;
  readonly repeats: number;
  readonly seed: SeedChoice;
  readonly set: readonly string[];
}

/** @param source a preset or a file of a plan */
export async function addSchedule(source: string, settings: AddSettings, terminal: Terminal): Promise<number> {
  const { at, cron, zone, repeats, seed: seeds } = settings;
  if ((at === undefined) === (cron === undefined)) {
    throw new ArgumentError('say when: --at 02:00 for every day, or --cron "0 2 * * 1-5"');
  }
  const pattern = cron ?? patternOf({ time: at ?? '', days: '*' });
  if (pattern === undefined) throw new ArgumentError(`--at must be a time such as 02:00, and is ${at}`);
  const plan = await planFrom(source, settings.set, settings);
  const server = await serverOf(settings, terminal);
  const body = { plan, pattern, zone, repeats, seeds };
  const schedule = await asked(server.ask(scheduleEndpoints.addSchedule, { body }));
  return told(schedule, settings, terminal);
}

export async function listSchedules(settings: Settings, terminal: Terminal): Promise<number> {
  const server = await serverOf(settings, terminal);
  const { schedules, trouble } = await server.ask(scheduleEndpoints.listSchedules, {});
  if (settings.json) {
    terminal.out(printableJson(JSON.stringify({ schedules, ...(trouble !== undefined && { trouble }) })));
    return exitCodes.valid;
  }
  if (trouble !== undefined) terminal.err(`clew: nothing is started now: ${trouble}`);
  if (schedules.length === 0) terminal.err('clew: there are no schedules; clew schedule add makes one');
  for (const schedule of schedules) for (const line of linesOf(schedule)) terminal.out(line);
  return exitCodes.valid;
}

export async function pauseSchedule(id: string, isPaused: boolean, settings: Settings, terminal: Terminal) {
  const server = await serverOf(settings, terminal);
  const schedule = await asked(server.ask(scheduleEndpoints.changeSchedule, { params: { id }, body: { isPaused } }));
  return told(schedule, settings, terminal);
}

export async function removeSchedule(id: string, settings: Settings, terminal: Terminal): Promise<number> {
  const server = await serverOf(settings, terminal);
  await asked(server.ask(scheduleEndpoints.removeSchedule, { params: { id } }));
  if (settings.json) terminal.out(printableJson(JSON.stringify({ removed: id })));
  else terminal.out(`${id} is removed; its runs stay`);
  return exitCodes.valid;
}

/** @throws ClewError where none runs: a schedule without a server starts nothing */
async function serverOf({ data }: Settings, terminal: Terminal): Promise<ServerClient> {
  const server = await findServer(resolve(data), terminal.err);
  if (server) return server;
  throw new ClewError({
    message: `no server has ${data} open, and only a server starts what is scheduled`,
    cure: 'start one with clew serve, or name its directory with --data',
  });
}

/** What the server has against what was asked is wrong with the arguments. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RefusedError && [400, 404].includes(error.status)) throw new ArgumentError(error.reason);
    throw error;
  }
}

function told(schedule: Schedule, { json }: Settings, terminal: Terminal): number {
  if (json) terminal.out(printableJson(JSON.stringify(schedule)));
  else for (const line of linesOf(schedule)) terminal.out(line);
  return exitCodes.valid;
}

function linesOf(schedule: Schedule): readonly string[] {
  const { id, plan, isPaused, nextAt, zone, last, runs, problem } = schedule;
  const next = isPaused ? 'paused' : nextAt === undefined ? 'never' : momentIn(zone, nextAt);
  const ended = runs.map((run) => `${run.id} ${run.outcome ?? 'going on'}`).join(', ');
  return [
    `${id}  ${plan.name}`,
    `            ${timesWords(schedule)}, ${runsWords(schedule)}`,
    `            next: ${next}`,
    ...(last ? [`            last: ${startWords(last, zone)}`] : []),
    ...(runs.length > 0 ? [`            ${counted(runs.length, 'run')}: ${ended}`] : []),
    ...(problem === undefined ? [] : [`            ${problem}`]),
  ];
}
