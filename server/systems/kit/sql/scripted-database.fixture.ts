/** For tests: a database of a few bytes on loopback, that counts what reaches it and answers as it is told, or not at all. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { present } from '@/lib/base/assert';
import { connectOnly } from '../http/scripted-node';
import type { SystemNode } from '../system';

/** What becomes of a statement: `silence` keeps its sender waiting, `drop` ends the connection. */
export type Reply =
  | { readonly affected: number }
  | { readonly rows: readonly (readonly string[])[] }
  | { readonly refused: string }
  | 'silence'
  | 'drop';

export interface ScriptedProtocol {
  /** Sent as soon as a client is there; nothing where the client speaks first. */
  readonly greeting: Buffer;
  /** To the first message of a client. */
  welcome(): Buffer;
  /** To the first message of a client that is not let in. */
  denial(code: string): Buffer;
  /** The messages in the bytes that came so far, each whole. */
  messages(bytes: Buffer, isFirst: boolean): { readonly whole: readonly Buffer[]; readonly rest: Buffer };
  /** The text of a statement; undefined for what is none. */
  statementIn(message: Buffer): string | undefined;
  answer(reply: Exclude<Reply, string>, statement: string): Buffer;
}

export class ScriptedDatabase {
  /** Of all connections, in the order in which they came. */
  readonly statements: string[] = [];
  /** What came beside statements, after the first message of each connection. */
  readonly others: Buffer[] = [];
  connections = 0;
  reply: (statement: string) => Reply = () => ({ affected: 0 });
  /** What the next clients are told in place of a welcome. */
  admission: 'welcome' | 'silence' | { readonly denied: string } = 'welcome';
  readonly #protocol: ScriptedProtocol;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));

  private constructor(protocol: ScriptedProtocol) {
    this.#protocol = protocol;
  }

  static async start(protocol: ScriptedProtocol): Promise<ScriptedDatabase> {
    const database = new ScriptedDatabase(protocol);
    database.#server.listen(0, '127.0.0.1');
    await once(database.#server, 'listening');
    return database;
  }

  get node(): SystemNode {
    const { port } = this.#server.address() as AddressInfo;
    const open = async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    };
    return { name: 'n1', remote: connectOnly('n1', open) };
  }

