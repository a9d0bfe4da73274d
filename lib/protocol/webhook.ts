/** Other programs that are told what became of a run, and what was sent to them. Times are milliseconds since 1970. */
import * as z from 'zod';

/** `run-finished`: a run is over, whatever came of it. `violation-found`: it broke a promise, while it goes on. */
export const webhookEvents = ['run-finished', 'violation-found'] as const;

const moment = z.int().min(0);

export const webhookSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    /** Of what it is told. */
    events: z.array(z.enum(webhookEvents)).readonly(),
    createdAt: moment,
  })
  .readonly()
  .meta({ id: 'Webhook', description: 'An address that is told what became of a run.' });

export type Webhook = z.output<typeof webhookSchema>;

export const deliverySchema = z
  .object({
    id: z.string(),
    webhookId: z.string(),
    event: z.enum(webhookEvents),
    runId: z.string(),
    createdAt: moment,
    tries: z.int().min(0),
    /** When it is tried again; absent where it arrived or was given up. */
    nextAt: moment.exactOptional(),
    triedAt: moment.exactOptional(),
    /** Of the last answer, where one came. */
    status: z.int().exactOptional(),
    /** What was wrong at the last try; absent where it arrived. */
    problem: z.string().exactOptional(),
  })
  .readonly()
  .meta({ id: 'WebhookDelivery', description: 'What was sent to a webhook about one run, and what came of it.' });

export type Delivery = z.output<typeof deliverySchema>;
