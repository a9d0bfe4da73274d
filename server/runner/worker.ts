/**
 * A worker is a lane bound to one node. It holds the client of its current process; when that process crashes the
 * client is given up, together with whatever it may still be doing, and a new one is opened for the next process.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { openly, worded } from '@/lib/base/wording';
import type { Op } from '@/lib/history/op';
import { failureOf, failureText } from '../base/failure';
import { BrokenTestError, type Client, type Completion, type Reporter } from '../systems/kit/client';
import type { Testbed } from '../testbed/testbed';

/** A node to which no client can be opened would otherwise be asked as fast as the loop turns. */
const reopenPauseMs = 500;

export class Worker {
  readonly node: string;
  readonly #testbed: Testbed;
  readonly #report: Reporter;
  #client: Client | undefined;
  /** One controller a client, not an operation: nobody waits for the answers of a client that was given up. */
  #controller = new AbortController();
  #closing: Promise<unknown> = Promise.resolve();

  constructor(node: string, testbed: Testbed, report: Reporter) {
    this.node = node;
    this.#testbed = testbed;
    this.#report = report;
  }

  async open(): Promise<void> {
    const { signal } = this.#controller;
    const client = await this.#testbed.openClient(this.node);
    if (!signal.aborted) this.#client = client;
    else await this.#close(client);
  }

  /** Rejects only with a BrokenTestError. An operation that could not be sent has failed; one that broke later may have happened. */
  invoke(op: Op): Promise<Completion> {
    if (this.#client === undefined) return this.#reopenAndInvoke(op);
    return this.#send(this.#client, op);
  }

  /** The process crashed: let go of its client, without waiting for it. */
  giveUp(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#controller.abort();
    this.#controller = new AbortController();
    if (client) this.#closing = Promise.all([this.#closing, this.#close(client)]);
  }

  async close(): Promise<void> {
    this.giveUp();
    await this.#closing;
  }

  async #send(client: Client, op: Op): Promise<Completion> {
    try {
      return await client.invoke(op, this.#controller.signal);
    } catch (error) {
      if (error instanceof BrokenTestError) throw error;
      return { type: 'info', error: failureOf(error).message };
    }
  }

  async #reopenAndInvoke(op: Op): Promise<Completion> {
    try {
      await this.open();
    } catch (error) {
      await pause(reopenPauseMs);
      return { type: 'fail', error: `no client: ${failureOf(error).message}` };
    }
    if (this.#client !== undefined) return this.#send(this.#client, op);
    return { type: 'fail', error: 'given up' };
  }

  async #close(client: Client): Promise<void> {
    try {
      await client.close();
    } catch (error) {
      this.#report.log(
        'clew.runner',
        worded`closing a client of ${openly(this.node)} failed: ${failureText(error)}`,
        'warn',
      );
    }
  }
}
