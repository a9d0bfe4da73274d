/** One address, of what it is told, and how to remove it. */
import { useState } from 'react';
import { webhookEndpoints } from '@/lib/protocol/api/webhook-endpoints';
import type { TestedWebhook, Webhook } from '@/lib/protocol/webhook';
import { Button } from '../ui/button';
import { ConfirmedButton } from '../ui/confirmed-button';
import { RelativeTime } from '../ui/relative-time';
import { messageOf, request } from '../ui/request';

export const eventWords = {
  'run-finished': 'a run is over',
  'violation-found': 'a promise is broken',
} as const satisfies Readonly<Record<Webhook['events'][number], string>>;

interface WebhookRowProps {
  readonly webhook: Webhook;
  readonly onRemove: () => void;
}

export function WebhookRow({ webhook: { id, url, events, createdAt }, onRemove }: WebhookRowProps) {
  const [isTesting, setIsTesting] = useState(false);
  const [tested, setTested] = useState<TestedWebhook>();
  const test = async () => {
    setIsTesting(true);
    try {
      setTested(await request(webhookEndpoints.testWebhook, { params: { id } }));
    } catch (error) {
      setTested({ problem: messageOf(error) });
    }
    setIsTesting(false);
  };
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-1 border-line border-b px-2 py-2">
      <div className="min-w-48 flex-1">
        <p className="font-mono text-13 [overflow-wrap:anywhere]">{url}</p>
        <p className="text-13 text-muted">
          Told when {events.map((event) => eventWords[event]).join(', and when ')}. Added{' '}
          <RelativeTime at={createdAt} />.
        </p>
        <p role="status" className="text-13">
          {tested && <TestOutcome tested={tested} />}
        </p>
      </div>
      <Button onClick={() => void test()} disabled={isTesting}>
        Send a test
      </Button>
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

function TestOutcome({ tested: { status, problem } }: { readonly tested: TestedWebhook }) {
  if (problem === undefined) return <span className="text-valid">The test message arrived ({status}).</span>;
  return <span className="text-invalid">The test message did not arrive: {problem}.</span>;
}
