/** What can be asked of webhooks. */
import * as z from 'zod/mini';
import { deliverySchema, newWebhookSchema, testedWebhookSchema, webhookSchema } from '../webhook';
import type { Endpoint } from './endpoint';

const webhookList = z.readonly(
  z.object({
    webhooks: z.readonly(z.array(webhookSchema)),
    /** What was sent, newest first. */
    deliveries: z.readonly(z.array(deliverySchema)),
    /** Whether this machine and private networks may be told, too. */
    allowsPrivate: z.boolean(),
  }),
);

const addedWebhook = z.readonly(z.object({ webhook: webhookSchema, secret: z.string() }));

export const webhookEndpoints = {
  listWebhooks: {
    access: 'operator',
    method: 'GET',
    path: '/api/webhooks',
    summary: 'The addresses that are told what became of runs, and the latest of what was sent to them.',
    answer: { status: 200, json: webhookList },
  },
  addWebhook: {
    access: 'operator',
    method: 'POST',
    path: '/api/webhooks',
    summary: 'Adds an address; the secret that signs what is sent to it is told by this answer and by no other.',
    body: newWebhookSchema,
    answer: { status: 201, json: addedWebhook },
    refusals: [409],
  },
  removeWebhook: {
    access: 'operator',
    method: 'DELETE',
    path: '/api/webhooks/:id',
    summary: 'Removes an address, with the list of what was sent to it.',
    answer: { status: 204 },
    refusals: [404],
  },
  testWebhook: {
    access: 'operator',
    method: 'POST',
    path: '/api/webhooks/:id/test',
    summary: 'Sends it a signed message that tells of no run, once and now, and says what came of that.',
    answer: { status: 200, json: testedWebhookSchema },
    refusals: [404],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
