/**
 * What NATS says over its connection: lines, some of which announce a payload.
 *
 *     INFO {"server_name":"n1",…}
 *     MSG <subject> <sid> [reply] <bytes>
 *     HMSG <subject> <sid> [reply] <header bytes> <all bytes>        503 in the header: nobody listens
 *     PING · PONG · +OK · -ERR 'Authorization Violation'
 */

/** A message about one element has some hundred bytes. */
const maxPayloadBytes = 8 * 1024 * 1024;

export type Said =
  | {
      readonly kind: 'message';
      readonly subject: string;
      /** The subscription that it comes for; of a consumer’s message the subject is the one it was published at. */
      readonly sid: string;
      readonly reply: string | undefined;
      readonly payload: string;
      readonly status: number | undefined;
    }
  | { readonly kind: 'info' | 'error'; readonly text: string }
  | { readonly kind: 'ping' | 'pong' };

const lineEnd = '\r\n';

export class Splitter {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws Error where it is not NATS */
  take(piece: Buffer): readonly Said[] {
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const said: Said[] = [];
    let at = 0;
    for (;;) {
      const end = this.#rest.indexOf(lineEnd, at);
      if (end < 0) break;
      const [word = '', ...args] = this.#rest.toString('utf8', at, end).split(/\s+/);
      const after = end + lineEnd.length;
      const isMessage = /^h?msg$/i.test(word);
      const sizes = isMessage ? args.slice(/^h/i.test(word) ? -2 : -1).map(Number) : [0];
      const size = sizes.at(-1) ?? Number.NaN;
      if (!(size >= 0 && size <= maxPayloadBytes)) throw new Error(`no message of NATS: ${word} ${args.join(' ')}`);
      if (isMessage && this.#rest.length < after + size + lineEnd.length) break;
      const header = sizes.length === 2 ? (sizes[0] ?? 0) : 0;
      if (isMessage) said.push(this.#message(args, sizes.length, after, header, size));
      else said.push(...spoken(word, this.#rest.toString('utf8', at, end)));
      at = isMessage ? after + size + lineEnd.length : after;
    }
    this.#rest = this.#rest.subarray(at);
    return said;
  }

  #message(args: readonly string[], sizes: number, from: number, header: number, size: number): Said {
    const [subject = '', sid = '', reply] = args.slice(0, args.length - sizes);
    const status = /^NATS\/1\.0 (\d{3})/.exec(this.#rest.toString('latin1', from, from + header))?.[1];
    return {
      ...{ kind: 'message', subject, sid, reply },
      payload: this.#rest.toString('utf8', from + header, from + size),
      status: status === undefined ? undefined : Number(status),
    };
  }
}

function spoken(word: string, line: string): readonly Said[] {
  switch (word.toUpperCase()) {
    case 'INFO':
      return [{ kind: 'info', text: line.slice(word.length).trim() }];
    case 'PING':
      return [{ kind: 'ping' }];
    case 'PONG':
      return [{ kind: 'pong' }];
    case '+OK':
      return [];
    case '-ERR':
      return [{ kind: 'error', text: line.slice(word.length).trim().replace(/^'|'$/g, '') }];
    default:
      throw new Error(`no word of NATS: ${line.slice(0, 100)}`);
  }
}

export function published(subject: string, reply: string | undefined, payload: string): string {
  const to = reply === undefined ? subject : `${subject} ${reply}`;
  return `PUB ${to} ${Buffer.byteLength(payload)}${lineEnd}${payload}${lineEnd}`;
}
