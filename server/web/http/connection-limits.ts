/**
 * How many connections there may be, and how long one may take. When there are too many, the oldest that has shown nothing
 * ends: so whoever opens connections and says nothing keeps an operator out for no longer than it takes to say who it is.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Five hundred viewers, each with a page that loads; below what most operating systems give a process. */
const maxConnections = 2_000;

/** Of one address, of all. Behind a proxy, or on the machine itself, everyone comes from one. */
const shareOfAddress = 0.75;

/** Of the database, the nodes, and processes that are started: without these no run goes on, and no lab is taken down. */
const ownDescriptors = 400;

/** A person's page needs some, whatever the limit. */
const minConnections = 32;

/** For a whole request; bodies are small, but for files. */
const requestLimitMs = 30_000;

/** Over which nothing passes in either direction, as with a reader that does not read. A file may take a while to be made. */
const silentLimitMs = 120_000;

export interface ConnectionLimits {
  readonly maxConnections: number;
  readonly maxOfAddress?: number;
  /** Whether who sends the request has shown something that opens anything. */
  isKnown(request: IncomingMessage): boolean;
  /** Whether the request may take as long as something of it comes. */
  mayTakeLong?(request: IncomingMessage): boolean;
}

/** As Node's own, which its limit of all requests makes. */
class SlowRequestError extends Error {
  override readonly name = 'SlowRequestError';
  readonly code = 'ERR_HTTP_REQUEST_TIMEOUT';
}

/** @param limits what the kernel says that this process may take, as in /proc/self/limits; nothing where it does not say */
export function connectionsWithin(limits: string | undefined): number {
  const descriptors = Number(/^Max open files\s+(\d+)/m.exec(limits ?? '')?.[1] ?? Number.POSITIVE_INFINITY);
  return Math.max(minConnections, Math.min(maxConnections, descriptors - ownDescriptors));
}

/** @returns keeps a connection that has shown something, as `isKnown` cannot tell of it */
export function limitConnections(http: HttpServer, limits: ConnectionLimits): (socket: Socket) => void {
  const { maxConnections: most, maxOfAddress: mostOfAddress = Math.ceil(most * shareOfAddress), isKnown } = limits;
  // Node has one limit for every request, and that of a file is another one.
  http.requestTimeout = 0;
  http.timeout = silentLimitMs;
  const open = new Map<Socket, string>();
  const ofAddress = new Map<string, number>();
  const known = new WeakSet<Socket>();
  const count = (address: string, by: number) => {
    const left = (ofAddress.get(address) ?? 0) + by;
    if (left > 0) ofAddress.set(address, left);
    else ofAddress.delete(address);
  };
  const forget = (socket: Socket) => {
    const address = open.get(socket);
    if (address === undefined) return;
    open.delete(socket);
    count(address, -1);
  };
  http.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    open.set(socket, address);
    count(address, 1);
    socket.once('close', () => forget(socket));
    const isFull = open.size > most;
    if (!isFull && (ofAddress.get(address) ?? 0) <= mostOfAddress) return;
    const given = [...open].find(([each, from]) => !known.has(each) && (isFull || from === address));
    const [end] = given ?? [socket];
    forget(end);
    end.destroy();
  });
  http.prependListener('request', (request: IncomingMessage) => {
    if (isKnown(request)) known.add(request.socket);
    if (limits.mayTakeLong?.(request)) return;
    const timer = setTimeout(() => {
      if (!request.complete) http.emit('clientError', new SlowRequestError(), request.socket);
    }, requestLimitMs);
    request.once('close', () => clearTimeout(timer));
  });
  return (socket) => known.add(socket);
}
