/**
 * The judge of one run, in one thread from the run's beginning to its judgement. The thread reads the chunks of the journal
 * as they are written, keeps the history that they hold, and watches it where a violation can be told of early; at the end
 * the checkers judge that very history.
 *
 *     journal ── chunks ──▶ thread: decode, keep, watch ──▶ a violation, at most once
 *                             └── the order to judge ──▶ checkers ──▶ judgement
 *
 * What a checker found stays, whatever becomes of the thread: one that does not end at its limit is ended together with its
 * thread. The checkers after it have their turn in another thread, which reads the journal from the start, and so have all
 * of them where the thread that read along is gone by the time it is asked.
 */
import { performance } from 'node:perf_hooks';
import { assertNever } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { type CheckLimits, type CheckProgress, type StopCause, stopWords } from '@/lib/checker/core/budget';
import { unexplainedFinding } from '@/lib/checker/core/compose';
import type { Finding } from '@/lib/checker/core/finding';
import type { CheckerName } from '@/lib/checker/names';
import { unfinishedFinding } from '@/lib/checker/registry';
import { MalformedHistoryError } from '@/lib/history/operations';
import { findModel } from '@/lib/model/registry';
import type { RunPlan } from '@/lib/plan/plan';
import { workloadOf } from '@/lib/plan/workload';
import type { Judgement, SeenViolation } from '@/lib/protocol/entry';
import type { RunMeasures } from '@/lib/protocol/run-measures';
import { ClewError, failureOf } from '../base/failure';
import { JournalReader, type JournalSource } from './journal-reader';
import { checkersOf, endedFinding, judgementOf, turnsOf } from './judgement';
import type { CollectedLogs } from './messages';
import { type CheckNews, CheckThread } from './thread';

export interface JudgeRequest {
  readonly plan: RunPlan;
  /** Undefined: linearizability is not asked. */
  readonly model: string | undefined;
  readonly initial: Json;
  readonly limits: CheckLimits;
  readonly minPassMs?: number;
}

export interface LiveListeners {
  /** The history cannot be explained any more; at most once. */
  onViolation(violation: SeenViolation): void;
  /** It has yet to judge so many entries of the journal, and told of half as many at most; what it finds is told late. */
  onBehind(entries: number): void;
  /** After `onBehind`: what it finds is told at once again. */
  onCaughtUp(): void;
  /** Nothing more will be said before the judgement; at most once, and neither after a violation nor after `endWatch`. */
  onGiveUp(reason: string): void;
}

export interface JudgeListeners {
  onProgress?(checker: CheckerName, progress: CheckProgress): void;
  /** All is decided, or one checker has refuted the history before it has judged all of it; the judgement adds to this. */
  onDecided?(judgement: Judgement): void;
  /** A bug of ours: the judgement stands, without what would explain it. */
  onUnexplained?(problem: string): void;
}

/** Twenty seconds of 5,000 operations a second, a second or two of the fastest run: a person who waits for a violation notices. */
const firstBehindEntries = 200_000;

/** A tenth of a second of the fastest run. */
const caughtUpEntries = 20_000;

/** A checker that has its turn. */
interface Turn {
  /** What is said of it should it have to be ended from outside. */
  readonly unfinished: Finding;
  readonly startMs: number;
  readonly progress?: CheckProgress;
  /** What it has found already, and will not take back. */
  readonly refuted?: Finding;
}

export class RunJudge {
  readonly #journal: JournalSource;
  readonly #request: JudgeRequest;
  readonly #unsubscribe: () => void;
  #reader: JournalReader | undefined;
  #live: LiveListeners | undefined;
  #watchedEntries = 0;
  /** This far behind is told. Doubled each time, so that a run has few lines of it however long it lasts. */
  #toldBehindEntries = firstBehindEntries;
  #isBehind = false;
  readonly #findings: Finding[] = [];
  #measures: RunMeasures | undefined;
  #turn: Turn | undefined;
  #listeners: JudgeListeners = {};
  /** What was told before the judgement, put into words where the history is. */
  #told: Judgement | undefined;

