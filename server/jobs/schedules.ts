/**
 * Plans that the clock starts. Every few seconds this looks at what is due, claims it in the store, and hands its runs to the
 * queue as a person would. Whatever becomes of a start is kept beside the schedule, which goes on to the next one:
 *
 *     02:00 ── a server is there ───────▶ begun, or refused with the reason
 *           ── an earlier run goes on ──▶ skipped: two at once would measure each other
 *           ── no server, or its store cannot be written ──▶ missed: a test of the night is none at noon
 */
import { randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { err, ok, type Result } from '@/lib/base/result';
import { listed, sentenceEnd } from '@/lib/base/words';
import type { PlanIssue } from '@/lib/plan/issues';
import type { Plan } from '@/lib/plan/plan';
import { resolvePlan } from '@/lib/plan/resolve';
import { seedBound } from '@/lib/plan/seed';
import type { Author } from '@/lib/protocol/principal';
import type { RunSummary } from '@/lib/protocol/run';
import type { LastStart, NewSchedule, Schedule, ScheduleChange } from '@/lib/protocol/schedule';
import { ClewError, failureOf } from '../base/failure';
import type { StoredSchedule } from '../store/schedules';
import type { Store } from '../store/store';
import { newId } from './ids';
import type { Runs } from './runs';
import { nextStart, startsBetween, timesIssue } from './schedule-times';

/** How often the clock is looked at: no person minds the seconds, and it reads a few rows. */
export const scheduleTickMs = 4_000;

/** A server that was only restarted makes up for a start; what is later than this is missed. */
export const graceMs = 5 * 60_000;

/** Missed starts are counted so far: five years of nights. */
const maxMissed = 2_000;

/** Each is looked at by itself; more than a hundred plans by the clock keep no cluster free. */
const maxSchedules = 100;

/** How long a person can change their mind. */
const undoMs = 24 * 3600 * 1000;

export interface SchedulesOptions {
  readonly store: Store;
  readonly runs: Runs;
  readonly log: Logger;
  /** For tests; ms since 1970. */
  readonly now?: (() => number) | undefined;
}

/** What is wrong with a schedule, by field. */
export class ScheduleIssues extends Error {
  override readonly name = 'ScheduleIssues';
  readonly issues: readonly PlanIssue[];

  constructor(issues: readonly PlanIssue[]) {
    super('the schedule is not valid');
    this.issues = issues;
  }
}

export class Schedules {
  readonly #store: Store;
  readonly #runs: Runs;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #openedAt: number;
  /** Starts whose runs are in the queue, and which the database did not take yet. */
  readonly #unsettled = new Map<string, LastStart>();
  #trouble: string | undefined;

  constructor({ store, runs, log, now = Date.now }: SchedulesOptions) {
    this.#store = store;
    this.#runs = runs;
    this.#log = log;
    this.#now = now;
    this.#openedAt = now();
  }

  /** Why nothing is started now, though it may be due. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Oldest first. */
  async list(): Promise<readonly Schedule[]> {
    return Promise.all((await this.#store.looking.schedules.list()).map((stored) => this.#shown(stored)));
  }

  /** Also one that was removed less than a day ago. */
  async get(id: string): Promise<Schedule | undefined> {
    const stored = await this.#store.looking.schedules.find(id);
    return stored && this.#shown(stored);
  }

  /** @throws ScheduleIssues @throws ClewError where there are too many */
  async add({ plan: input, ...how }: NewSchedule, by: Author): Promise<Schedule> {
    const now = this.#now();
    const plan = this.#checked(input, how, now);
    if ((await this.#store.schedules.list()).length >= maxSchedules) {
      throw new ClewError({
        message: `there are ${maxSchedules} schedules already`,
        cure: 'remove some of them first',
      });
    }
    const id = newId();
    const nextAt = nextStart(how, now) ?? null;
    await this.#store.schedules.insert({ id, plan, ...how, createdBy: by, createdAt: now, nextAt });
    this.#log.info({ schedule: id, ...how, by }, 'a schedule was made');
    return this.#shown(await this.#found(id));
  }

  /** @throws ScheduleIssues */
  async change(id: string, { plan: input, ...change }: ScheduleChange, by: Author): Promise<void> {
    const stored = await this.#found(id);
    const now = this.#now();
    const how = { ...stored, ...change };
    // What its plan was when it was made may not be valid any more; that keeps nobody from pausing it.
    const plan = input === undefined ? undefined : this.#checked(input, how, now);
    if (plan === undefined) throwIssue(timesIssue(how, now));
    // What was missed while it was paused, or at other times, was not to be started.
    const isMoved = change.isPaused !== undefined || change.pattern !== undefined || change.zone !== undefined;
    const nextAt = how.isPaused || stored.deletedAt !== null ? null : (nextStart(how, now) ?? null);
    this.#log.info({ schedule: id, ...change, hasPlan: plan !== undefined, by }, 'a schedule was changed');
    await this.#store.schedules.change(id, { ...change, ...(plan && { plan }), ...(isMoved && { nextAt }) });
  }

  async remove(id: string, by: Author): Promise<void> {
    this.#log.info({ schedule: id, by }, 'a schedule is removed, and gone for good in a day');
    await this.#store.schedules.setDeleted(id, this.#now(), undefined);
  }

  async restore(id: string, by: Author): Promise<void> {
    const stored = await this.#found(id);
    this.#log.info({ schedule: id, by }, 'a removed schedule is brought back');
    const nextAt = stored.isPaused ? undefined : nextStart(stored, this.#now());
    await this.#store.schedules.setDeleted(id, undefined, nextAt);
  }

  /** Starts what is due. Never rejects: what the store does not take now is tried at the next look. */
  async tick(): Promise<void> {
    try {
      await this.#settleAll();
      let failure: unknown;
      for (const schedule of await this.#store.schedules.due(this.#now())) {
        // One that cannot be started, as its zone is none to this Node, keeps no other from its time.
        await this.#start(schedule).catch((error: unknown) => {
          failure ??= error;
        });
      }
      await this.#forgetBeginnings();
      if (failure !== undefined) throw failure;
      this.#trouble = undefined;
    } catch (error) {
      const { message } = failureOf(error);
      if (this.#trouble === undefined) this.#log.warn({ err: error }, 'no schedule is started now');
      this.#trouble = sentenceEnd(message);
    }
  }

  /** Removes for good what was removed a day ago. */
  async sweep(): Promise<void> {
    await this.#store.schedules.purge(this.#now() - undoMs);
  }

  async #start(schedule: StoredSchedule): Promise<void> {
    const { id, nextAt: at, last } = schedule;
    // What is due while the server ends is for the one that comes next.
    if (at === null || this.#runs.isClosed) return;
    const now = this.#now();
    const table = this.#store.schedules;
    const next = nextStart(schedule, Math.max(at, now));
    const runs = last?.runs ?? [];
    if (now - at > graceMs) {
      const missed = this.#missed(schedule, at, now);
      if (await table.claim(schedule, next, { ...missed, runs })) this.#log.warn({ schedule: id, ...missed }, 'missed');
      return;
    }
    const goingOn = await this.#goingOn(runs);
    if (goingOn) {
      const reason = `Run ${goingOn} of an earlier start was still going on.`;
      if (await table.claim(schedule, next, { kind: 'skipped', at, reason, runs })) {
        this.#log.warn({ schedule: id, run: goingOn }, 'a start was skipped: an earlier run goes on');
      }
      return;
    }
    if (!(await table.claim(schedule, next, { kind: 'beginning', at, runs }))) return;
    const begun = await this.#begin(schedule);
    this.#unsettled.set(id, { ...begun, at, runs: begun.runs.length > 0 ? begun.runs : runs });
    await this.#settleAll();
  }

  /** Hands its runs to the queue. Never rejects. */
  async #begin(schedule: StoredSchedule): Promise<Pick<LastStart, 'kind' | 'reason' | 'runs'>> {
    const { id, repeats, seeds } = schedule;
    const runs: string[] = [];
    try {
      const plan = planOf(schedule);
      if (!plan.ok) return { kind: 'refused', reason: plan.error, runs };
      for (let nth = 0; nth < repeats; nth++) {
        const seed = seeds === 'same' ? plan.value.seed : randomInt(seedBound);
        runs.push((await this.#runs.submit({ ...plan.value, seed }, { kind: 'schedule', id })).id);
      }
      this.#log.info({ schedule: id, runs }, 'a schedule began its runs');
      return { kind: 'begun', runs };
    } catch (error) {
      this.#log.warn({ schedule: id, runs, err: error }, 'a schedule could not begin its runs');
      const { message, cure } = failureOf(error);
      const reason = sentenceEnd(cure === undefined ? message : `${message}: ${cure}`);
      return { kind: runs.length > 0 ? 'begun' : 'refused', reason, runs };
    }
  }

  #missed(schedule: StoredSchedule, at: number, now: number): Omit<LastStart, 'runs'> {
    const { count, lastAt = at } = startsBetween(schedule, at, now, maxMissed);
    const before = schedule.last?.kind === 'missed' ? (schedule.last.missed ?? 1) : 0;
    const wasThere = this.#openedAt <= lastAt;
    const reason = wasThere ? 'The server could not write to its store, or was suspended.' : 'No server was running.';
    return { kind: 'missed', at: lastAt, reason, missed: Math.min(maxMissed, before + count + 1) };
  }

  async #goingOn(ids: readonly string[]): Promise<string | undefined> {
    for (const id of ids) {
      const run = await this.#runs.get(id);
      if (run && run.phase !== 'done') return id;
    }
    return undefined;
  }

  async #settleAll(): Promise<void> {
    for (const [id, last] of this.#unsettled) {
      await this.#store.schedules.settle(id, last);
      this.#unsettled.delete(id);
    }
  }

  /** Of a server that ended between its claim and the queue: nothing is begun a second time. */
  async #forgetBeginnings(): Promise<void> {
    for (const { id, last } of await this.#store.schedules.beginning()) {
      if (!last || this.#now() - last.at <= 2 * graceMs) continue;
      const reason = 'The server ended while it began the runs; some may be in the library.';
      await this.#store.schedules.settle(id, { ...last, kind: 'missed', reason, missed: 1 });
    }
  }

  /** @throws ScheduleIssues of all that is wrong */
  #checked(input: unknown, how: Pick<NewSchedule, 'pattern' | 'zone'>, now: number): Plan {
    const plan = resolvePlan(input, randomInt(seedBound));
    const wrong = timesIssue(how, now);
    if (plan.ok && !wrong) return plan.value;
    const issues = plan.ok ? [] : plan.error.map(({ path, message }) => ({ path: join('plan', path), message }));
    throw new ScheduleIssues([...issues, ...(wrong ? [wrong] : [])]);
  }

  async #found(id: string): Promise<StoredSchedule> {
    const stored = await this.#store.schedules.find(id);
    if (!stored) throw new ClewError({ message: `the schedule ${id} is not there any more` });
    return stored;
  }

  async #shown(stored: StoredSchedule): Promise<Schedule> {
    const { id, pattern, zone, seeds, repeats, createdAt, isPaused, nextAt, last, deletedAt, planKey } = stored;
    const runs = await Promise.all((last?.runs ?? []).map((run) => this.#runs.get(run)));
    const plan = planOf(stored);
    return {
      ...{ id, pattern, zone, seeds, repeats, createdAt, isPaused, trend: planKey },
      plan: plan.ok ? plan.value : (stored.plan as Plan),
      ...(nextAt !== null && { nextAt }),
      ...(last && { last }),
      runs: runs.flatMap((run) => (run ? [scheduledRun(run)] : [])),
      ...(!plan.ok && { problem: plan.error }),
      ...(deletedAt !== null && { deletedAt }),
    };
  }
}

/** As it is launched today, or why it cannot be. */
function planOf({ plan }: Pick<StoredSchedule, 'plan'>): Result<Plan, string> {
  const resolved = resolvePlan(plan);
  if (resolved.ok) return ok(resolved.value);
  const issues = resolved.error.map(({ path, message }) => `${path} ${message}`.trim());
  return err(`The plan is not valid any more: ${listed(issues, 'and')}.`);
}

function scheduledRun({
  id,
  phase,
  outcome,
  headline,
  createdAt,
  systemVersion,
}: RunSummary): Schedule['runs'][number] {
  return {
    ...{ id, phase, createdAt },
    ...(outcome !== undefined && { outcome }),
    ...(headline !== undefined && { headline }),
    ...(systemVersion !== undefined && { systemVersion }),
  };
}

function join(...parts: readonly string[]): string {
  return parts.filter(Boolean).join('.');
}

function throwIssue(issue: PlanIssue | undefined): void {
  if (issue) throw new ScheduleIssues([issue]);
}
