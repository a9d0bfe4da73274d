/**
 * Judges runs that are over again, with the checkers of this version: the history and the node logs are those that were
 * kept. The judgement that a run has stays until the new one stands behind it in the journal, and for good where the new
 * one comes to nothing.
 *
 *     … outcome ─ done │ log: judged again by … ─ outcome
 *                      └── one at a time, so that no more than one thread is taken from the tests that run
 */
import type { Logger } from 'pino';
import { sentenceEnd } from '@/lib/base/words';
import { stopWords } from '@/lib/checker/core/budget';
import type { RunPlan } from '@/lib/plan/plan';
import { isOp, type Judgement, type Outcome } from '@/lib/protocol/entry';
import { overallValidity } from '@/lib/protocol/judgement';
import type { Author } from '@/lib/protocol/principal';
import type { RejudgingState } from '@/lib/protocol/rejudging';
import type { RunSummary } from '@/lib/protocol/run';
import { ClewError, failureOf } from '../base/failure';
import type { Events } from '../events/events';
import type { CollectedLogs } from '../judge/messages';
import type { Journal } from '../store/journal';
import type { Store } from '../store/store';
import { systemImplementations } from '../systems/registry';
import { type HeldLeases, recovering } from './held-leases';
import { LiveRun } from './live-run';
import type { OpenJudge } from './runs';

export interface RejudgingOptions {
  readonly store: Store;
  readonly leases: HeldLeases;
  readonly events: Events;
  readonly openJudge: OpenJudge;
  readonly log: Logger;
}

/** Of so many runs it is known what became of their last judgement. */
const maxKnown = 100;

export class Rejudging {
  readonly #options: RejudgingOptions;
  readonly #closing = new AbortController();
  /** By run, the latest last. */
  readonly #states = new Map<string, RejudgingState>();
  #current: { readonly id: string; readonly ended: Promise<void> } | undefined;

  constructor(options: RejudgingOptions) {
    this.#options = options;
  }

  state(id: string): RejudgingState {
    return this.#states.get(id) ?? { state: 'none' };
  }

  /** Begins, and resolves before it has ended. @throws ClewError where the run was not judged, or another one is being judged */
  begin(run: RunSummary, by: Author): RejudgingState {
    assertJudged(run);
    if (this.#closing.signal.aborted) throw new ClewError({ message: 'the server is stopping' });
    const { id } = run;
    if (this.#current) {
      const which = this.#current.id === id ? 'it is being judged' : `run ${this.#current.id} is being judged`;
      throw new ClewError({ message: `${which} already`, cure: 'ask again when that has ended' });
    }
    const begun = { state: 'judging' } as const;
    this.#know(id, begun);
    const ended = this.#judge(run, by)
      .catch((error: unknown): RejudgingState => {
        this.#options.log.error({ run: id, err: error }, 'a run could not be judged again');
        return { state: 'kept', reason: sentenceEnd(failureOf(error).message) };
      })
      .then((state) => {
        this.#know(id, state);
        this.#current = undefined;
      });
    this.#current = { id, ended };
    return begun;
  }

  /** Ends what is going on, and waits for that. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#current?.ended;
  }

  #know(id: string, state: RejudgingState): void {
    this.#states.delete(id);
    this.#states.set(id, state);
    for (const oldest of this.#states.keys()) {
      if (this.#states.size <= maxKnown) return;
      this.#states.delete(oldest);
    }
  }

  async #judge(summary: RunSummary, by: Author): Promise<RejudgingState> {
    const { store, leases, events } = this.#options;
    const lease = await leases.take('run', summary.id, recovering);
    if (!lease) return { state: 'kept', reason: 'Another server is writing the run.' };
    try {
      const run = await LiveRun.reopen({ store, events, lease }, summary);
      const earlier = await lastOutcome(run.journal);
      if (earlier?.kind !== 'verdict') return { state: 'kept', reason: 'The run was not judged.' };
      const judgement = await this.#judgement(run);
      const reason = this.#closing.signal.aborted ? 'The server was stopped.' : reasonToKeep(earlier, judgement);
      if (reason !== undefined) return { state: 'kept', reason };
      const { ended } = earlier;
      await run.rejudge({ kind: 'verdict', ...judgement, ...(ended && { ended }) }, by);
      return { state: 'judged' };
    } finally {
      await leases.release(lease);
    }
  }

  async #judgement(run: LiveRun): Promise<Judgement> {
    const { plan } = run.summary;
    const judge = this.#options.openJudge(plan, run.journal);
    try {
      const logs = await this.#logsOf(run.id, plan);
      const onProgress = (checker: string, { done, total }: { readonly done: number; readonly total: number }) =>
        this.#know(run.id, { state: 'judging', checker, progress: { done, total } });
      return await judge.judge(logs, { onProgress }, this.#closing.signal);
    } finally {
      judge.close();
    }
  }

  async #logsOf(id: string, { system }: RunPlan): Promise<CollectedLogs> {
    if (system.name === 'imported') return {};
    if (system.name === 'memory') return { logs: [], logPatterns: [] };
    const { logPatterns } = systemImplementations[system.name];
    const { store } = this.#options;
    const logs = (await store.listLogs(id)).map(async ({ node, file }) => ({
      node,
      file,
      text: (await store.readLog(id, node, file)) ?? '',
    }));
    return { logs: await Promise.all(logs), logPatterns };
  }
}

function assertJudged({ id, phase, outcome }: RunSummary): void {
  if (phase !== 'done') throw new ClewError({ message: `run ${id} goes on`, cure: 'it is judged when it is over' });
  if (outcome === undefined || outcome === 'error' || outcome === 'aborted') {
    throw new ClewError({ message: `run ${id} was not judged when it ended, so there is nothing to judge again` });
  }
}

/** What was decided stays before what was not. */
export function reasonToKeep(earlier: Judgement, now: Judgement): string | undefined {
  if (overallValidity(now) !== 'unknown' || overallValidity(earlier) === 'unknown') return undefined;
  const cause = now.findings.find(({ valid, cause: stopped }) => valid === 'unknown' && stopped)?.cause;
  return cause && `It could not be decided this time: ${stopWords[cause]}.`;
}

/** The outcome stands near the end of the journal. */
export async function lastOutcome(journal: Pick<Journal, 'persisted' | 'read'>): Promise<Outcome | undefined> {
  let last: Outcome | undefined;
  // One read gives what a bounded number of chunks holds: of a slow run a hundred entries, not a thousand.
  for (let from = Math.max(0, journal.persisted - outcomeReach); from < journal.persisted; ) {
    const entries = await journal.read(from, outcomeReach);
    if (entries.length === 0) break;
    for (const entry of entries) if (!isOp(entry) && entry.type === 'outcome') last = entry.outcome;
    from += entries.length;
  }
  return last;
}

/** Entries behind which an outcome stands at most: the end of the run, and a line for each time that it was judged again. */
const outcomeReach = 1000;