  /** Resolves once no client is connected any more. */
  async left(): Promise<void> {
    await Promise.all([...this.#sockets].map((socket) => once(socket, 'close')));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    const { greeting } = this.#protocol;
    if (greeting.length > 0) socket.write(greeting);
    let isFirst = true;
    let bytes = Buffer.alloc(0);
    socket.on('data', (piece: Buffer) => {
      const { whole, rest } = this.#protocol.messages(Buffer.concat([bytes, piece]), isFirst);
      bytes = Buffer.from(rest);
      for (const message of whole) {
        if (isFirst) this.#admit(socket);
        else this.#hear(socket, message);
        isFirst = false;
      }
    });
  }

  #admit(socket: Socket): void {
    const { admission } = this;
    if (admission === 'welcome') socket.write(this.#protocol.welcome());
    else if (admission !== 'silence') socket.write(this.#protocol.denial(admission.denied));
  }

  #hear(socket: Socket, message: Buffer): void {
    const statement = this.#protocol.statementIn(message);
    if (statement === undefined) {
      this.others.push(message);
      return;
    }
    this.statements.push(statement);
    const reply = this.reply(statement);
    if (reply === 'drop') socket.destroy();
    else if (reply !== 'silence') socket.write(this.#protocol.answer(reply, statement));
  }
}

/** In the packets of MariaDB: three bytes of length, one of order, and the rest. */
export const mariadbProtocol: ScriptedProtocol = {
  greeting: packets(0, [
    Buffer.from('\x0a10.11.0-MariaDB\0', 'latin1'),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from('12345678\0', 'latin1'),
    // Long passwords, a database to begin with, protocol 4.1, transactions, hashed passwords by a plugin.
    Buffer.from([0x09, 0xa2, 0x21, 2, 0, 0x08, 0, 21]),
    Buffer.alloc(10),
    Buffer.from('123456789012\0mysql_native_password\0', 'latin1'),
  ]),
  welcome: () => packets(2, [okPacket(0)]),
  denial: (code) => packets(2, [errorPacket(code)]),
  messages(bytes) {
    const whole: Buffer[] = [];
    let rest = bytes;
    while (rest.length >= 4 && rest.length >= 4 + rest.readUIntLE(0, 3)) {
      const end = 4 + rest.readUIntLE(0, 3);
      whole.push(rest.subarray(4, end));
      rest = rest.subarray(end);
    }
    return { whole, rest };
  },
  statementIn: (message) => (message[0] === 3 ? message.subarray(1).toString() : undefined),
  answer(reply) {
    if ('refused' in reply) return packets(1, [errorPacket(reply.refused)]);
    if ('affected' in reply) return packets(1, [okPacket(reply.affected)]);
    const column = Buffer.concat([
      ...['def', '', '', '', 'value', ''].map(lengthEncoded),
      Buffer.from([12, 45, 0, 0, 1, 0, 0, 0xfd, 0, 0, 0, 0, 0]),
    ]);
    const end = Buffer.from([0xfe, 0, 0, 2, 0]);
    const rows = reply.rows.map((row) => Buffer.concat(row.map(lengthEncoded)));
    const width = reply.rows[0]?.length ?? 1;
    const parts = [Buffer.from([width]), ...Array<Buffer>(width).fill(column), end, ...rows, end];
    return Buffer.concat(parts.map((part, i) => packets(i + 1, [part])));
  },
};

function packets(order: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head.writeUInt8(order, 3);
  return Buffer.concat([head, body]);
}

function okPacket(affected: number): Buffer {
  return Buffer.from([0, affected, 0, 2, 0, 0, 0]);
}

function errorPacket(code: string): Buffer {
  const number = Buffer.alloc(2);
  number.writeUInt16LE(Number(code));
  return Buffer.concat([Buffer.from([0xff]), number, Buffer.from('#HY000refused')]);
}

function lengthEncoded(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
}

/** In the messages of PostgreSQL: a letter, four bytes of length, and the rest; the first has no letter. */
export const postgresProtocol: ScriptedProtocol = {
  greeting: Buffer.alloc(0),
  welcome: () => Buffer.concat([message('R', Buffer.alloc(4)), readyForQuery()]),
  denial: (code) => serverError(code),
  messages(bytes, isFirst) {
    const whole: Buffer[] = [];
    let rest = bytes;
    for (let head = isFirst ? 0 : 1; rest.length >= head + 4; head = 1) {
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) break;
      whole.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return { whole, rest };
  },
  statementIn: (bytes) =>
    bytes.toString('latin1', 0, 1) === 'Q' ? bytes.toString('utf8', 5, bytes.length - 1) : undefined,
  answer(reply, statement) {
    if ('refused' in reply) return Buffer.concat([serverError(reply.refused), readyForQuery()]);
    const [word = ''] = statement.split(' ');
    if ('affected' in reply) {
      const tag = /^(?:INSERT|UPDATE)$/.test(word) ? `${word} ${reply.affected}` : word;
      return Buffer.concat([message('C', Buffer.from(`${tag}\0`)), readyForQuery()]);
    }
    const width = reply.rows[0]?.length ?? 1;
    const column = Buffer.concat([
      Buffer.from('value\0'),
      Buffer.alloc(6),
      int32(25),
      Buffer.from([255, 255]),
      int32(-1),
      Buffer.alloc(2),
    ]);
    const rows = reply.rows.map((row) =>
      message(
        'D',
        Buffer.concat([int16(row.length), ...row.flatMap((value) => [int32(value.length), Buffer.from(value)])]),
      ),
    );
    return Buffer.concat([
      message('T', Buffer.concat([int16(width), ...Array<Buffer>(width).fill(column)])),
      ...rows,
      message('C', Buffer.from(`SELECT ${rows.length}\0`)),
      readyForQuery(),
    ]);
  },
};

function message(letter: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(letter), int32(body.length + 4), body]);
}

function readyForQuery(): Buffer {
  return message('Z', Buffer.from('I'));
}

function serverError(code: string): Buffer {
  return message('E', Buffer.from(`SERROR\0C${present(code, 'a code')}\0Mrefused\0\0`));
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