  constructor(journal: JournalSource, request: JudgeRequest) {
    this.#journal = journal;
    this.#request = request;
    this.#unsubscribe = journal.subscribe(() => this.#lookBehind());
  }

  /** Whether it watches the history while it grows. */
  get isLive(): boolean {
    const { plan, model } = this.#request;
    const { judge } = workloadOf(plan);
    // A model of a person's own may be missing here.
    return judge.isLive && (judge.model === undefined || model !== undefined);
  }

  /** Share of its time in which the thread that reads along worked. */
  get busyShare(): number {
    return this.#reader?.thread.busyShare ?? 0;
  }

  /** Reads along from here on. @throws when the thread cannot be made */
  async begin(listeners: LiveListeners): Promise<void> {
    this.#reader = await this.#read(this.isLive);
    if (!this.isLive) return;
    this.#live = listeners;
    this.#reader.thread.answer().then(
      (answer) => this.#giveUp(answer.type === 'stopped' ? stopWords[answer.cause] : 'its thread ended'),
      (error: unknown) => this.#giveUp(`it failed: ${failureOf(error).message}`),
    );
  }

  /** Ends the watch, whatever it is doing. Nobody hears of a violation after that. */
  endWatch(): void {
    this.#live = undefined;
    this.#reader?.thread.stopWatch();
  }

  /** Judges everything that the journal was given until now; once. */
  async judge(logs: CollectedLogs, listeners: JudgeListeners = {}, signal?: AbortSignal): Promise<Judgement> {
    this.#listeners = listeners;
    this.endWatch();
    let hasReadAlong = this.#reader !== undefined;
    for (;;) {
      try {
        const answer = await this.#ask(logs, signal);
        if (typeof answer !== 'string') return answer;
        const wasAtWork = this.#endTurn(answer);
        // Where nothing was begun another thread gets no further, but for one that has no watch beside it.
        const isStuck = answer === 'cancelled' || !(wasAtWork || hasReadAlong);
        // A counterexample can be put into words only where the history is.
        if (isStuck || !(this.#left.length > 0 || this.#findings.some(({ valid }) => valid === false)))
          return this.#judgementWithout(answer);
      } catch (error) {
        if (!hasReadAlong) return this.#judgementDespite(error);
      } finally {
        this.#dismiss();
      }
      hasReadAlong = false;
    }
  }

  /** Ends its thread, whatever that is doing. */
  close(): void {
    this.#live = undefined;
    this.#unsubscribe();
    this.#dismiss();
  }

  /** The checkers that have not had their turn. */
  get #left(): readonly CheckerName[] {
    const made = new Set(this.#findings.map(({ checker }) => checker));
    return turnsOf(checkersOf(this.#request.plan)).filter((name) => !made.has(name));
  }

  async #read(isWatched: boolean): Promise<JournalReader> {
    const { plan, model, initial, limits, minPassMs } = this.#request;
    const task = { source: { kind: 'run', plan, isWatched }, model, initial, limits, minPassMs } as const;
    return new JournalReader(await CheckThread.open(task, (news) => this.#hear(news)), this.#journal);
  }

  /** @returns the judgement, or why the thread stopped before it was made */
  async #ask(logs: CollectedLogs, signal: AbortSignal | undefined): Promise<Judgement | StopCause> {
    if (signal?.aborted) return 'cancelled';
    this.#reader ??= await this.#read(false);
    const { thread } = this.#reader;
    const [answer] = await Promise.all([thread.answer(signal), this.#order(this.#reader, logs)]);
    switch (answer.type) {
      case 'judgement':
        return answer.judgement;
      case 'stopped':
        return answer.cause;
      case 'malformed':
        throw new MalformedHistoryError(answer.problem);
      case 'refused':
        throw new ClewError({ message: answer.message });
      default:
        throw new Error(`the check worker gave ${answer.type} for a run`);
    }
  }

  async #order(reader: JournalReader, logs: CollectedLogs): Promise<void> {
    await reader.finish();
    await reader.thread.post({ logs, checkers: this.#left, findings: this.#findings });
  }

  #hear(news: CheckNews): void {
    switch (news.type) {
      case 'watched':
        this.#watchedEntries = news.entries;
        this.#lookBehind();
        return;
      case 'violated':
        this.#live?.onViolation(news.violation);
        this.#live = undefined;
        return;
      case 'unwatched':
        this.#giveUp(news.reason);
        return;
      case 'measured':
        this.#measures = news.measures;
        return;
      case 'checking':
        // The check's time is its own: without the thread's start, and without the reading.
        this.#turn = news.unfinished && {
          unfinished: news.unfinished,
          startMs: performance.now(),
          // Another thread begins with the checker at which the one before it ended.
          ...(this.#turn?.refuted && { refuted: this.#turn.refuted }),
        };
        return;
      case 'progress':
        this.#turn &&= { ...this.#turn, progress: news.progress };
        this.#listeners.onProgress?.(news.checker, news.progress);
        return;
      case 'refuted':
        this.#turn &&= { ...this.#turn, refuted: news.finding };
        this.#told = news.judgement;
        this.#listeners.onDecided?.(news.judgement);
        return;
      case 'decided':
        if (news.answer.type !== 'judgement') return;
        this.#told = news.answer.judgement;
        this.#listeners.onDecided?.(news.answer.judgement);
        return;
      case 'unexplained':
        this.#listeners.onUnexplained?.(news.problem);
        return;
      case 'finding':
        this.#findings.push(news.finding);
        this.#turn = undefined;
        return;
      case 'reading':
      case 'taken':
        return;
      default:
        assertNever(news);
    }
  }

  #lookBehind(): void {
    const behind = this.#journal.persisted - this.#watchedEntries;
    if (behind > this.#toldBehindEntries) {
      this.#isBehind = true;
      this.#toldBehindEntries *= 2;
      this.#live?.onBehind(behind);
    } else if (this.#isBehind && behind <= caughtUpEntries) {
      this.#isBehind = false;
      this.#live?.onCaughtUp();
    }
  }

  #giveUp(reason: string): void {
    this.#live?.onGiveUp(reason);
    this.#live = undefined;
  }

  /** @returns whether a checker was at work; what is known of it is then its finding */
  #endTurn(cause: StopCause): boolean {
    const turn = this.#turn;
    if (!turn) return false;
    const { unfinished, startMs, progress, refuted } = turn;
    const durationMs = performance.now() - startMs;
    const ended = endedFinding({ ...unfinished, durationMs, ...(progress && { progress }) }, cause);
    this.#findings.push(refuted ? unexplainedFinding(refuted, cause) : ended);
    this.#turn = undefined;
    return true;
  }

  /** A bug of ours leaves what was found until then. @throws the error where that is nothing */
  #judgementDespite(error: unknown): Judgement {
    this.#endTurn('error');
    if (this.#findings.every(({ valid }) => valid === 'unknown')) throw error;
    this.#listeners.onUnexplained?.(failureOf(error).message);
    return this.#judgementWithout('error');
  }

  #judgementWithout(cause: StopCause): Judgement {
    const { plan, model: name, initial } = this.#request;
    const model = name === undefined ? undefined : findModel(name, initial);
    const unmade = this.#left.map((checker) => endedFinding(unfinishedFinding(checker, [], { model }), cause));
    const found = this.#findings.map((finding) => unexplainedFinding(finding, cause));
    const judgement = judgementOf(plan, [], [...found, ...unmade], this.#measures);
    const { sentence } = this.#told ?? judgement;
    return sentence === undefined ? judgement : { ...judgement, sentence };
  }

  #dismiss(): void {
    this.#reader?.end();
    this.#reader = undefined;
  }
}
