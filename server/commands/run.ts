/** `clew run <preset|plan.json>`: a test from the terminal, with its verdict as the exit code. */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Plan } from '@/lib/plan/plan';
import { presetNamed, presets } from '@/lib/plan/presets';
import { resolvePlan, seedBound } from '@/lib/plan/resolve';
import { applySettings } from '@/lib/plan/settings';
import type { PlanIssue } from '@/lib/protocol/api';
import { overallValidity } from '@/lib/protocol/validity';
import { findServer, LocalHost, type RunHost } from './run-host';
import { RunPrinter } from './run-printer';
import { type ServeSettings, startServing, untilInterrupted } from './serve';
import type { Terminal } from './terminal';

/** What a person asked for cannot be done as it was written: exit code 254. */
export class ArgumentError extends Error {}

/** A plan from a preset's name or a file, with settings such as `client.readLevel=quorum` applied. */
export async function planFrom(source: string, settings: readonly string[]): Promise<Plan> {
  const input = applySettings(await planInput(source), settings);
  if (!input.ok) throw new ArgumentError(describeIssues('these settings do not fit', input.error));
  const plan = resolvePlan(input.value, randomInt(seedBound));
  if (!plan.ok) throw new ArgumentError(describeIssues(`${source} is no plan`, plan.error));
  return plan.value;
}

function describeIssues(what: string, issues: readonly PlanIssue[]): string {
  return [`${what}:`, ...issues.map((issue) => `  ${issue.path || '(the plan)'}: ${issue.message}`)].join('\n');
}

async function planInput(source: string) {
  const preset = presetNamed(source);
  if (preset) return preset.plan;
  if (!existsSync(source)) {
    const names = presets.map(({ name }) => name).join(', ');
    throw new ArgumentError(`there is no preset and no file named ${source}; the presets are ${names}`);
  }
  const text = await readFile(source, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArgumentError(`${source} is no JSON: ${(error as Error).message}`);
  }
}

export interface FollowOptions {
  readonly isJson: boolean;
  /** Called with a way to stop the run as soon as it is known. */
  readonly onStarted?: (run: { readonly id: string; stop(): Promise<void> }) => void;
}

/** Submits the plan, prints the run as it goes and its outcome. @returns the exit code */
export async function runAndPrint(
  host: RunHost,
  plan: Plan,
  terminal: Terminal,
  { isJson, onStarted }: FollowOptions,
): Promise<number> {
  const printer = new RunPrinter(plan, terminal, isJson);
  const run = await host.submit(plan);
  onStarted?.({ id: run.id, stop: () => host.stop(run.id) });
  if (run.behind) terminal.err(`clew: queued behind ${run.behind.name} (${run.behind.id}), which holds the cluster`);
  await host.follow(run.id, (entries) => printer.take(entries));
  const exitCode = printer.finish();
  if (isJson) terminal.out(resultLine(run.id, plan, printer));
  return exitCode;
}

/**
 * One line for scripts; the fields of `clew check --json` where there is a verdict, and what was seen before it.
 * `valid` is of all checkers together, `linearizable` of the one.
 */
function resultLine(runId: string, plan: Plan, printer: RunPrinter): string {
  const { outcome, violation } = printer;
  const head = { run: runId, name: plan.name, seed: plan.seed, ...(violation && { violationWhileRunning: violation }) };
  if (!outcome) return JSON.stringify({ ...head, error: 'no outcome' });
  if (outcome.kind === 'verdict') {
    const { verdict, checks } = outcome;
    const result = { ...verdict, valid: overallValidity(outcome), linearizable: verdict?.valid, checks };
    return JSON.stringify({ ...head, ...result, linearization: undefined });
  }
  if (outcome.kind === 'error') return JSON.stringify({ ...head, error: outcome.failure });
  return JSON.stringify({ ...head, aborted: outcome.reason });
}

export interface RunSettings extends ServeSettings {
  readonly set: readonly string[];
  readonly json: boolean;
}

/** Runs in the server that has the data directory open, else in this process, which then serves the live page. */
export async function runCommand(source: string, settings: RunSettings, terminal: Terminal): Promise<number> {
  const plan = await planFrom(source, settings.set);
  const interrupted = untilInterrupted(terminal, 'stopping the test; what there is will be checked');
  const stopWhenInterrupted = (run: { stop(): Promise<void> }) => void interrupted.then(() => run.stop());
  const found = await findServer(resolve(settings.data));
  if (found) {
    terminal.err(`clew: ${found.origin} has ${settings.data} open; the test runs there`);
    return runAndPrint(found, plan, terminal, { isJson: settings.json, onStarted: stopWhenInterrupted });
  }
  const serving = await startServing(settings);
  const host = new LocalHost(serving.server.runs);
  try {
    const exitCode = await runAndPrint(host, plan, terminal, {
      isJson: settings.json,
      onStarted: (run) => {
        terminal.err(`clew: watch it at ${serving.server.address}/runs/${run.id}?token=${serving.server.token}`);
        stopWhenInterrupted(run);
      },
    });
    await Promise.race([
      host.idle((run) => terminal.err(`clew: waiting for ${run.plan.name} (${run.id})`)),
      interrupted,
    ]);
    return exitCode;
  } finally {
    await serving.close();
  }
}
