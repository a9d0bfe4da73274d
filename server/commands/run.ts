/** `clew run <preset|file>`: a test or an experiment from the terminal, with its verdict as the exit code. */
import { resolve } from 'node:path';
import { printableJson } from '@/lib/base/plain-text';
import type { Plan } from '@/lib/plan/plan';
import { otherFindings, overallValidity, verdictIn } from '@/lib/protocol/judgement';
import { endingOf, weakReasons } from '@/lib/protocol/strength';
import { runJunit } from '@/lib/report/junit';
import { documentFrom } from './documents';
import { runExperimentAndPrint } from './experiment';
import { type ExperimentHost, localExperiments, servedExperiments } from './experiment-host';
import { junitFile, type WriteJunit } from './junit-file';
import { LocalHost, type RunHost, ServerHost } from './run-host';
import { RunPrinter } from './run-printer';
import { type ServeSettings, startServing, untilInterrupted } from './serve';
import { findServer } from './server-client';
import type { Terminal } from './terminal';

export interface FollowOptions {
  readonly isJson: boolean;
  readonly isStrict?: boolean;
  /** Writes the report for CI systems. */
  readonly junit?: WriteJunit;
  /** Called with a way to stop the run as soon as it is known. */
  readonly onStarted?: (run: { readonly id: string; stop(): Promise<void> }) => void;
}

/** Submits the plan, prints the run as it goes and its outcome. @returns the exit code */
export async function runAndPrint(
  host: RunHost,
  plan: Plan,
  terminal: Terminal,
  { isJson, isStrict = false, junit, onStarted }: FollowOptions,
): Promise<number> {
  const printer = new RunPrinter(plan, terminal, isJson);
  const run = await host.submit(plan);
  onStarted?.({ id: run.id, stop: () => host.stop(run.id) });
  if (run.behind) terminal.err(`clew: queued behind ${run.behind.name} (${run.behind.id}), which holds the cluster`);
  await host.follow(run.id, (entries) => printer.take(entries));
  const exitCode = printer.finish(isStrict);
  if (isJson) terminal.out(printableJson(resultLine(run.id, plan, printer)));
  await junit?.(runJunit({ id: run.id, name: plan.name, seed: plan.seed, outcome: printer.outcome }, isStrict));
  return exitCode;
}

/**
 * One line for scripts; the fields of `clew check --json` where there is a verdict, and what was seen before it.
 * `valid` is of all checkers together, `linearizable` of the one.
 */
function resultLine(runId: string, plan: Plan, printer: RunPrinter): string {
  const { outcome, violation } = printer;
  const seen = violation && {
    checker: violation.checker,
    title: violation.anomaly.title,
    operation: violation.anomaly.operations[0],
    completion: violation.anomaly.at,
    timeNanos: violation.timeNanos,
  };
  const head = { run: runId, name: plan.name, seed: plan.seed, ...(seen && { violationWhileRunning: seen }) };
  if (!outcome) return JSON.stringify({ ...head, error: 'no outcome' });
  if (outcome.kind === 'verdict') {
    const verdict = verdictIn(outcome);
    const failure = verdict?.valid === false ? verdict.counterexample : undefined;
    const checked = { ...verdict, counterexample: undefined, linearization: undefined, failure };
    const judged = {
      valid: overallValidity(outcome),
      weak: weakReasons(outcome),
      ended: endingOf(outcome),
      testedNanos: outcome.ended?.testedNanos,
      linearizable: verdict?.valid,
      checks: otherFindings(outcome),
    };
    return JSON.stringify({ ...head, ...checked, ...judged, measures: outcome.measures });
  }
  const ended = endingOf(outcome);
  if (outcome.kind === 'error') return JSON.stringify({ ...head, ended, error: outcome.failure });
  return JSON.stringify({ ...head, ended, aborted: outcome.reason });
}

export interface RunSettings extends ServeSettings {
  readonly set: readonly string[];
  readonly repeats?: number;
  readonly until?: 'invalid';
  readonly json: boolean;
  readonly strict?: boolean;
  readonly junit?: string;
}

/** Where a document is run. */
interface Host {
  readonly runs: RunHost;
  readonly experiments: ExperimentHost;
}

interface Started {
  readonly id: string;
  stop(): Promise<void>;
}

/** Runs in the server that has the data directory open, else in this process, which then serves the live page. */
export async function runCommand(source: string, settings: RunSettings, terminal: Terminal): Promise<number> {
  const document = await documentFrom(source, settings.set, settings);
  const junit = settings.junit === undefined ? undefined : await junitFile(settings.junit);
  const page = document.kind === 'plan' ? 'runs' : 'experiments';
  const perform = ({ runs, experiments }: Host, onStarted: (started: Started) => void) => {
    const options = { isJson: settings.json, isStrict: settings.strict === true, onStarted, ...(junit && { junit }) };
    if (document.kind === 'plan') return runAndPrint(runs, document.plan, terminal, options);
    return runExperimentAndPrint(experiments, document.resolved, terminal, options);
  };
  const interrupted = untilInterrupted(terminal, 'stopping the test; what there is will be checked');
  const stopWhenInterrupted = (started: Started) => void interrupted.then(() => started.stop());
  const found = await findServer(resolve(settings.data), terminal.err);
  if (found) {
    terminal.err(`clew: ${found.origin} has ${settings.data} open; the test runs there`);
    return perform({ runs: new ServerHost(found), experiments: servedExperiments(found) }, stopWhenInterrupted);
  }
  const serving = await startServing(settings);
  const { server } = serving;
  const runs = new LocalHost(server.runs);
  try {
    const exitCode = await perform({ runs, experiments: localExperiments(server.experiments) }, (started) => {
      terminal.err(`clew: watch it at ${server.address}/${page}/${started.id}?token=${server.token}`);
      stopWhenInterrupted(started);
    });
    await Promise.race([
      runs.idle((run) => terminal.err(`clew: waiting for ${run.plan.name} (${run.id})`)),
      interrupted,
    ]);
    return exitCode;
  } finally {
    await serving.close();
  }
}
