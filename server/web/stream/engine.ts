/**
 * What carries the stream: WebSockets, and polling where a proxy lets through nothing else. It listens on no server of its
 * own: every request comes in by one entrance, and has passed the gate there.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as Engine } from 'engine.io';
import { heartbeatMs } from '@/lib/protocol/socket';

/** Requests are small; a batch goes the other way. */
const maxRequestBytes = 64 * 1024;

/** For the goodbye of a client that was disconnected. The library for WebSockets would hold its connection half a minute. */
const goodbyeMs = 3_000;

export class StreamEngine extends Engine {
  constructor() {
    super({ maxHttpBufferSize: maxRequestBytes, pingInterval: heartbeatMs, pingTimeout: heartbeatMs });
    // Not among the options that engine.io hands on to the library.
    const { options } = Reflect.get(this, 'ws') as { readonly options: { closeTimeout: number } };
    options.closeTimeout = goodbyeMs;
  }

  /** Takes over the connection of a viewer; false where it would be refused, in words that are not ours. */
  takeOver(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { searchParams } = new URL(request.url ?? '', 'http://clew');
    const id = searchParams.get('sid');
    const isKnown = id === null || Object.hasOwn(this.clients, id);
    if (searchParams.get('EIO') !== '4' || searchParams.get('transport') !== 'websocket' || !isKnown) return false;
    this.handleUpgrade(request, socket, head);
    return true;
  }
}
