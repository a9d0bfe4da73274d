/** Tells other programs when a run is over or broke a promise, as their owner has asked for. */
import type { Logger } from 'pino';
import { GuestView } from '@/lib/audience/guest-view';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import type { Delivery, NewWebhook, Webhook, WebhookEvent } from '@/lib/protocol/webhook';
import { machineNames } from '../audience/machine-names';
import type { Nudge } from '../events/events';
import { newId } from '../jobs/ids';
import type { Runs } from '../jobs/runs';
import type { DueDelivery, StoredWebhook, WebhookTable } from '../store/webhooks';
import { urlProblem } from './address';
import { type Answer, type Message, type SendOptions, send } from './send';
import { newWebhookSecret } from './signature';

/** A team has one or two. */
const maxWebhooks = 20;

/** More than a person reads; those that are over and older are forgotten. */
export const maxDeliveries = 500;

/** Pauses before the tries behind the first: nine hours, which a night without the other program may last. */
const pausesMs: readonly number[] = [10, 60, 300, 1_800, 7_200, 21_600].map((seconds) => seconds * 1000);

/** While somebody tries, for so long nobody else does: a try and its answer take less. */
const tryingMs = 60_000;

/** Tries at a time: each may wait ten seconds for an answer. */
const atOnce = 4;

/** What another server has added is found so late at most. */
const maxRestMs = 60_000;

/** A run that has been over for longer breaks no promise now: somebody named it, say, or had it judged again. */
const newsMs = 60_000;

/** Runs whose violation was told of, so that each change of their summary costs no query. */
const maxRemembered = 1_000;

/** Why a webhook was not added, for whoever asked. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  /** What is wrong with its address, where that is the reason. */
  readonly problem: string | undefined;

  constructor(message: string, problem?: string) {
    super(message);
    this.problem = problem;
  }
}

export interface WebhooksOptions {
  readonly table: WebhookTable;
  readonly runs: Runs;
  readonly log: Logger;
  readonly publicUrl?: string | undefined;
  /** Whether it may be sent to this machine and to private networks. */
  readonly allowsPrivate?: boolean | undefined;
  readonly now?: (() => number) | undefined;
  /** For tests: does something later; returns how to leave it. */
  readonly later?: (work: () => void, ms: number) => () => void;
  /** For tests. */
  readonly send?: (message: Message, options: SendOptions) => Promise<Answer>;
}

