/**
 * ZooKeeper's wire format: big-endian numbers, text and byte strings behind their length, and every packet behind its
 * own. (ZooKeeper's `zookeeper.jute`; the packets are described in `ZooKeeper.java` of each release.)
 */

/** What a packet says is not what this reader expects of it. */
export class JuteError extends Error {
  override readonly name = 'JuteError';
}

export class JuteWriter {
  readonly #parts: Buffer[] = [];

  int(value: number): this {
    const part = Buffer.alloc(4);
    part.writeInt32BE(value);
    return this.#add(part);
  }

  long(value: number): this {
    const part = Buffer.alloc(8);
    part.writeBigInt64BE(BigInt(value));
    return this.#add(part);
  }

  bool(value: boolean): this {
    return this.#add(Buffer.of(value ? 1 : 0));
  }

  bytes(value: Buffer): this {
    return this.int(value.length).#add(value);
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value));
  }

  /** The packet with its length before it. */
  packet(): Buffer {
    const body = Buffer.concat(this.#parts);
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length);
    return Buffer.concat([length, body]);
  }

  #add(part: Buffer): this {
    this.#parts.push(part);
    return this;
  }
}

/** @throws JuteError beyond the end */
export class JuteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int(): number {
    return this.#take(4).readInt32BE();
  }

  /** Exact up to 2^53, which transaction ids reach in the two-millionth epoch. */
  long(): number {
    return Number(this.#take(8).readBigInt64BE());
  }

  skip(bytes: number): this {
    this.#take(bytes);
    return this;
  }

  /** A missing value has length -1 and is read as empty. */
  bytes(): Buffer {
    return this.#take(Math.max(0, this.int()));
  }

  #take(count: number): Buffer {
    const end = this.#at + count;
    if (end > this.#bytes.length) throw new JuteError(`a packet of ${this.#bytes.length} bytes ends too early`);
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

/** Cuts a stream into packets, wherever its pieces happen to end. */
export class PacketSplitter {
  readonly #maxBytes: number;
  #rest = Buffer.alloc(0);

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @returns the packets that are whole by now, without their lengths @throws JuteError at a length that cannot be */
  take(piece: Buffer): readonly Buffer[] {
    this.#rest = Buffer.concat([this.#rest, piece]);
    const packets: Buffer[] = [];
    while (this.#rest.length >= 4) {
      const length = this.#rest.readInt32BE();
      if (length < 0 || length > this.#maxBytes) throw new JuteError(`a packet of ${length} bytes`);
      if (this.#rest.length < 4 + length) break;
      packets.push(this.#rest.subarray(4, 4 + length));
      this.#rest = this.#rest.subarray(4 + length);
    }
    return packets;
  }
}
