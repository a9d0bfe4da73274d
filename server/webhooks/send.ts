/** One try of a delivery: a POST that follows no redirect, reads little of the answer, and takes no longer than its limit. */
import { Agent, request } from 'undici';
import type { TestedWebhook } from '@/lib/protocol/webhook';
import type { StoredWebhook } from '../store/webhooks';
import { PrivateAddressError, publicLookup, urlProblem } from './address';
import { signedHeaders } from './signature';

/** A program that has more to do answers first. */
const limitMs = 10_000;

/** What it says is of no use to us, and is read so that the connection ends well. */
const maxAnswerBytes = 16 * 1024;

/** What is to be sent, and where. */
export interface Message {
  /** Whoever is told twice knows by it that it was. */
  readonly id: string;
  readonly body: string;
  readonly webhook: StoredWebhook;
}

/** What came of it. A problem names no address: those may hold a secret. */
export type Answer = TestedWebhook;

export interface SendOptions {
  readonly allowsPrivate: boolean;
  readonly now: number;
  readonly signal: AbortSignal;
}

export async function send(message: Message, { allowsPrivate, now, signal }: SendOptions): Promise<Answer> {
  const { id, body, webhook } = message;
  const wrong = urlProblem(webhook.url, allowsPrivate);
  if (wrong !== undefined) return { problem: wrong };
  // Of its own: a connection that was made while private addresses were allowed is not used again.
  const agent = new Agent({
    connect: { timeout: limitMs, ...(!allowsPrivate && { lookup: publicLookup }) },
    maxResponseSize: maxAnswerBytes,
  });
  try {
    const answer = await request(webhook.url, {
      method: 'POST',
      headers: signedHeaders(webhook.secret, id, Math.floor(now / 1000), body),
      body,
      dispatcher: agent,
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    const status = answer.statusCode;
    // What it answered counts, also where it goes on for ever.
    await answer.body.dump({ limit: maxAnswerBytes }).catch(() => undefined);
    return { status, ...problemOf(status) };
  } catch (error) {
    return { problem: problemIn(error) };
  } finally {
    void agent.destroy();
  }
}

function problemOf(status: number): Pick<Answer, 'problem'> {
  if (status >= 200 && status < 300) return {};
  if (status >= 300 && status < 400) return { problem: `it answered ${status}: redirects are not followed` };
  return { problem: `it answered ${status}` };
}

/** In our own words: what libraries say names hosts and addresses. */
function problemIn(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof PrivateAddressError) return cause.message;
    const code = 'code' in cause ? String(cause.code) : cause.name;
    const known = problems[code];
    if (known !== undefined) return known;
  }
  return 'no answer came';
}

const problems: Readonly<Record<string, string>> = {
  TimeoutError: `no answer came within ${limitMs / 1000} s`,
  UND_ERR_CONNECT_TIMEOUT: `no connection came about within ${limitMs / 1000} s`,
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut off',
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name could not be resolved now',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
};
