/**
 * One connection to a NATS server through the SSH connection of a node. The protocol is spoken here, because the driver of
 * NATS takes its transport once for the whole process, pings by itself and cannot be given a stream. No message is sent
 * twice, nothing is sent again after the connection ended, and what ends it, a time limit included, ends it for good.
 */
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Remote } from '../../nodes/remote';
import type { Deadline } from '../kit/http/deadline';
import { LimitError, NotOpenedError, openStream, orLimit } from '../kit/stream';
import { NatsError, type RequestError } from './request-error';
import { published, type Said, Splitter } from './wire';

export interface Account {
  readonly user: string;
  readonly password: string;
}

export type Message = Extract<Said, { readonly kind: 'message' }>;

/** Of the subscription for answers; those of collections are named as what waits for them. */
const answersSid = 'answers';

interface Waiting {
  take(message: Message): void;
  reject(error: NatsError): void;
}

export class NatsConnection {
  readonly #stream: Duplex;
  readonly #splitter = new Splitter();
  readonly #inbox = `_INBOX.${randomUUID()}`;
  /** By the last part of the subject that is answered to, and by the subscription of a collection. */
  readonly #waiting = new Map<string, Waiting>();
  #opening: { resolve(): void; reject(error: NatsError): void } | undefined;
  #account: Account;
  #requests = 0;
  #ended: RequestError | undefined;

  private constructor(stream: Duplex, account: Account) {
    this.#stream = stream;
    this.#account = account;
    stream.on('data', (piece: Buffer) => this.#take(piece));
    stream.on('error', (error) => this.#end({ kind: 'connection-lost', message: error.message }));
    // A channel of SSH stays half open when the server has gone.
    stream.on('end', () => stream.destroy());
    stream.on('close', () => this.#end({ kind: 'connection-lost', message: 'the server closed the connection' }));
  }

  /** Nothing that changes data is sent before it resolves. @throws NatsError, also when the limit ends it */
  static async open(remote: Remote, port: number, account: Account, limit: Deadline): Promise<NatsConnection> {
    try {
      const stream = await openStream(remote, { host: remote.address, port }, limit);
      const connection = new NatsConnection(stream, account);
      try {
        await orLimit(connection.#greeted(), limit);
        return connection;
      } catch (error) {
        connection.close();
        throw error;
      }
    } catch (error) {
      if (error instanceof NotOpenedError) throw new NatsError(error.requestError);
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      const isSaid = reason.kind === 'unauthorized';
      throw new NatsError(isSaid ? reason : { kind: 'not-connected', message: wordsOf(reason) });
    }
  }

  get isOpen(): boolean {
    return this.#ended === undefined;
  }

  /** @throws NatsError when there is no answer, or nobody who could give one */
  async request(subject: string, payload: string, limit: Deadline): Promise<Message> {
    return this.#within(limit, (name, waiting) => {
      this.#stream.write(published(subject, `${this.#inbox}.${name}`, payload));
      return { ...waiting, take: (message) => waiting.resolve(message) };
    });
  }

  /**
   * What comes to a subject of its own, until enough has come. It is subscribed to by itself, because a consumer's messages
   * keep the subjects that they were published at.
   * @param begin says to whom the messages are to be sent @param isLast whether no more are waited for
   */
  async collect(
    begin: (subject: string) => Promise<boolean>,
    isLast: (message: Message) => boolean,
    limit: Deadline,
  ): Promise<readonly Message[]> {
    const messages: Message[] = [];
    let sid = '';
    const collected = this.#within<readonly Message[]>(limit, (name, waiting) => {
      sid = name;
      const subject = `${this.#inbox}-all.${name}`;
      this.#stream.write(`SUB ${subject} ${name}\r\n`);
      begin(subject).then((areAny) => {
        if (!areAny) waiting.resolve([]);
      }, waiting.reject);
      return {
        ...waiting,
        take(message) {
          messages.push(message);
          if (isLast(message)) waiting.resolve(messages);
        },
      };
    });
    try {
      return await collected;
    } finally {
      if (this.isOpen) this.#stream.write(`UNSUB ${sid}\r\n`);
    }
  }

  /** Nobody's answer is waited for. */
  tell(subject: string): void {
    if (this.isOpen) this.#stream.write(published(subject, undefined, ''));
  }

  close(): void {
    this.#end({ kind: 'stopped' });
    this.#stream.destroy();
  }

  async #within<T>(
    limit: Deadline,
    begin: (name: string, waiting: { resolve(value: T): void; reject(error: unknown): void }) => Waiting,
  ): Promise<T> {
    if (this.#ended) throw new NatsError(this.#ended);
    const name = String(++this.#requests);
    try {
      const answered = new Promise<T>((resolve, reject) => {
        this.#waiting.set(name, begin(name, { resolve, reject }));
      });
      return await orLimit(answered, limit);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      if (reason.kind !== 'no-responders' && reason.kind !== 'refused') this.close();
      throw new NatsError(reason);
    } finally {
      this.#waiting.delete(name);
    }
  }

  #greeted(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      if (this.#ended) reject(new NatsError(this.#ended));
    });
  }

  #take(piece: Buffer): void {
    try {
      for (const said of this.#splitter.take(piece)) this.#hear(said);
    } catch (error) {
      this.#end({ kind: 'unknown', message: error instanceof Error ? error.message : String(error) });
      this.#stream.destroy();
    }
  }

  #hear(said: Said): void {
    switch (said.kind) {
      case 'info':
        if (this.#opening) this.#stream.write(greeting(this.#account, this.#inbox));
        return;
      case 'ping':
        this.#stream.write('PONG\r\n');
        return;
      case 'pong':
        this.#opening?.resolve();
        this.#opening = undefined;
        return;
      case 'error':
        this.#end(
          /authorization|authentication/i.test(said.text)
            ? { kind: 'unauthorized', message: said.text }
            : { kind: 'connection-lost', message: said.text },
        );
        this.#stream.destroy();
        return;
      case 'message': {
        const waiting = this.#waiting.get(
          said.sid === answersSid ? said.subject.slice(this.#inbox.length + 1) : said.sid,
        );
        if (said.status === 503 && said.payload === '') waiting?.reject(new NatsError({ kind: 'no-responders' }));
        else waiting?.take(said);
      }
    }
  }

  #end(reason: RequestError): void {
    this.#ended ??= reason;
    const error = new NatsError(this.#ended);
    this.#opening?.reject(error);
    this.#opening = undefined;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

/** Its one subscription is for answers. */
function greeting({ user, password }: Account, inbox: string): string {
  const settings = { user, pass: password, lang: 'clew', version: '1', protocol: 1 };
  const wishes = { verbose: false, pedantic: false, headers: true, no_responders: true, echo: true };
  return `CONNECT ${JSON.stringify({ ...settings, ...wishes })}\r\nSUB ${inbox}.* ${answersSid}\r\nPING\r\n`;
}

function reasonOf(error: unknown): RequestError | undefined {
  if (error instanceof NatsError) return error.requestError;
  return error instanceof LimitError ? (error.requestError as RequestError) : undefined;
}

function wordsOf(reason: RequestError): string {
  if (reason.kind === 'timed-out') return 'no connection within the time limit';
  return 'message' in reason ? reason.message : reason.kind;
}
