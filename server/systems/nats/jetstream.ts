/** The stream of the test, and what JetStream answers: JSON, in which an error stands under its own name. */
import type { Json } from '@/lib/base/json';
import { field, parsedJson } from '../kit/http/json-body';
import type { Message } from './connection';
import { NatsError } from './request-error';

export const streamName = 'clew';
export const elementSubject = `${streamName}.element`;

export const createStreamSubject = `$JS.API.STREAM.CREATE.${streamName}`;
export const createConsumerSubject = `$JS.API.CONSUMER.CREATE.${streamName}`;

export function deleteConsumerSubject(consumer: string): string {
  return `$JS.API.CONSUMER.DELETE.${streamName}.${consumer}`;
}

export function streamConfiguration(replicas: number): string {
  return JSON.stringify({
    ...{ name: streamName, subjects: [`${streamName}.>`], retention: 'limits', discard: 'old', storage: 'file' },
    ...{ max_consumers: -1, max_msgs: -1, max_bytes: -1, max_age: 0, max_msg_size: -1, num_replicas: replicas },
  });
}

/** It is sent the whole stream, from its first message on, and acknowledges nothing. */
export function consumerConfiguration(subject: string): string {
  return JSON.stringify({
    stream_name: streamName,
    config: {
      ...{ deliver_subject: subject, deliver_policy: 'all', ack_policy: 'none', replay_policy: 'instant' },
      ...{ max_deliver: 1, num_replicas: 1, mem_storage: true, filter_subject: elementSubject },
    },
  });
}

/** @throws NatsError for an error of JetStream, and for what is no answer of it */
export function answerOf({ payload }: Message): Json {
  const body = parsedJson(payload);
  if (body === undefined) throw new NatsError({ kind: 'unknown', message: `not an answer of JetStream: ${payload}` });
  const error = field(body, 'error');
  if (error === undefined) return body;
  const [code, errorCode, message] = [field(error, 'code'), field(error, 'err_code'), field(error, 'description')];
  throw new NatsError({
    ...{ kind: 'refused', code: Number(code ?? 0), errorCode: Number(errorCode ?? 0) },
    message: typeof message === 'string' ? message : JSON.stringify(error),
  });
}

/** Where in the stream a published message stands. @throws NatsError */
export function sequenceOf(message: Message): number {
  const body = answerOf(message);
  const sequence = field(body, 'seq');
  if (field(body, 'stream') === streamName && typeof sequence === 'number') return sequence;
  throw new NatsError({ kind: 'unknown', message: `not an acknowledgement: ${message.payload}` });
}

interface Delivery {
  readonly streamSequence: number;
  /** From 1 on, without a gap. */
  readonly consumerSequence: number;
  /** How many more the stream has. */
  readonly pending: number;
}

/**
 * From the subject that a delivered message is to be acknowledged at:
 *
 *     $JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>
 *     $JS.ACK.<domain>.<account>.<stream>. … .<pending>.<token>                                  of some servers
 */
export function deliveryOf({ reply }: Message): Delivery | undefined {
  const parts = reply?.split('.') ?? [];
  const from = parts.length === 9 ? 5 : parts.length >= 11 ? 7 : undefined;
  if (from === undefined || parts[0] !== '$JS' || parts[1] !== 'ACK') return undefined;
  const [streamSequence = 0, consumerSequence = 0, , pending = 0] = parts.slice(from, from + 4).map(Number);
  if (![streamSequence, consumerSequence, pending].every(Number.isSafeInteger)) return undefined;
  return { streamSequence, consumerSequence, pending };
}
