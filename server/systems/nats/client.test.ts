/** The client against a scripted server: what it sends, once, and what an answer that never came means. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { connectOnly } from '../kit/http/scripted-node';
import { NatsClient } from './client';

const never = new AbortController().signal;

/** What it says to a published message, given where it is answered. */
type Script = (
  published: { readonly subject: string; readonly reply: string; readonly text: string },
  socket: Socket,
) => string | undefined;

/** A server of NATS that takes any password but one. */
class ScriptedNats {
  readonly lines: string[] = [];
  connections = 0;
  readonly #script: Script;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));

  constructor(script: Script) {
    this.#script = script;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async connect(): Promise<Socket> {
    const socket = connect((this.#server.address() as AddressInfo | null)?.port ?? 1, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return socket;
  }

  #serve(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write('INFO {"server_name":"n1"}\r\n');
    let text = '';
    socket.on('data', (piece) => {
      text += String(piece);
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        this.lines.push(line);
        this.#answer(line, socket);
      }
    });
  }

  #published = ['', ''];

  #answer(line: string, socket: Socket): void {
    const [word = '', subject = '', reply = ''] = line.split(' ');
    if (word === 'CONNECT') {
      if (line.includes('"wrong"')) socket.end("-ERR 'Authorization Violation'\r\n");
    } else if (word === 'PING') socket.write('PONG\r\n');
    else if (word === 'PUB') this.#published = [subject, reply];
    else if (!['SUB', 'UNSUB', 'PONG'].includes(word)) {
      const [to = '', answeredAt = ''] = this.#published;
      const answer = this.#script({ subject: to, reply: answeredAt, text: line }, socket);
      if (answer !== undefined) socket.write(answer);
    }
  }
}

let server: ScriptedNats;
let client: NatsClient;

afterEach(async () => {
  vi.useRealTimers();
  await client.close();
  await server.stop();
});

async function prepared(script: Script, { password = 'secret', timeoutMs = 60_000 } = {}) {
  server = new ScriptedNats(script);
  await server.start();
  const node = { name: 'n1', remote: connectOnly('n1', () => server.connect()) };
  client = new NatsClient(node, { user: 'clew', password }, timeoutMs);
}

const invoke = (f: string, value: Json, signal = never) => {
  const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value };
  return client.invoke(op, signal);
};

const message = (subject: string, payload: string) => `MSG ${subject} answers ${payload.length}\r\n${payload}\r\n`;
/** As a consumer sends it: at the subject that it was published at. */
const delivered = (sid: string, payload: string, reply: string) =>
  `MSG clew.element ${sid} ${reply} ${payload.length}\r\n${payload}\r\n`;
const acknowledge: Script = ({ reply }) => message(reply, '{"stream":"clew","seq":17}');
const published = () => server.lines.filter((line) => line.startsWith('PUB clew.'));

it('an add is one message, over one connection, acknowledged at its place', async () => {
  await prepared(acknowledge);
  const revision = { index: 17, modifiedIndex: 17 };
  expect(await invoke('add', 5)).toEqual({ type: 'ok', value: 5, node: 'n1', revision });
  expect(await invoke('add', 6)).toMatchObject({ type: 'ok' });
  expect([server.connections, published().length]).toEqual([1, 2]);
});

it('an add whose answer is lost with the connection is unknown, and not sent again', async () => {
  await prepared((_published, socket) => void socket.destroy());
  // Whatever it would do later, it would wait for with a timer.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  expect(await invoke('add', 5)).toEqual({ type: 'info', error: 'connection-lost', node: 'n1' });
  expect(vi.getTimerCount()).toBe(0);
  expect([server.connections, published().length]).toEqual([1, 1]);
});

it('an add that is stopped when it was sent is unknown, and its connection is not used again', async () => {
  const stop = new AbortController();
  await prepared(({ text }) => {
    if (text === '5') stop.abort();
    return undefined;
  });
  expect(await invoke('add', 5, stop.signal)).toMatchObject({ type: 'info', error: 'stopped' });
  const again = new AbortController();
  const later = invoke('add', 6, again.signal);
  await expect.poll(() => published().length).toBe(2);
  again.abort();
  expect(await later).toMatchObject({ type: 'info', error: 'stopped' });
  expect(server.connections).toBe(2);
});

it('an add that nobody listens to fails, one that a server is in doubt about is unknown', async () => {
  const header = 'NATS/1.0 503\r\n\r\n';
  await prepared(({ reply, text }) =>
    text === '5'
      ? `HMSG ${reply} answers ${header.length} ${header.length}\r\n${header}\r\n`
      : message(reply, '{"error":{"code":503,"err_code":10077,"description":"no"}}'),
  );
  expect(await invoke('add', 5)).toMatchObject({ type: 'fail', error: 'no-responders' });
  expect(await invoke('add', 6)).toMatchObject({ type: 'info', error: { error: 'unavailable' } });
});

const ack = (place: number, pending: number) => `$JS.ACK.clew.c.1.${place}.${place}.17.${pending}`;
const consumer = (pending: number) => JSON.stringify({ name: 'c', num_pending: pending });

/** @param deliver for the subscription that the consumer sends to, named after the end of its subject */
function reading(pending: number, deliver: (sid: string) => string): Script {
  return ({ subject, reply, text }) => {
    if (!subject.startsWith('$JS.API.CONSUMER.CREATE')) return undefined;
    const sid = /"deliver_subject":"[^"]+\.(\d+)"/.exec(text)?.[1] ?? '';
    return `${deliver(sid)}${message(reply, consumer(pending))}`;
  };
}

it('a read is all messages until none waits, wherever the answer about the consumer comes', async () => {
  await prepared(reading(2, (sid) => delivered(sid, '7', ack(1, 1)) + delivered(sid, '8', ack(2, 0))));
  expect(await invoke('read', null)).toEqual({ type: 'ok', value: [7, 8], node: 'n1' });
  expect(server.lines.filter((line) => line.startsWith('PUB $JS.API.CONSUMER.CREATE'))).toHaveLength(1);
});

it('a stream without a message is an empty set', async () => {
  await prepared(reading(0, () => ''));
  expect(await invoke('read', null)).toMatchObject({ type: 'ok', value: [] });
});

it('a read in which a message is missing is none', async () => {
  await prepared(reading(3, (sid) => delivered(sid, '7', ack(1, 2)) + delivered(sid, '9', ack(3, 0))));
  expect(await invoke('read', null)).toMatchObject({ type: 'fail', error: { error: 'unclassified' } });
});

it('a server that is not there is not reached, certainly', async () => {
  await prepared(acknowledge);
  await server.stop();
  expect(await invoke('add', 5)).toMatchObject({ type: 'fail', error: 'connection-refused' });
  await server.start();
});

it('a server that refuses the password of the run breaks the test, and is named', async () => {
  await prepared(acknowledge, { password: 'wrong' });
  await expect(invoke('add', 5)).rejects.toMatchObject({
    name: 'BrokenTestError',
    failure: { node: 'n1', message: expect.stringContaining('n1 refuses the password of this run') },
  });
  expect(published()).toEqual([]);
});
