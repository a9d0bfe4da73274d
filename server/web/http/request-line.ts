/** What is read of a request before anybody answers it, the same for one that asks for another protocol. */
import type { IncomingMessage } from 'node:http';
import type { Failures } from '../auth/failures';
import { type Gate, isReading } from '../auth/gate';
import { Refusal } from './refusal';

/** As socket.io compares it. */
const streamPath = '/socket.io/';

/** Whether it is for the hub, which sends a page what it shows live. */
export function asksForStream({ url }: IncomingMessage): boolean {
  return url?.startsWith(streamPath) === true;
}

/** Why a request goes no further, whatever it asks for: another server's name, or a page of another site behind it. */
export function turnedAway(gate: Gate, failures: Failures, request: IncomingMessage): Refusal | undefined {
  const { remoteAddress } = request.socket;
  if (request.headers.host === undefined && request.httpVersion === '1.1') {
    return new Refusal(400, 'the request does not say which server it is for');
  }
  if (!gate.hasKnownHost(request)) {
    failures.say(remoteAddress, 'host');
    return new Refusal(421, 'this server does not go by that name; use the address it printed');
  }
  // A link on another site leads to a page; it opens no stream, whatever the method.
  const mustBeOurs = !isReading(request) || asksForStream(request);
  if (mustBeOurs && !gate.hasOwnOrigin(request)) {
    failures.say(remoteAddress, 'origin');
    return new Refusal(403, 'the request comes from a page of another site');
  }
  return undefined;
}
