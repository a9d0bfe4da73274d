'use client';
/** Other programs that are told what became of runs: added and removed here, with what was sent to them. */
import { useCallback, useEffect, useState } from 'react';
import { webhookEndpoints } from '@/lib/protocol/api/webhook-endpoints';
import type { Delivery, Webhook } from '@/lib/protocol/webhook';
import { Failure } from '../ui/failure';
import { messageOf, request } from '../ui/request';
import { Skeleton } from '../ui/skeleton';
import { announce } from '../ui/status-region';
import { AddWebhook } from './add-webhook';
import { DeliveryTable } from './delivery-table';
import { WebhookRow } from './webhook-row';

interface Known {
  readonly webhooks: readonly Webhook[];
  readonly deliveries: readonly Delivery[];
  readonly allowsPrivate: boolean;
}

/** What is under way arrives, or is tried again. */
const pauseMs = 5_000;

export function WebhooksPage() {
  const [known, setKnown] = useState<Known>();
  const [failure, setFailure] = useState<string>();
  const look = useCallback(async () => {
    try {
      setKnown(await request(webhookEndpoints.listWebhooks, {}));
      setFailure(undefined);
    } catch (error) {
      setFailure(messageOf(error));
    }
  }, []);
  useEffect(() => {
    void look();
    const timer = setInterval(() => document.visibilityState === 'visible' && void look(), pauseMs);
    return () => clearInterval(timer);
  }, [look]);

  const remove = async ({ id }: Webhook) => {
    try {
      await request(webhookEndpoints.removeWebhook, { params: { id } });
      announce('The webhook was removed');
    } catch (error) {
      announce(`The webhook was not removed. ${messageOf(error)}`);
    }
    await look();
  };

  return (
    <main id="main" className="mx-auto max-w-340 px-4 pt-6 pb-16 lg:px-6">
      <h1 className="mb-1 font-semibold text-20">Webhooks</h1>
      <p className="mb-6 max-w-[80ch] text-muted">
        Addresses that are sent a signed message when a run is over or breaks a promise. It says what a guest may see:
        no addresses, users or paths.
      </p>
      {failure && <Failure onRetry={() => void look()}>{failure}</Failure>}
      {known === undefined ? (
        !failure && <Skeleton className="h-40 w-full" />
      ) : (
        <>
          {known.webhooks.length > 0 && (
            <ul aria-label="Webhooks" className="mb-6 border-line border-t">
              {known.webhooks.map((webhook) => (
                <WebhookRow key={webhook.id} webhook={webhook} onRemove={() => void remove(webhook)} />
              ))}
            </ul>
          )}
          <AddWebhook allowsPrivate={known.allowsPrivate} onAdded={() => void look()} />
          <DeliveryTable deliveries={known.deliveries} webhooks={known.webhooks} />
        </>
      )}
    </main>
  );
}
