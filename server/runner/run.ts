/**
 * One execution of a plan, from the first step on the nodes to the outcome. Whatever happens on the way, what was set
 * up is torn down and what was recorded is kept.
 *
 *     set-up ──▶ running ──▶ tear-down ──▶ checking ──▶ done, outcome
 *        │          │            ▲
 *        └── error ─┴────────────┘ (and then no verdict: an error of ours says nothing about the system)
 *
 * While it runs, its history is checked as it grows; that check can only say earlier what the one at the end says.
 */

import { present } from '@/lib/base/assert';
import { fork, randomFrom } from '@/lib/base/random';
import { openly, type Wording, worded } from '@/lib/base/wording';
import { maxHandFaults } from '@/lib/catalog/faults/by-hand';
import { chosenFaults } from '@/lib/plan/faults';
import { Arrivals } from '@/lib/plan/load';
import type { Plan } from '@/lib/plan/plan';
import { plannedSeconds } from '@/lib/plan/schedule';
import { testGenerator } from '@/lib/plan/timetable';
import { arrivalWords } from '@/lib/plan/words';
import { workloadOf } from '@/lib/plan/workload';
import type { Entry, Judgement, Outcome, TestEnd } from '@/lib/protocol/entry';
import { failureOf, failureText } from '../base/failure';
import { openNemesis } from '../faults/nemesis';
import type { CollectedLogs } from '../judge/messages';
import type { JudgeListeners } from '../judge/run-judge';
import type { NodeLog } from '../systems/kit/client';
import { requiredCapability, type Testbed } from '../testbed/testbed';
import { type FaultDesk, Hands } from './by-hand';
import { Interpreter } from './interpreter';
import { LiveCheckMonitor, type Watching } from './live-check-monitor';
import { JournalReporter } from './reporter';
import { StatusPoll } from './status-poll';
import { TearDowns } from './tear-downs';
import { Worker } from './worker';

/** Judges what `append` took. */
export interface RunJudging extends Watching {
  /** All of it, when the test is over. */
  judge(logs: CollectedLogs, listeners: JudgeListeners, signal: AbortSignal): Promise<Judgement>;
}

export interface RunInput {
  readonly plan: Plan;
  readonly testbed: Testbed;
  /** Takes every entry of the run, in order. */
  append(entry: Entry): void;
  /** A wait while entries are taken more slowly than the run makes them; nothing while they are not. */
  congestion?(): Promise<void> | undefined;
  readonly judge: RunJudging;
  saveLogs(logs: readonly NodeLog[]): Promise<void>;
  /** Where a person asks for faults; without it none are made by hand. */
  readonly desk?: FaultDesk;
  /** Told where the tear-down left something undone. */
  leftUndone?(): Promise<void>;
  /** Ends the run early: heals, tears down, and checks what there is. */
  readonly stop: AbortSignal;
}

/** A client keeps the plan's limit by itself; one that is this much later hangs. */
const clientGraceMs = 1000;

const source = 'clew.runner';
const nemesisSource = 'clew.nemesis';

/** What is run has no file that could be damaged. */
type HowEnded = Exclude<TestEnd['how'], 'damaged'>;

const endWords: Readonly<Record<HowEnded, readonly [Wording, ('info' | 'warn')?]>> = {
  completed: [worded`Run complete`],
  stopped: [worded`Stopped early: what there is will be checked`, 'warn'],
  'at-violation': [worded`Stopped at the first violation, as planned: what there is will be checked`, 'warn'],
};

/** Never rejects: what goes wrong is the outcome. */
export function executeRun(input: RunInput): Promise<Outcome> {
  return new Run(input).execute();
}

class Run {
  readonly #input: RunInput;
  readonly #report: JournalReporter;
  readonly #tearDowns = new TearDowns();
  readonly #monitor: LiveCheckMonitor;
  #logs: readonly NodeLog[] = [];
  #isRunning = false;
  #ended: (TestEnd & { readonly how: HowEnded }) | undefined;

  constructor(input: RunInput) {
    this.#input = input;
    this.#report = new JournalReporter((entry) => input.append(entry), Date.now);
    this.#monitor = new LiveCheckMonitor(input.judge, this.#report, input.plan.checker.stopAtViolation);
  }

  async execute(): Promise<Outcome> {
    const outcome = await this.#outcome();
    this.#report.phase('done');
    this.#report.append({ type: 'outcome', at: Date.now(), outcome });
    return outcome;
  }

  async #outcome(): Promise<Outcome> {
    const ending = await this.#test();
    try {
      this.#report.phase('tear-down');
      await this.#tearDowns.run(this.#report);
      if (ending) return ending;
      this.#report.assertWritten();
      const judgement = await this.#judge();
      this.#report.assertWritten();
      return { kind: 'verdict', ...judgement, ended: present(this.#ended, 'the end of the test') };
    } catch (error) {
      return { kind: 'error', failure: failureOf(error) };
    }
  }

  /** @returns why there is nothing to judge, or nothing when there is */
  async #test(): Promise<Outcome | undefined> {
    const { stop } = this.#input;
    try {
      const workers = await this.#setUp();
      stop.throwIfAborted();
      await this.#run(workers);
      return undefined;
    } catch (error) {
      if (stop.aborted && !this.#isRunning) {
        this.#report.log(source, worded`Stopped during set-up`, 'warn');
        return { kind: 'aborted', reason: 'stopped during set-up' };
      }
      const failure = failureOf(error);
      this.#report.log(source, failureText(error), 'error');
      return { kind: 'error', failure };
    } finally {
      this.#monitor.end();
    }
  }

