/**
 * One direction of a proxied TCP connection. What comes in leaves in the same order, its end included, each piece after
 * the link's delay and none while the link is cut. Nothing is lost in a cut: TCP would send it again until it arrives.
 */
import type { Socket } from 'node:net';

/** What the nodes at both ends of a link notice of the network between them. */
export interface Weather extends Pace {
  /** Nothing, where the packets of this direction are dropped; the first segments, where only acknowledgements are. */
  readonly passes: 'all' | 'first segments' | 'nothing';
}

export interface Pace {
  readonly delayMs: number;
  /** To either side of the delay, drawn anew for each piece; no piece overtakes another. */
  readonly jitterMs: number;
  /** Infinite where there is no limit. */
  readonly rateKbit: number;
}

export const fairWeather: Weather = {
  passes: 'all',
  delayMs: 0,
  jitterMs: 0,
  rateKbit: Number.POSITIVE_INFINITY,
};

/** What TCP sends before it waits for an acknowledgement: ten segments (RFC 6928) of what an Ethernet frame holds. */
export const firstSegmentsBytes = 10 * 1448;

/** About what the kernels of both ends would buffer; then the sender has to wait. */
const heldBytesLimit = 1024 * 1024;

type Piece =
  | { readonly kind: 'data'; readonly chunk: Buffer; readonly dueMs: number }
  /** The sender closed its side in good order, or broke the connection off. */
  | { readonly kind: 'end' | 'reset'; readonly dueMs: number };

export class Flow {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #queue: Piece[] = [];
  #weather: Weather;
  #heldBytes = 0;
  #isBlocked = false;
  #hasEnded = false;
  /** Since the weather changed last. */
  #passedBytes = 0;
  /** When the link has sent all that came before, and when the last of it arrives. */
  #freeMs = 0;
  #lastDueMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, weather: Weather) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    from.on('data', (chunk: Buffer) => {
      this.#heldBytes += chunk.length;
      if (this.#heldBytes >= heldBytesLimit) from.pause();
      this.#push({ kind: 'data', chunk, dueMs: this.#dueMs(chunk.length) });
    });
    from.on('end', () => this.#end('end'));
    // What is wrong is told by `close`, which always follows.
    from.on('error', () => undefined);
    from.on('close', (hadError: boolean) => {
      if (hadError || !this.#hasEnded) this.#end('reset');
    });
    to.on('drain', () => {
      this.#isBlocked = false;
      this.#pump();
    });
    to.on('close', () => clearTimeout(this.#timer));
  }

  /** What is held now becomes due at once; what comes later has the new delay. */
  change(weather: Weather): void {
    if (isEqual(weather, this.#weather)) return;
    this.#weather = weather;
    this.#passedBytes = 0;
    this.#freeMs = 0;
    this.#lastDueMs = 0;
    const nowMs = performance.now();
    this.#queue.splice(0, this.#queue.length, ...this.#queue.map((piece) => ({ ...piece, dueMs: nowMs })));
    this.#pump();
  }

  #dueMs(bytes: number): number {
    const { delayMs, jitterMs, rateKbit } = this.#weather;
    // Bits by kbit/s are milliseconds.
    this.#freeMs = Math.max(performance.now(), this.#freeMs) + (bytes * 8) / rateKbit;
    const jitter = jitterMs * (2 * Math.random() - 1);
    this.#lastDueMs = Math.max(this.#lastDueMs, this.#freeMs + Math.max(0, delayMs + jitter));
    return this.#lastDueMs;
  }

  #end(kind: 'end' | 'reset'): void {
    this.#hasEnded = true;
    this.#push({ kind, dueMs: this.#dueMs(0) });
  }

  #push(piece: Piece): void {
    this.#queue.push(piece);
    this.#pump();
  }

  #pump(): void {
    clearTimeout(this.#timer);
    while (!this.#isHeld() && !this.#isBlocked && !this.#to.destroyed) {
      const piece = this.#queue[0];
      if (piece === undefined) return;
      const waitMs = piece.dueMs - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#pump(), waitMs);
        return;
      }
      this.#queue.shift();
      this.#deliver(piece);
    }
  }

  #isHeld(): boolean {
    const { passes } = this.#weather;
    return passes === 'nothing' || (passes === 'first segments' && this.#passedBytes >= firstSegmentsBytes);
  }

  #deliver(piece: Piece): void {
    switch (piece.kind) {
      case 'data':
        this.#heldBytes -= piece.chunk.length;
        this.#passedBytes += piece.chunk.length;
        this.#isBlocked = !this.#to.write(piece.chunk);
        if (this.#heldBytes < heldBytesLimit) this.#from.resume();
        return;
      case 'end':
        this.#to.end();
        return;
      case 'reset':
        this.#to.resetAndDestroy();
        return;
    }
  }
}

function isEqual(a: Weather, b: Weather): boolean {
  return a.passes === b.passes && a.delayMs === b.delayMs && a.jitterMs === b.jitterMs && a.rateKbit === b.rateKbit;
}
