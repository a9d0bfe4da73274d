/**
 * Asks the nodes what they believe, a few times a second while a test runs, and puts into the journal what changed. Each
 * node is asked at its own pace: one that does not answer holds up nobody, and is asked again only when its last ask is
 * over. Nothing that goes wrong here says anything about the system, and nothing of it ends a run.
 *
 *     poll   │ ask n1, n2, n3       │ ask n1, n2           │ ask n1, n2, n3
 *     n1     │──●                   │──●                   │──●
 *     n3     │──────────────────────────────────── unreachable ──● (late: not heard)
 *     entry  │                      n1, n2                 n1, n2, n3
 */

import { printedText } from '@/lib/base/plain-text';
import { type Text, worded } from '@/lib/base/wording';
import type { Entry } from '@/lib/protocol/entry';
import {
  isEqualReport,
  leadersIn,
  type NodeReport,
  type NodeStatus,
  statusIntervalMs,
  statusLimitMs,
} from '@/lib/protocol/node-status';
import { failureText } from '../base/failure';
import type { StatusProbe } from '../systems/kit/client';
import type { Testbed } from '../testbed/testbed';

export interface StatusPollInput {
  readonly testbed: Pick<Testbed, 'nodes' | 'openStatusProbe'>;
  /** The clock of the ops. */
  nowNanos(): number;
  append(entry: Entry): void;
  warn(message: Text): void;
}

interface Asked {
  readonly node: string;
  readonly probe: StatusProbe;
  isBusy: boolean;
  /** Ends the ask under way. */
  abort: () => void;
  last: NodeReport | undefined;
  /** The last that it said of itself. */
  heard: { readonly status: NodeStatus; readonly nanos: number } | undefined;
}

/** What a node said longer ago is not the present any more; a few asks fit in it. */
const presentNanos = 2e9;

/** In characters, of what a node says is the leader's name. */
const maxNameLength = 100;

export class StatusPoll {
  readonly #input: StatusPollInput;
  readonly #nodes: readonly Asked[];
  readonly #changed = new Map<string, NodeReport>();
  #timer: NodeJS.Timeout | undefined;
  /** When the poll began whose answers are awaited. */
  #pollNanos = 0;
  #awaited = 0;
  #hasWarned = false;
  #isClosed = false;

  constructor(input: StatusPollInput) {
    this.#input = input;
    this.#nodes = input.testbed.nodes.flatMap((node) => {
      const probe = this.#open(node);
      return probe ? [{ node, probe, isBusy: false, abort: () => undefined, last: undefined, heard: undefined }] : [];
    });
    if (this.#nodes.length === 0) return;
    this.#timer = setInterval(() => this.#poll(), statusIntervalMs);
    this.#poll();
  }

  /** Who leads, as far as was heard of late. On a busy machine an ask goes unanswered now and then, which says nothing. */
  leader(): string | undefined {
    return this.leaders()[0];
  }

  /** All that say so, the one of the latest term first. */
  leaders(): readonly string[] {
    const oldest = this.#input.nowNanos() - presentNanos;
    return leadersIn(
      this.#nodes.flatMap(({ node, heard }) => (heard && heard.nanos >= oldest ? [[node, heard.status] as const] : [])),
    );
  }

  /** Records what was heard, and stops asking. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#flush();
    for (const asked of this.#nodes) asked.abort();
    const closed = await Promise.allSettled(this.#nodes.map(({ probe }) => probe.close()));
    for (const result of closed) if (result.status === 'rejected') this.#warn(result.reason);
  }

  #open(node: string): StatusProbe | undefined {
    try {
      return this.#input.testbed.openStatusProbe?.(node);
    } catch (error) {
      this.#warn(error);
      return undefined;
    }
  }

  #poll(): void {
    this.#flush();
    this.#pollNanos = this.#input.nowNanos();
    const idle = this.#nodes.filter(({ isBusy }) => !isBusy);
    this.#awaited = idle.length;
    for (const asked of idle) void this.#ask(asked, this.#pollNanos);
  }

  async #ask(asked: Asked, pollNanos: number): Promise<void> {
    const limit = new AbortController();
    asked.isBusy = true;
    asked.abort = () => limit.abort();
    const late = new Promise<NodeReport>((resolve) => {
      limit.signal.addEventListener('abort', () => resolve('unreachable'), { once: true });
    });
    const timer = setTimeout(asked.abort, statusLimitMs);
    const answer = this.#answerOf(asked, limit.signal).finally(() => {
      asked.isBusy = false;
    });
    const report = await Promise.race([answer, late]);
    clearTimeout(timer);
    if (this.#isClosed) return;
    if (asked.last === undefined || !isEqualReport(asked.last, report)) this.#changed.set(asked.node, report);
    asked.last = report;
    if (report !== 'unreachable') asked.heard = { status: report, nanos: this.#input.nowNanos() };
    // One that was asked in an earlier poll is waited for by nobody; it goes with the next entry.
    if (pollNanos === this.#pollNanos && --this.#awaited === 0) this.#flush();
  }

  async #answerOf({ probe }: Asked, signal: AbortSignal): Promise<NodeReport> {
    try {
      const { leader, ...status } = await probe.ask(signal);
      return { ...status, ...(leader !== undefined && { leader: printedText(leader, maxNameLength) }) };
    } catch (error) {
      if (!signal.aborted) this.#warn(error);
      return 'unreachable';
    }
  }

  #flush(): void {
    if (this.#changed.size === 0) return;
    const nodes = Object.fromEntries(this.#changed);
    this.#changed.clear();
    this.#input.append({ type: 'status', at: Date.now(), time: this.#pollNanos, nodes });
  }

  /** Once: a system that cannot be asked says so four times a second. */
  #warn(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#input.warn(worded`Asking the nodes for their status: ${failureText(error)}; the test goes on`);
  }
}