  async #setUp(): Promise<readonly Worker[]> {
    const { plan, testbed, stop } = this.#input;
    const report = this.#report;
    report.phase('set-up');
    this.#tearDowns.push(worded`Tear down the cluster`, () => this.#tearDown());
    this.#tearDowns.push(worded`Collect the logs`, async () => {
      this.#logs = await testbed.collectLogs(report);
      await this.#input.saveLogs(this.#logs);
    });
    const watching = this.#monitor.begin();
    const version = await testbed.setUp(report, stop);
    report.append({ type: 'version', at: Date.now(), ...version });
    stop.throwIfAborted();

    const workers = Array.from({ length: plan.load.concurrency }, (_, i) => {
      const node = present(testbed.nodes[i % testbed.nodes.length], 'a node of the testbed');
      return new Worker(node, testbed, report);
    });
    this.#tearDowns.push(worded`Close the clients`, async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    });
    await report.step(worded`Open the clients`, undefined, () => this.#openClients(workers));
    await watching;
    return workers;
  }

  async #tearDown(): Promise<void> {
    try {
      await this.#input.testbed.tearDown(this.#report);
    } catch (error) {
      await this.#input.leftUndone?.();
      throw error;
    }
  }

  async #openClients(workers: readonly Worker[]): Promise<void> {
    const opened = await Promise.allSettled(
      workers.map(async (worker, i) => {
        await worker.open();
        this.#report.log(source, worded`Worker ${openly(i)} starting`);
      }),
    );
    for (const result of opened) if (result.status === 'rejected') throw result.reason;
  }

  async #run(workers: readonly Worker[]): Promise<void> {
    const { plan, testbed, stop } = this.#input;
    const report = this.#report;
    this.#isRunning = true;
    report.phase('running');
    const nowNanos = this.#startClock();
    const poll = new StatusPoll({
      testbed,
      nowNanos,
      append: (entry) => report.append(entry),
      warn: (message) => report.log(source, message, 'warn'),
    });
    const faults = chosenFaults(plan.faults);
    const nemesis = openNemesis(faults, {
      nodes: testbed.nodes,
      capability: (name) => requiredCapability(testbed, name),
      random: fork(randomFrom(plan.seed), 'nemesis'),
      leader: () => poll.leader(),
      leaders: () => poll.leaders(),
      warn: (message) => report.log(nemesisSource, message, 'warn'),
    });
    for (const { title, heal } of nemesis.healings) this.#tearDowns.push(openly(title), heal);
    const arrivals = new Arrivals(plan);
    const interpreter = new Interpreter({
      generator: testGenerator(plan),
      operations: workloadOf(plan).operations,
      workers,
      nemesis,
      faults: faults.length + maxHandFaults,
      handLimitNanos: plan.load.timeLimitSeconds * 1e9,
      clientLimitMs: plan.client.timeoutMs + clientGraceMs,
      nowNanos,
      append: (op) => {
        this.#input.append(op);
        arrivals.add(op);
      },
      congestion: () => this.#input.congestion?.(),
      stop: AbortSignal.any([stop, this.#monitor.stop]),
      broken: testbed.lost,
    });
    const hands = new Hands({
      plan,
      nodes: testbed.nodes,
      nemesis,
      interpreter,
      report,
      leader: () => poll.leader(),
      onFirst: () => this.#tearDowns.push(worded`End what was broken by hand`, () => nemesis.byHand.heal()),
    });
    try {
      this.#input.desk?.open(hands);
      await interpreter.run();
      await testbed.confirm?.();
      this.#ended = {
        how: this.#howEnded(),
        testedNanos: nowNanos(),
        plannedNanos: plannedSeconds(plan) * 1e9,
        ...(hands.made > 0 && { faultsByHand: hands.made }),
      };
    } finally {
      this.#input.desk?.close();
      await poll.close();
    }
    for (const i of workers.keys()) report.log(source, worded`Worker ${openly(i)} done`);
    if (plan.load.kind === 'open') report.log(source, openly(arrivalWords(arrivals.count(), plan.load.concurrency)));
    report.log(source, ...endWords[this.#ended.how]);
  }

  #howEnded(): HowEnded {
    if (this.#input.stop.aborted) return 'stopped';
    return this.#monitor.stop.aborted ? 'at-violation' : 'completed';
  }

  /** Time zero of the ops, on both clocks. */
  #startClock(): () => number {
    const zero = process.hrtime.bigint();
    this.#report.append({ type: 'start', at: Date.now() });
    return () => Number(process.hrtime.bigint() - zero);
  }

  async #judge(): Promise<Judgement> {
    const { stop, testbed } = this.#input;
    const report = this.#report;
    report.phase('checking');
    report.log(source, worded`Analyzing`);
    // A stop that ended the run asks for a verdict on what there is; only a later one is meant for the checker.
    const signal = stop.aborted ? new AbortController().signal : stop;
    const ended = { ended: present(this.#ended, 'the end of the test') };
    const listeners: JudgeListeners = {
      onProgress: (checker, progress) => report.append({ type: 'check-progress', at: Date.now(), checker, progress }),
      onDecided: (judgement) =>
        report.append({ type: 'decided', at: Date.now(), judgement: { ...judgement, ...ended } }),
      onUnexplained: (problem) =>
        report.log(
          source,
          worded`The verdict stands and cannot be explained, which is a bug of Clew: ${problem}`,
          'error',
        ),
    };
    const logs = { logs: this.#logs, logPatterns: testbed.logPatterns ?? [] };
    const judgement = await report.step(worded`Check the history`, undefined, () =>
      this.#input.judge.judge(logs, listeners, signal),
    );
    report.log(source, worded`Analysis complete`);
    this.#monitor.compare(judgement.findings);
    return judgement;
  }
}