export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #now: () => number;
  readonly #stop = new AbortController();
  readonly #unsubscribe: () => void;
  readonly #told = new Set<string>();
  /** Runs that are about to be looked at for a violation: one look serves all of their changes until then. */
  readonly #toLookAt = new Set<string>();
  /** Read once, so that a run that changes ten times a second costs no query. */
  #hooks: readonly StoredWebhook[] = [];
  #leave: () => void = () => undefined;
  #sending: Promise<void> = Promise.resolve();
  #writing: Promise<void> = Promise.resolve();

  constructor(options: WebhooksOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#unsubscribe = options.runs.events.subscribe((nudge) => this.#hear(nudge));
    // What happens from here on waits until it is known who is to be told.
    this.#writing = this.#readHooks().catch((error: unknown) =>
      options.log.error({ err: error }, 'who is to be told of runs could not be read'),
    );
    for (const id of options.runs.endedAtOpening) this.#enqueueSoon(id, 'run-finished');
    this.#sendSoon(0);
  }

  get allowsPrivate(): boolean {
    return this.#options.allowsPrivate ?? false;
  }

  async list(): Promise<readonly Webhook[]> {
    return (await this.#options.table.list()).map(shown);
  }

  deliveries(): Promise<readonly Delivery[]> {
    return this.#options.table.deliveries(maxDeliveries);
  }

  /** @returns with its secret, which is told once @throws WebhookError */
  async add(asked: NewWebhook): Promise<StoredWebhook> {
    const added = await addWebhook(this.#options.table, asked, this.#now(), this.allowsPrivate);
    await this.#readHooks();
    return added;
  }

  async remove(id: string): Promise<boolean> {
    if (!(await this.#options.table.find(id))) return false;
    await this.#options.table.remove(id);
    await this.#readHooks();
    return true;
  }

  /**
   * Tells it of no run, once and now: whoever added it sees that it is reached and that the signature is checked.
   *
   * @returns undefined where there is no such webhook
   */
  async test(id: string): Promise<Answer | undefined> {
    const webhook = await this.#options.table.find(id);
    return webhook && this.#send(testMessage(webhook, this.#now()));
  }

  #send(message: Message): Promise<Answer> {
    const options = { allowsPrivate: this.allowsPrivate, now: this.#now(), signal: this.#stop.signal };
    return (this.#options.send ?? send)(message, options);
  }

  async #readHooks(): Promise<void> {
    this.#hooks = await this.#options.table.list();
  }

  /** Resolves when nothing is under way any more. What is to be tried again is tried by the next start. */
  async close(): Promise<void> {
    this.#unsubscribe();
    this.#leave();
    this.#stop.abort(new Error('the server ends'));
    await this.#writing;
    await this.#sending;
  }

  #hear(nudge: Nudge): void {
    if (nudge.type === 'run-ended') this.#enqueueSoon(nudge.runId, 'run-finished');
    if (nudge.type !== 'run-changed' || this.#told.has(nudge.runId) || this.#toLookAt.has(nudge.runId)) return;
    this.#toLookAt.add(nudge.runId);
    this.#enqueueSoon(nudge.runId, 'violation-found');
  }

  /** One after another: nobody waits for it, and what fails is in the log. */
  #enqueueSoon(runId: string, event: WebhookEvent): void {
    this.#writing = this.#writing
      .then(() => this.#enqueue(runId, event))
      .catch((error: unknown) =>
        this.#options.log.error({ err: error, run: runId }, 'that a webhook is to be told could not be written down'),
      );
  }

  async #enqueue(runId: string, event: WebhookEvent): Promise<void> {
    const { table, runs } = this.#options;
    if (event === 'violation-found') this.#toLookAt.delete(runId);
    const hooks = this.#hooks.filter(({ events }) => events.includes(event));
    if (hooks.length === 0) return;
    const run = await runs.get(runId);
    if (!run) return;
    const at = this.#now();
    if (event === 'violation-found') {
      if (run.violationTime === undefined || at - (run.endedAt ?? at) > newsMs) return;
      this.#remember(runId);
    }
    for (const { id: webhookId } of hooks) {
      const delivery = { id: newId(), webhookId, event, runId, createdAt: at, tries: 0, nextAt: at };
      await table.enqueue(delivery, this.#bodyOf(delivery, run));
    }
    await table.trim(maxDeliveries);
    this.#sendSoon(0);
  }

  #remember(runId: string): void {
    this.#told.add(runId);
    const [oldest] = this.#told;
    if (this.#told.size > maxRemembered && oldest !== undefined) this.#told.delete(oldest);
  }

  /** It leaves the house, so it holds what a guest may see. */
  #bodyOf({ id, event, createdAt }: Delivery, run: RunSummary): string {
    const { runs, publicUrl } = this.#options;
    const view = new GuestView([run.plan], { showsPlaces: false }, machineNames(runs.dataDirectory));
    const { plan, outcome, sentence, weak, systemVersion, violationTime, startedAt, endedAt, ...seen } =
      view.summary(run);
    return JSON.stringify({
      ...{ id, event, at: createdAt },
      run: {
        ...{ id: run.id, name: nameOf({ ...seen, plan }), system: plan.system.name, workload: plan.workload.name },
        ...(systemVersion !== undefined && { systemVersion }),
        ...{ phase: run.phase, outcome, weak, sentence, operations: run.operations, startedAt, endedAt },
        ...(violationTime !== undefined && { violationSeconds: violationTime / 1e9 }),
        ...(publicUrl !== undefined && { address: `${publicUrl}/runs/${run.id}` }),
      },
    });
  }

  #sendSoon(afterMs: number): void {
    if (this.#stop.signal.aborted) return;
    this.#leave();
    this.#leave = (this.#options.later ?? later)(() => {
      this.#sending = this.#sending.then(() => this.#sendDue()).then((restMs) => this.#sendSoon(restMs));
    }, afterMs);
  }

  /** @returns when to look again */
  async #sendDue(): Promise<number> {
    const { table, log } = this.#options;
    try {
      await this.#readHooks();
      const at = this.#now();
      const due = await table.due(at, atOnce);
      await Promise.all(due.map((each) => this.#try(each)));
      // What was due and is not among them a newer version has to send.
      const next = due.length === atOnce ? this.#now() : await table.nextDue(at);
      return next === undefined ? maxRestMs : Math.min(maxRestMs, Math.max(0, next - this.#now()));
    } catch (error) {
      log.error({ err: error }, 'what webhooks are to be told could not be read');
      return maxRestMs;
    }
  }

  async #try(due: DueDelivery): Promise<void> {
    const { table, log } = this.#options;
    const { delivery, body, webhook } = due;
    if (this.#stop.signal.aborted || !(await table.take(delivery, this.#now() + tryingMs))) return;
    const { status, problem } = await this.#send({ id: delivery.id, body, webhook });
    // Cut off by our own end: it counts as no try, and is due when the next server starts.
    if (this.#stop.signal.aborted && problem !== undefined) return;
    const pause = pausesMs[delivery.tries];
    const nextAt = problem === undefined || pause === undefined ? null : this.#now() + pause;
    await table.note(delivery, { at: this.#now(), status: status ?? null, problem: problem ?? null, nextAt });
    const what = { webhook: delivery.webhookId, delivery: delivery.id, run: delivery.runId, status, problem };
    if (problem === undefined) log.info(what, 'a webhook was told');
    else
      log.warn(
        what,
        nextAt === null ? 'a webhook could not be told, and is not tried again' : 'a webhook could not be told',
      );
  }
}

function later(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms).unref();
  return () => clearTimeout(timer);
}

function shown({ secret: _, ...webhook }: StoredWebhook): Webhook {
  return webhook;
}

export function testMessage(webhook: StoredWebhook, at: number): Message {
  const id = newId();
  return { id, webhook, body: JSON.stringify({ id, event: 'test', at }) };
}

/** @throws WebhookError */
export async function addWebhook(
  table: WebhookTable,
  { url, events }: NewWebhook,
  at: number,
  allowsPrivate: boolean,
): Promise<StoredWebhook> {
  const problem = urlProblem(url, allowsPrivate);
  if (problem !== undefined) throw new WebhookError(`this cannot be a webhook: ${problem}`, problem);
  if ((await table.count()) >= maxWebhooks) throw new WebhookError(`there are ${maxWebhooks} webhooks already`);
  const { href } = new URL(url);
  const webhook = { id: newId(), url: href, events, secret: newWebhookSecret(), createdAt: at };
  await table.add(webhook);
  return webhook;
}
