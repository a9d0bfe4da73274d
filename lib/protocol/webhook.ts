/** Other programs that are told what became of a run, and what was sent to them. Times are milliseconds since 1970. */
import * as z from 'zod/mini';

/** `run-finished`: a run is over, whatever came of it. `violation-found`: it broke a promise, while it goes on. */
export const webhookEvents = ['run-finished', 'violation-found'] as const;

export type WebhookEvent = (typeof webhookEvents)[number];

const moment = z.int().check(z.minimum(0));

export const webhookSchema = z
  .readonly(
    z.object({
      id: z.string(),
      url: z.string(),
      /** Of what it is told. */
      events: z.readonly(z.array(z.enum(webhookEvents))),
      createdAt: moment,
    }),
  )
  .check(z.meta({ id: 'Webhook', description: 'An address that is told what became of a run.' }));

export const newWebhookSchema = z
  .strictObject({
    url: z.string().check(z.maxLength(2_000)),
    events: z.readonly(z.array(z.enum(webhookEvents)).check(z.minLength(1), z.maxLength(webhookEvents.length))),
  })
  .check(z.meta({ id: 'WebhookInput', title: 'webhook' }));

export type NewWebhook = Readonly<z.output<typeof newWebhookSchema>>;

export type Webhook = z.output<typeof webhookSchema>;

export const deliverySchema = z
  .readonly(
    z.object({
      id: z.string(),
      webhookId: z.string(),
      event: z.enum(webhookEvents),
      runId: z.string(),
      createdAt: moment,
      tries: z.int().check(z.minimum(0)),
      /** When it is tried again; absent where it arrived or was given up. */
      nextAt: z.exactOptional(moment),
      triedAt: z.exactOptional(moment),
      /** Of the last answer, where one came. */
      status: z.exactOptional(z.int()),
      /** What was wrong at the last try; absent where it arrived. */
      problem: z.exactOptional(z.string()),
    }),
  )
  .check(
    z.meta({ id: 'WebhookDelivery', description: 'What was sent to a webhook about one run, and what came of it.' }),
  );

export const testedWebhookSchema = z.readonly(
  z.object({
    /** Of the answer, where one came. */
    status: z.exactOptional(z.int()),
    /** What was wrong; absent where the message arrived. */
    problem: z.exactOptional(z.string()),
  }),
);

export type TestedWebhook = z.output<typeof testedWebhookSchema>;

export type Delivery = z.output<typeof deliverySchema>;
