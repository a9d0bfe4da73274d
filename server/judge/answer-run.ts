/**
 * What the thread of a run does: it reads the journal as it is sent, keeps the history and watches it, and judges it when
 * it is told to. The history lies in columns; an op is made when a checker asks for it.
 */
import { assert } from '@/lib/base/assert';
import { err, ok, type Result } from '@/lib/base/result';
import { faultNouns } from '@/lib/catalog/faults/appearance';
import { type CheckHost, type CheckLimits, stopWords } from '@/lib/checker/core/budget';
import type { CheckerContext } from '@/lib/checker/core/checker';
import type { Attempt } from '@/lib/checker/core/compose';
import type { Finding } from '@/lib/checker/core/finding';
import type { LiveChecker } from '@/lib/checker/core/live';
import type { CheckerName } from '@/lib/checker/names';
import { liveCheckerOf } from '@/lib/checker/registry';
import type { OpSequence } from '@/lib/history/op';
import { OpColumns } from '@/lib/history/op-columns';
import { pairCompletions } from '@/lib/history/operations';
import type { Model } from '@/lib/model/model';
import { isImported } from '@/lib/plan/imported-plan';
import type { RunPlan } from '@/lib/plan/plan';
import { workloadOf, workloadOptions } from '@/lib/plan/workload';
import { entryCount } from '@/lib/protocol/entry-block';
import { keyedBlock } from '@/lib/protocol/keyed-entries';
import { measuresOf } from '@/lib/protocol/measured-run';
import { unpackBlockSync } from '../store/lines';
import { checkersOf, judgementOf } from './judgement';
import { LiveWatch } from './live-watch';
import type { CheckAnswer, CheckMessage, DecidedAnswer, JudgeOrder, RunSource } from './messages';
import type { ReadingHost } from './read-history';
import { takeOwnTurn, yieldToOthers } from './thread-priority';

/** What the thread lends to whoever reads and judges in it. */
export interface RunHost {
  readonly reading: ReadingHost;
  /** The limits of one judgement while the run goes on. */
  readonly liveLimits: CheckLimits;
  readonly live: CheckHost;
  send(message: CheckMessage): void;
  /** @param tell hears of a checker that refutes the history before it has judged all of it */
  decide(
    names: readonly CheckerName[],
    history: OpSequence,
    context: CheckerContext,
    tell: (decided: readonly Finding[], refuted: Finding) => void,
  ): readonly Attempt[];
  /** The findings with what explains them. */
  explain(attempts: readonly Attempt[], answerOf: (findings: readonly Finding[]) => DecidedAnswer): readonly Finding[];
}

/** @param pieces chunks, and then an order */
export async function answerRun(
  { plan, isWatched }: RunSource,
  model: Model | undefined,
  pieces: AsyncIterable<Uint8Array | JudgeOrder>,
  host: RunHost,
): Promise<CheckAnswer> {
  const { operations, judge, promises, terms } = workloadOf(plan);
  const context: CheckerContext = {
    model,
    isByKey: judge.isByKey,
    consistency: isImported(plan) ? undefined : promises?.(workloadOptions(plan)),
    // What a history that was brought does not tell is allowed.
    ...(isImported(plan) ? { bank: { allowsNegative: true } } : terms?.(workloadOptions(plan))),
    operations,
    faultNouns,
    hasEveryFault: !isImported(plan),
  };
  const reading = new RunReading(plan, host, isWatched ? context : undefined);
  if (isWatched) yieldToOthers();
  for await (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      reading.read(piece);
      continue;
    }
    const read = reading.end();
    if (!read.ok) return { type: 'stopped', cause: read.error };
    const { logs, checkers, findings } = piece;
    const history = read.value;
    // A history that breaks its laws is a bug of ours, and no checker's finding.
    if (model) pairCompletions(history);
    const measures = measuresOf(history, operations, isImported(plan) ? undefined : plan);
    host.send({ type: 'measured', measures });
    const judgement = (found: readonly Finding[]) => judgementOf(plan, history, [...findings, ...found], measures);
    const answerOf = (found: readonly Finding[]) => ({ type: 'judgement', judgement: judgement(found) }) as const;
    const attempts = host.decide(checkers, history, { ...context, ...logs }, (decided, finding) =>
      host.send({ type: 'refuted', finding, judgement: judgement([...decided, finding]) }),
    );
    return answerOf(host.explain(attempts, answerOf));
  }
  throw new Error('the chunks of a run ended without an order to judge them');
}

function liveCheckersOf(
  plan: RunPlan,
  history: OpSequence,
  context: CheckerContext,
  { live, liveLimits }: RunHost,
): ReadonlyMap<CheckerName, LiveChecker> {
  const checkers = new Map<CheckerName, LiveChecker>();
  for (const name of checkersOf(plan)) {
    const checker = liveCheckerOf(name, history, context, liveLimits, live);
    if (checker) checkers.set(name, checker);
  }
  return checkers;
}

/** The history of a run as far as it was sent. */
class RunReading {
  readonly #plan: RunPlan;
  readonly #host: RunHost;
  readonly #watch: LiveWatch;
  #isWatching = true;
  #history = new OpColumns();
  #entries = 0;
  #stopped: 'cancelled' | 'memory' | undefined;

  /** @param watched for the live checkers; without it there are none */
  constructor(plan: RunPlan, host: RunHost, watched: CheckerContext | undefined) {
    this.#plan = plan;
    this.#host = host;
    const checkers = watched ? liveCheckersOf(plan, this.#history, watched, host) : new Map();
    this.#watch = new LiveWatch(this.#history, checkers, {
      onJudged: (ops) => host.send({ type: 'watched', entries: this.#entries - (this.#history.length - ops) }),
      onViolation: (violation) => host.send({ type: 'violated', violation }),
      onGiveUp: (reason) => host.send({ type: 'unwatched', reason }),
    });
  }

  /** @param chunk of the journal, the next */
  read(chunk: Uint8Array): void {
    if (this.#stopped) return;
    if (this.#host.live.isCancelled?.()) this.#endWatch();
    const block = keyedBlock(this.#plan, unpackBlockSync(chunk));
    const { ops, firstIndex } = block;
    assert(ops === 0 || firstIndex === this.#history.length, `op ${firstIndex} follows the one before it`);
    this.#history.pushBlock(block, 0, ops);
    this.#entries += entryCount(block);
    this.#watch.grew();
    this.#stopped = this.#host.reading.stopCause();
    if (this.#stopped === 'memory' && this.#watch.giveUp(stopWords.memory))
      this.#stopped = this.#host.reading.stopCause();
    if (this.#stopped) this.#history = new OpColumns();
  }

  /** The test is over, so nothing is disturbed by the rest being read at full speed. */
  #endWatch(): void {
    if (!this.#isWatching) return;
    this.#isWatching = false;
    this.#watch.end();
    takeOwnTurn();
  }

  /** All of it, or why there is no history any more. */
  end(): Result<OpSequence, 'cancelled' | 'memory'> {
    this.#endWatch();
    if (this.#stopped) return err(this.#stopped);
    return ok(this.#history);
  }
}
