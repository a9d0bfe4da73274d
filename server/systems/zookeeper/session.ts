/**
 * One ZooKeeper session over one connection through the SSH connection of its node: requests are answered in the order
 * they were made. A session ends with its connection and is never resumed; no request is sent twice.
 */
import type { Duplex } from 'node:stream';
import type { Remote } from '../../nodes/remote';
import type { Deadline } from '../kit/http/deadline';
import { JuteReader, PacketSplitter } from './jute';
import type { RequestError } from './request-error';
import { closeSession, connectPacket, ping, type Request, readConnected, requestPacket } from './requests';

/** An answer about one small znode has some hundred bytes. */
const maxPacketBytes = 1024 * 1024;
/** The server grants from 2 to 20 of its ticks. */
const sessionTimeoutMs = 10_000;
/** A third of the time-out, so that two pings may be lost. */
const pingShare = 3;
const pingXid = -2;

export interface Reply {
  /** The last transaction that the server has seen. */
  readonly zxid: number;
  /** 0 is success. */
  readonly code: number;
  readonly body: JuteReader;
}

/** A request without a usable answer; the error table classifies the reason. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly requestError: RequestError;

  constructor(requestError: RequestError) {
    super('message' in requestError ? requestError.message : requestError.kind);
    this.requestError = requestError;
  }
}

interface Waiting {
  readonly xid: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: SessionError) => void;
}

export class Session {
  readonly #socket: Duplex;
  readonly #packets = new PacketSplitter(maxPacketBytes);
  #waiting: Waiting[] = [];
  #connected: { resolve(timeoutMs: number): void; reject(error: SessionError): void } | undefined;
  #pings: NodeJS.Timeout | undefined;
  #lastXid = 0;
  #ended: RequestError | undefined;

  private constructor(socket: Duplex) {
    this.#socket = socket;
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('error', (error) => this.#end({ kind: 'connection-lost', message: error.message }));
    socket.on('close', () => this.#end({ kind: 'connection-lost', message: 'the server closed the connection' }));
  }

  /**
   * Nothing that could change the data is sent before the session exists. A session takes a quorum to
   * create, so a server that is cut off keeps serving its sessions and creates no new ones.
   * @throws SessionError of the kinds connection-refused and not-connected, also when the limit ends it
   */
  static async open(remote: Remote, port: number, lastZxid: number, limit: Deadline): Promise<Session> {
    const connecting = remote.connect(remote.address, port);
    const socket = await orLimit(connecting, limit).catch((error: unknown) => {
      connecting.then(
        (late) => late.destroy(),
        () => undefined,
      );
      throw notConnected(error);
    });
    const session = new Session(socket);
    try {
      const grantedMs = await orLimit(session.#connect(lastZxid), limit);
      session.#pings = setInterval(() => session.#socket.write(requestPacket(pingXid, ping)), grantedMs / pingShare);
      session.#pings.unref();
      return session;
    } catch (error) {
      session.close();
      throw notConnected(error);
    }
  }

  get isOpen(): boolean {
    return this.#ended === undefined;
  }

  /** @throws SessionError when there is no answer; one with an error code is an answer */
  async request(request: Request, limit: Deadline): Promise<Reply> {
    if (this.#ended) throw new SessionError(this.#ended);
    const xid = ++this.#lastXid;
    const replied = new Promise<Reply>((resolve, reject) => {
      this.#waiting.push({ xid, resolve, reject });
    });
    this.#socket.write(requestPacket(xid, request));
    return orLimit(replied, limit);
  }

  /** Tells the server, so that it need not wait for the session to expire; an answer is not waited for. */
  close(): void {
    if (this.#ended === undefined) this.#socket.write(requestPacket(++this.#lastXid, closeSession));
    this.#end({ kind: 'stopped' });
    this.#socket.destroy();
  }

  #connect(lastZxid: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#connected = { resolve, reject };
      if (this.#ended) reject(new SessionError(this.#ended));
      else this.#socket.write(connectPacket(lastZxid, sessionTimeoutMs));
    });
  }

  #take(piece: Buffer): void {
    try {
      for (const packet of this.#packets.take(piece)) this.#answer(new JuteReader(packet));
    } catch (error) {
      this.#end({ kind: 'unknown', message: error instanceof Error ? error.message : String(error) });
      this.#socket.destroy();
    }
  }

  #answer(reader: JuteReader): void {
    if (this.#connected) {
      const { resolve, reject } = this.#connected;
      this.#connected = undefined;
      const grantedMs = readConnected(reader);
      if (grantedMs > 0) resolve(grantedMs);
      else reject(new SessionError({ kind: 'not-connected', message: 'the server refused the session' }));
      return;
    }
    const [xid, zxid, code] = [reader.int(), reader.long(), reader.int()];
    if (xid === pingXid) return;
    const [first, ...others] = this.#waiting;
    if (first?.xid !== xid) throw new Error(`an answer to request ${xid}, not to ${first?.xid}`);
    this.#waiting = others;
    first.resolve({ zxid, code, body: reader });
  }

  #end(requestError: RequestError): void {
    this.#ended ??= requestError;
    clearInterval(this.#pings);
    const error = new SessionError(this.#ended);
    this.#connected?.reject(error);
    this.#connected = undefined;
    for (const waiting of this.#waiting) waiting.reject(error);
    this.#waiting = [];
  }
}

function notConnected(error: unknown): SessionError {
  const cause = error instanceof Error ? error.message : String(error);
  const message = cause === 'timed-out' ? 'no session within the time limit' : cause;
  return new SessionError({ kind: /refused/i.test(message) ? 'connection-refused' : 'not-connected', message });
}

/** The limit rejects the caller at once. The work may still settle later, and its result is dropped. */
function orLimit<T>(work: Promise<T>, limit: Deadline): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () =>
      reject(new SessionError((limit.reason() as RequestError | undefined) ?? { kind: 'timed-out' }));
    if (limit.signal.aborted) onAbort();
    limit.signal.addEventListener('abort', onAbort);
    work.then(resolve, reject).finally(() => limit.signal.removeEventListener('abort', onAbort));
  });
}
