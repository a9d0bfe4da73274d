import { expect, it } from 'vitest';
import type { Message } from './connection';
import { answerOf, deliveryOf, sequenceOf } from './jetstream';
import { NatsError } from './request-error';

const message = (payload: string, reply?: string): Message => ({
  ...{ kind: 'message', subject: 'inbox.1', sid: '1', reply, payload, status: undefined },
});

function reasonOf(work: () => unknown) {
  try {
    return work();
  } catch (error) {
    if (error instanceof NatsError) return error.requestError;
    throw error;
  }
}

it('an acknowledgement says where the message stands', () => {
  expect(sequenceOf(message('{"stream":"clew","seq":17}'))).toBe(17);
});

it.each(['{"stream":"another","seq":17}', '{"stream":"clew"}', '[]', '+OK', ''])(
  '%j is no acknowledgement',
  (payload) => {
    expect(reasonOf(() => sequenceOf(message(payload)))).toMatchObject({ kind: 'unknown' });
  },
);

it('an error of JetStream is one, whatever else the answer has', () => {
  const error = '{"error":{"code":503,"err_code":10077,"description":"store failed"},"stream":"clew","seq":0}';
  expect(reasonOf(() => answerOf(message(error)))).toEqual({
    ...{ kind: 'refused', code: 503, errorCode: 10077, message: 'store failed' },
  });
});

it('a delivered message says its place, and how many are left', () => {
  const delivery = { streamSequence: 12, consumerSequence: 11, pending: 2470 };
  expect(deliveryOf(message('7', '$JS.ACK.clew.abc.1.12.11.1700000000000000000.2470'))).toEqual(delivery);
  expect(deliveryOf(message('7', '$JS.ACK.hub.xyz.clew.abc.1.12.11.1700000000000000000.2470.t'))).toEqual(delivery);
});

it.each([undefined, 'inbox.2', '$JS.ACK.clew.abc.1.12', '$JS.ACK.clew.abc.1.x.11.17.2', '$JS.NAK.clew.abc.1.2.3.4.5'])(
  'a message to be answered at %j was not delivered by a consumer',
  (reply) => {
    expect(deliveryOf(message('7', reply))).toBeUndefined();
  },
);
