/**
 * How a delivery is signed: HMAC-SHA256 under the secret of the webhook over its id, the time of the try and the body as it
 * is sent, with dots between. Whoever gets it makes the same, compares in constant time and refuses what is old.
 */
import { createHmac, randomBytes } from 'node:crypto';

const secretBytes = 32;

export function newWebhookSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64url')}`;
}

/** @param seconds since 1970 */
export function signedHeaders(secret: string, id: string, seconds: number, body: string) {
  const mac = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('hex');
  return {
    'content-type': 'application/json',
    'user-agent': 'clew-webhook/1',
    'clew-webhook-id': id,
    'clew-webhook-timestamp': String(seconds),
    'clew-webhook-signature': `v1=${mac}`,
  } as const;
}
