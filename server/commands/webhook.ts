/** `clew webhook`: who is told what became of runs, from a terminal: of the server of a data directory, or of the directory itself. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { printableJson } from '@/lib/base/plain-text';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import { type NewWebhook, type Webhook, webhookEvents } from '@/lib/protocol/webhook';
import { openStore } from '../store/store';
import type { WebhookTable } from '../store/webhooks';
import { send } from '../webhooks/send';
import { addWebhook, testMessage, WebhookError } from '../webhooks/webhooks';
import { ArgumentError } from './argument-error';
import { findServer, RefusedError } from './server-client';
import { exitCodes, type Terminal } from './terminal';

interface WebhookSettings {
  readonly data: string;
  readonly json: boolean;
}

/** @param end told the exit code */
export function webhookCommandLine(
  clew: Command,
  data: string,
  terminal: Terminal,
  end: (exitCode: number) => void,
): void {
  const webhook = clew.command('webhook').description('addresses that are told what became of runs');
  const common = (command: Command) =>
    command
      .option('--data <directory>', 'where runs are kept', data)
      .option('--json', 'print the result as JSON', false);
  const add = webhook
    .command('add <url>')
    .description('have a server send a signed message there; the secret that signs it is printed once')
    .addOption(new Option('--event <events...>', 'of what it is told').choices(webhookEvents).default(webhookEvents))
    .option('--private', 'also where it leads to this machine or a private network, where no server runs', false);
  common(add).action(async (url, { event, ...options }) =>
    end(await webhookAddCommand({ url, events: event }, options, terminal)),
  );
  common(webhook.command('list').description('the addresses')).action(async (options) =>
    end(await webhookListCommand(options, terminal)),
  );
  const test = webhook
    .command('test <webhook>')
    .description('send it a signed message that tells of no run, once and now')
    .option('--private', 'also where it leads to this machine or a private network, where no server runs', false);
  common(test).action(async (id, options) => end(await webhookTestCommand(id, options, terminal)));
  common(webhook.command('remove <webhook>').description('tell it nothing any more')).action(async (id, options) =>
    end(await webhookRemoveCommand(id, options, terminal)),
  );
}

/** @throws ArgumentError where the address cannot be one */
async function webhookAddCommand(
  asked: NewWebhook,
  settings: WebhookSettings & { readonly private: boolean },
  terminal: Terminal,
): Promise<number> {
  const client = await findServer(resolve(settings.data), terminal.err);
  const { webhook, secret } = client
    ? await asArgument(client.ask(endpoints.addWebhook, { body: asked }))
    : await alone(settings.data, async (table) => {
        const { secret: drawn, ...rest } = await asArgument(addWebhook(table, asked, Date.now(), settings.private));
        return { webhook: rest, secret: drawn };
      });
  if (settings.json) terminal.out(printableJson(JSON.stringify({ ...webhook, secret })));
  else {
    terminal.out(lineOf(webhook));
    terminal.out(`signed with ${secret}`);
    terminal.err('clew: the secret is told once; keep it where the other program reads it');
  }
  return exitCodes.valid;
}

async function webhookListCommand(settings: WebhookSettings, terminal: Terminal): Promise<number> {
  const client = await findServer(resolve(settings.data), terminal.err);
  const webhooks = client
    ? (await client.ask(endpoints.listWebhooks, {})).webhooks
    : await alone(settings.data, async (table) =>
        (await table.list()).map(({ secret: _, ...webhook }): Webhook => webhook),
      );
  for (const webhook of webhooks) {
    terminal.out(settings.json ? printableJson(JSON.stringify(webhook)) : lineOf(webhook));
  }
  return exitCodes.valid;
}

/** @throws ArgumentError where there is no such webhook */
async function webhookRemoveCommand(id: string, settings: WebhookSettings, terminal: Terminal): Promise<number> {
  const client = await findServer(resolve(settings.data), terminal.err);
  if (client) await asArgument(client.ask(endpoints.removeWebhook, { params: { id } }));
  else {
    await alone(settings.data, async (table) => {
      if (!(await table.find(id))) throw new ArgumentError(`there is no webhook ${id}`);
      await table.remove(id);
    });
  }
  return exitCodes.valid;
}

/** @throws ArgumentError where there is no such webhook */
async function webhookTestCommand(
  id: string,
  settings: WebhookSettings & { readonly private: boolean },
  terminal: Terminal,
): Promise<number> {
  const client = await findServer(resolve(settings.data), terminal.err);
  const answer = client
    ? await asArgument(client.ask(endpoints.testWebhook, { params: { id } }))
    : await alone(settings.data, async (table) => {
        const found = await table.find(id);
        if (!found) throw new ArgumentError(`there is no webhook ${id}`);
        const options = { allowsPrivate: settings.private, now: Date.now(), signal: new AbortController().signal };
        return send(testMessage(found, options.now), options);
      });
  if (settings.json) terminal.out(printableJson(JSON.stringify(answer)));
  else if (answer.problem === undefined) terminal.out(`the message arrived: it answered ${answer.status}`);
  else terminal.err(`clew: the message did not arrive: ${answer.problem}`);
  return answer.problem === undefined ? exitCodes.valid : exitCodes.failed;
}

function lineOf({ id, url, events }: Webhook): string {
  return `${id}  ${events.join(',')}  ${url}`;
}

async function asArgument<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WebhookError) throw new ArgumentError(error.message);
    const isWrong = error instanceof RefusedError && [400, 404, 409].includes(error.status);
    throw isWrong ? new ArgumentError(error.reason) : error;
  }
}

async function alone<T>(data: string, work: (table: WebhookTable) => Promise<T>): Promise<T> {
  const directory = join(resolve(data), 'store');
  if (!existsSync(directory)) throw new ArgumentError(`nothing was served from ${data} yet; choose with --data`);
  const store = await openStore(directory);
  try {
    return await work(store.webhooks);
  } finally {
    await store.close();
  }
}
