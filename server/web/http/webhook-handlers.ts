/** What answers /api/webhooks. */
import { WebhookError, type Webhooks } from '../../webhooks/webhooks';
import type { Handlers } from './handler';
import { Refusal } from './refusal';

type WebhookHandlers = Pick<Handlers, 'listWebhooks' | 'addWebhook' | 'removeWebhook' | 'testWebhook'>;

export function webhookHandlers(webhooks: Webhooks): WebhookHandlers {
  return {
    listWebhooks: async () => ({
      webhooks: await webhooks.list(),
      deliveries: await webhooks.deliveries(),
      allowsPrivate: webhooks.allowsPrivate,
    }),
    addWebhook: async ({ body }) => {
      try {
        const { secret, ...webhook } = await webhooks.add(body);
        return { webhook, secret };
      } catch (error) {
        if (!(error instanceof WebhookError)) throw error;
        const { message, problem } = error;
        if (problem === undefined) throw new Refusal(409, message);
        throw new Refusal(400, message, [{ path: 'url', message: problem }]);
      }
    },
    removeWebhook: async ({ params: { id } }) => {
      if (!(await webhooks.remove(id))) throw new Refusal(404, `there is no webhook ${id}`);
      return undefined;
    },
    testWebhook: async ({ params: { id } }) => {
      const answer = await webhooks.test(id);
      if (!answer) throw new Refusal(404, `there is no webhook ${id}`);
      return answer;
    },
  };
}
