/** What was sent, newest first: of which run, to whom, and what came of it. */
import type { Delivery, Webhook } from '@/lib/protocol/webhook';
import { QuietLink } from '../ui/quiet-link';
import { RelativeTime } from '../ui/relative-time';
import { cellClass, ScrollTable } from '../ui/scroll-table';
import { wallMoment } from '../ui/wall-clock';
import { eventWords } from './webhook-row';

interface DeliveryTableProps {
  readonly deliveries: readonly Delivery[];
  readonly webhooks: readonly Webhook[];
}

export function DeliveryTable({ deliveries, webhooks }: DeliveryTableProps) {
  const hosts = new Map(webhooks.map(({ id, url }) => [id, new URL(url).host]));
  return (
    <section aria-labelledby="deliveries">
      <h2 id="deliveries" className="mb-2 font-semibold text-16">
        Sent
      </h2>
      {deliveries.length === 0 ? (
        <p className="text-muted">Nothing yet.</p>
      ) : (
        <ScrollTable label="What was sent" heads={['When', 'To', 'Because', 'Run', 'What came of it']}>
          {deliveries.map((delivery) => (
            <tr key={delivery.id} className="border-line border-b">
              <td className={cellClass}>
                <RelativeTime at={delivery.createdAt} />
              </td>
              <td className={cellClass}>{hosts.get(delivery.webhookId) ?? 'one that was removed'}</td>
              <td className={cellClass}>{eventWords[delivery.event]}</td>
              <td className={cellClass}>
                <QuietLink href={`/runs/${delivery.runId}`} className="font-mono text-accent underline">
                  {delivery.runId}
                </QuietLink>
              </td>
              <td className={cellClass}>
                <Outcome delivery={delivery} />
              </td>
            </tr>
          ))}
        </ScrollTable>
      )}
    </section>
  );
}

function Outcome({ delivery: { tries, nextAt, status, problem } }: { readonly delivery: Delivery }) {
  const tried = tries === 1 ? 'one try' : `${tries} tries`;
  if (tries === 0) return <span className="text-muted">On its way.</span>;
  if (problem === undefined) {
    return (
      <span className="text-valid">
        Arrived ({status}) after {tried}.
      </span>
    );
  }
  return (
    <>
      <span className={nextAt === undefined ? 'text-invalid' : 'text-unknown'}>
        {nextAt === undefined ? `Given up after ${tried}: ` : `After ${tried}: `}
        {problem}.
      </span>{' '}
      {nextAt !== undefined && <span className="text-muted">The next try is due at {wallMoment(nextAt)}.</span>}
    </>
  );
}
