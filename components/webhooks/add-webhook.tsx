'use client';
/** A new address. The secret that signs what is sent to it is shown once. */
import { type FormEvent, useState } from 'react';
import { webhookEndpoints } from '@/lib/protocol/api/webhook-endpoints';
import type { Webhook } from '@/lib/protocol/webhook';
import { Button } from '../ui/button';
import { copyText } from '../ui/copy';
import { InputField, inputClass } from '../ui/field';
import { messageOf, request } from '../ui/request';
import { SwitchField } from '../ui/switch-field';

interface AddWebhookProps {
  readonly allowsPrivate: boolean;
  readonly onAdded: () => void;
}

type Events = Webhook['events'];

export function AddWebhook({ allowsPrivate, onAdded }: AddWebhookProps) {
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [secret, setSecret] = useState<string>();
  const [ofRuns, setOfRuns] = useState(true);
  const [ofViolations, setOfViolations] = useState(true);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const input = form.elements.namedItem('url');
    if (!(input instanceof HTMLInputElement)) return;
    const events: Events = [
      ...(ofRuns ? (['run-finished'] as const) : []),
      ...(ofViolations ? (['violation-found'] as const) : []),
    ];
    if (events.length === 0) return setFailure('Choose of what it is told.');
    setBusy(true);
    setFailure(undefined);
    try {
      const added = await request(webhookEndpoints.addWebhook, { body: { url: input.value.trim(), events } });
      setSecret(added.secret);
      form.reset();
      onAdded();
    } catch (error) {
      setFailure(messageOf(error));
      input.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-labelledby="add-webhook" className="mb-8 max-w-160">
      <h2 id="add-webhook" className="mb-2 font-semibold text-16">
        Add one
      </h2>
      {secret && <Secret secret={secret} />}
      <form onSubmit={(event) => void submit(event)} className="flex flex-col items-start gap-3" noValidate>
        <div className="w-full">
          <InputField
            label="Address"
            name="url"
            type="url"
            placeholder="https://example.org/clew"
            hint={
              allowsPrivate
                ? 'Also of this machine and of private networks, as this server was started so.'
                : 'On the internet. This machine and private networks are refused, unless Clew is started with --private-webhooks.'
            }
            error={failure}
          />
        </div>
        <SwitchField
          label="When a run is over"
          hint="Whatever came of it."
          checked={ofRuns}
          onChange={({ target }) => setOfRuns(target.checked)}
        />
        <SwitchField
          label="When a promise is broken"
          hint="At once, while the run may still go on."
          checked={ofViolations}
          onChange={({ target }) => setOfViolations(target.checked)}
        />
        <Button type="submit" kind="primary" disabled={isBusy}>
          Add webhook
        </Button>
      </form>
    </section>
  );
}

function Secret({ secret }: { readonly secret: string }) {
  return (
    <div role="status" className="mb-4 border-accent border-l-2 pl-3">
      <p className="mb-2 text-13">
        What is sent is signed with this secret. It is shown once: keep it where the other program reads it.
      </p>
      <div className="flex gap-2">
        <input readOnly aria-label="Secret" value={secret} className={`${inputClass} font-mono text-12`} />
        <Button onClick={() => void copyText(secret, 'Secret')}>Copy</Button>
      </div>
    </div>
  );
}
