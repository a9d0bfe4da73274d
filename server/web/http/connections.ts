/**
 * Connections, from their first byte to their last: every one is known, so that the end of the server ends it; one that asks
 * for another protocol goes through the gate as every request does; and what Node would answer by itself, to what is no
 * request, carries the headers of every answer.
 */
import { type Server as HttpServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Failures } from '../auth/failures';
import type { Gate } from '../auth/gate';
import type { StreamEngine } from '../stream/engine';
import { commonHeaders } from './headers';
import { Refusal, refuse } from './refusal';
import { asksForStream, turnedAway } from './request-line';

export interface ConnectionsOptions {
  readonly http: HttpServer;
  readonly gate: Gate;
  readonly failures: Failures;
  readonly engine: Pick<StreamEngine, 'takeOver'>;
  /** Whether the pages, too, open sockets: they refresh themselves while somebody works on them. */
  readonly isDevelopment: boolean;
}

/** Time for a client to have sent what it meant to send, and to come to read. */
const restLimitMs = 30_000;

/** For the first lines of a request. */
const headersLimitMs = 15_000;

/** @returns ends every connection there is */
export function guardConnections({ http, gate, failures, engine, isDevelopment }: ConnectionsOptions): () => void {
  http.headersTimeout = headersLimitMs;
  const open = new Set<Duplex>();
  const answers = new WeakMap<Duplex, ServerResponse>();
  const requests = new WeakMap<Duplex, IncomingMessage>();
  http.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const destroySoon = socket.destroySoon.bind(socket);
    // As Node ends a connection that its client wants ended, though the client may not be done sending.
    socket.destroySoon = () => {
      const request = requests.get(socket);
      if (!request || request.complete) return destroySoon();
      socket.end();
      request.once('close', destroySoon);
      readRest(request);
    };
  });
  // Before whoever answers, so that nobody can forget it.
  http.prependListener('request', (request, response) => {
    requests.set(request.socket, request);
    answers.set(request.socket, response);
    response.once('finish', () => readRest(request));
    for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
  });
  http.on('checkExpectation', (_, response) => {
    for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
    refuse(response, new Refusal(417, 'nothing else is expected of this server than to go on'));
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = turnedAway(gate, failures, request);
    if (refusal) return end(socket, refusal);
    if (isDevelopment && gate.hasOwnOrigin(request) && request.url?.startsWith('/_next/')) return;
    if (!asksForStream(request)) return end(socket, new Refusal(404, 'nothing is streamed there'));
    const isTaken = isWebSocket(request) && engine.takeOver(request, socket, head);
    if (!isTaken) end(socket, new Refusal(400, 'this is no handshake of the stream'));
  });
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const isAnswered = answers.get(socket)?.headersSent === true && answers.get(socket)?.writableFinished === false;
    if (isAnswered || !socket.writable) socket.destroy();
    else end(socket, unreadable(error.code));
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}

/**
 * Reads what still comes of a request that was answered, and throws it away: a client that is cut off while it sends reads
 * no answer. However much that is, it has an end.
 */
function readRest(request: IncomingMessage): void {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), restLimitMs);
  request.once('close', () => clearTimeout(timer));
  request.resume();
}

/** What the library for WebSockets asks of a handshake; it would refuse another one in words of its own. */
function isWebSocket({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    /^[+/\w]{22}==$/.test(headers['sec-websocket-key'] ?? '') &&
    (headers['sec-websocket-protocol'] ?? '') === ''
  );
}

function unreadable(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return new Refusal(431, 'the headers are too long');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal(408, 'the request took too long to arrive');
  return new Refusal(400, 'this is no request that can be read');
}

/** Answers where there is no response to write to, and ends the connection. */
function end(socket: Duplex, { status, body }: Refusal): void {
  const text = JSON.stringify(body);
  const headers = {
    ...commonHeaders,
    'cache-control': 'no-store',
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.on('error', () => undefined);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', text].join('\r\n'), () => socket.destroy());
}
