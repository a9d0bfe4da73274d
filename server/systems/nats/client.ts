/**
 * A set as a stream: an element is a message, added when JetStream acknowledges it; a read is sent all of them.
 *
 *     add    publish ── acknowledged, at 17
 *     read   make a consumer ── 2,481 messages wait ── message … message, none waits any more
 *
 * Why its answers are one: an add is one message and its acknowledgement. A read's messages come in the order of the stream,
 * which only grows, so that together they are what it was when the last of them was sent; one that is missing in between
 * ends the read without an answer.
 */

import { AssertionError } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { openly, worded } from '@/lib/base/wording';
import type { Op } from '@/lib/history/op';
import { BrokenTestError, type Client, type Completion } from '../kit/client';
import { type Deadline, deadline } from '../kit/http/deadline';
import { field, parsedJson } from '../kit/http/json-body';
import type { SystemNode } from '../kit/system';
import { type Account, type Message, NatsConnection } from './connection';
import { classify } from './errors';
import {
  answerOf,
  consumerConfiguration,
  createConsumerSubject,
  deleteConsumerSubject,
  deliveryOf,
  elementSubject,
  sequenceOf,
} from './jetstream';
import { clientPort } from './member';
import { NatsError } from './request-error';

export class NatsClient implements Client {
  readonly #node: SystemNode;
  readonly #account: Account;
  readonly #timeoutMs: number;
  #connection: NatsConnection | undefined;

  constructor(node: SystemNode, account: Account, timeoutMs: number) {
    this.#node = node;
    this.#account = account;
    this.#timeoutMs = timeoutMs;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const limit = deadline(this.#timeoutMs, signal);
    const stage = { mayHaveWritten: false };
    const node = this.#node.name;
    try {
      if (!this.#connection?.isOpen)
        this.#connection = await NatsConnection.open(this.#node.remote, clientPort, this.#account, limit);
      switch (op.f) {
        case 'add': {
          stage.mayHaveWritten = true;
          const index = await this.#add(this.#connection, op.value, limit);
          return { type: 'ok', value: op.value, node, revision: { index, modifiedIndex: index } };
        }
        case 'read':
          return { type: 'ok', value: await read(this.#connection, limit), node };
        default:
          throw new AssertionError(`the client of a set knows no ${op.f}`);
      }
    } catch (error) {
      if (!(error instanceof NatsError)) throw error;
      const { requestError } = error;
      if (requestError.kind === 'unauthorized') throw brokenBy(node, requestError.message);
      const verdict = classify(requestError);
      return { type: stage.mayHaveWritten && !verdict.isDefinite ? 'info' : 'fail', error: verdict.error, node };
    } finally {
      limit.release();
    }
  }

  async close(): Promise<void> {
    this.#connection?.close();
  }

  async #add(connection: NatsConnection, element: Json, limit: Deadline): Promise<number> {
    return sequenceOf(await connection.request(elementSubject, JSON.stringify(element), limit));
  }
}

async function read(connection: NatsConnection, limit: Deadline): Promise<readonly Json[]> {
  let consumer: Json | undefined;
  const begin = async (subject: string): Promise<boolean> => {
    const made = answerOf(await connection.request(createConsumerSubject, consumerConfiguration(subject), limit));
    consumer = field(made, 'name');
    return field(made, 'num_pending') !== 0;
  };
  const isLast = (message: Message) => deliveryOf(message)?.pending === 0;
  try {
    return (await connection.collect(begin, isLast, limit)).map(elementOf);
  } finally {
    if (typeof consumer === 'string') connection.tell(deleteConsumerSubject(consumer));
  }
}

/** @throws NatsError where it is not the next of the stream */
function elementOf(message: Message, i: number): Json {
  const element = parsedJson(message.payload);
  if (element !== undefined && deliveryOf(message)?.consumerSequence === i + 1) return element;
  throw new NatsError({ kind: 'unknown', message: `not message ${i + 1} of the stream: ${message.reply}` });
}

/** The password is the run's own, so whoever refuses it is no server of this run. */
function brokenBy(node: string, said: string): BrokenTestError {
  return new BrokenTestError({
    message: worded`${openly(node)} refuses the password of this run: ${openly(said)}`,
    cure: `Another server answers at its port ${clientPort}; end it, and start the run again.`,
    node,
  });
}
