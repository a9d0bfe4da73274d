/**
 * Connections, from their first byte to their last: every one is known, so that the end of the server ends it, and one that
 * asks for another protocol goes through the gate as every request does.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Gate } from '../auth/gate';

export interface UpgradesOptions {
  readonly http: HttpServer;
  readonly gate: Gate;
  /** Whether the pages, too, open sockets: they refresh themselves while somebody works on them. */
  readonly isDevelopment: boolean;
}

/** @returns ends every connection there is */
export function guardConnections({ http, gate, isDevelopment }: UpgradesOptions): () => void {
  const open = new Set<Duplex>();
  http.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    // The hub asks the gate by itself.
    if (request.url?.startsWith(hubPath)) return;
    const isOurs = gate.hasKnownHost(request) && gate.hasOwnOrigin(request);
    if (isDevelopment && isOurs && request.url?.startsWith('/_next/')) return;
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => socket.destroy());
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}

/** As socket.io compares it. */
const hubPath = '/socket.io/';
