/** What a webhook is sent, and how whoever gets it knows that it is from here. */
const verify = `
import { createHmac, timingSafeEqual } from 'node:crypto';

function isFromClew(headers, body, secret) {
  const id = headers['clew-webhook-id'];
  const seconds = headers['clew-webhook-timestamp'];
  const mac = createHmac('sha256', secret).update(\`\${id}.\${seconds}.\${body}\`).digest('hex');
  const expected = Buffer.from(\`v1=\${mac}\`);
  const given = Buffer.from(headers['clew-webhook-signature'] ?? '');
  const isFresh = Math.abs(Date.now() / 1000 - Number(seconds)) < 300;
  return isFresh && given.length === expected.length && timingSafeEqual(given, expected);
}`;

const message = `
{"id":"cdy7qh5x7z","event":"run-finished","at":1796081096532,
 "run":{"id":"stq8rr8fma","name":"nightly","system":"etcd","workload":"register","phase":"done",
        "outcome":"invalid","sentence":"n1 answered 0 at 0.4 s, but every possible order has …"}}`;

export function WebhookSection() {
  return (
    <section aria-labelledby="webhook-messages">
      <h2 id="webhook-messages" className="mb-2 scroll-mt-4 font-semibold text-16">
        webhook messages
      </h2>
      <div className="flex max-w-[80ch] flex-col gap-3">
        <p>
          A webhook is sent a POST when a run is over (run-finished) and when it breaks a promise (violation-found). Any
          answer from 200 to 299 is taken as received, and within ten seconds; anything else is tried again, seven times
          within nine hours, with the same id. Redirects are not followed. A test message has the event test and no run,
          and is sent once.
        </p>
        <Text text={message} />
        <p>
          The signature is HMAC-SHA256 under the secret of the webhook, over id, time and body with dots between. Refuse
          what is old, and take an id once.
        </p>
        <Text text={verify} />
      </div>
    </section>
  );
}

function Text({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
    <pre tabIndex={0} className="overflow-x-auto rounded-6 border border-line bg-raised px-3 py-2 font-mono text-12">
      {text.trim()}
    </pre>
  );
}
