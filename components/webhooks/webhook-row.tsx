/** One address, of what it is told, and how to remove it. */
import type { Webhook } from '@/lib/protocol/webhook';
import { ConfirmedButton } from '../ui/confirmed-button';
import { RelativeTime } from '../ui/relative-time';

export const eventWords = {
  'run-finished': 'a run is over',
  'violation-found': 'a promise is broken',
} as const satisfies Readonly<Record<Webhook['events'][number], string>>;

interface WebhookRowProps {
  readonly webhook: Webhook;
  readonly onRemove: () => void;
}

export function WebhookRow({ webhook: { url, events, createdAt }, onRemove }: WebhookRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-1 border-line border-b px-2 py-2">
      <div className="min-w-48 flex-1">
        <p className="font-mono text-13 [overflow-wrap:anywhere]">{url}</p>
        <p className="text-13 text-muted">
          Told when {events.map((event) => eventWords[event]).join(', and when ')}. Added{' '}
          <RelativeTime at={createdAt} />.
        </p>
      </div>
      <ConfirmedButton
        label="Remove"
        question="Remove this webhook?"
        consequence="It is told nothing any more, and the list of what was sent to it goes with it."
        keep="Keep it"
        act="Remove it"
        onAct={onRemove}
      />
    </li>
  );
}
