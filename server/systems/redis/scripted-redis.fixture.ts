/** For tests: a Redis that is a few lines of script on a loopback port, and counts what reaches it. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Remote } from '../../nodes/remote';
import { connectOnly } from '../kit/http/scripted-node';

/** What it does with a command: the bytes of an answer, or nothing, or something to the socket. */
type Script = (command: readonly string[], socket: Socket) => string | undefined;

export class ScriptedRedis {
  readonly remote: Remote;
  /** As they arrived, over all connections. */
  readonly commands: (readonly string[])[] = [];
  /** The commands that came in one piece. */
  readonly pieces: number[] = [];
  connections = 0;
  script: Script;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));

  private constructor(script: Script) {
    this.script = script;
    this.remote = connectOnly('n1', () => this.connect());
  }

  static async start(script: Script): Promise<ScriptedRedis> {
    const scripted = new ScriptedRedis(script);
    await new Promise<void>((resolve) => scripted.#server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  /**
   * A connection as `Remote.connect` gives one: a channel of SSH is not closed by itself when the server ends its side.
   * @throws as the system says it when nothing listens
   */
  async connect({ allowHalfOpen = true } = {}): Promise<Socket> {
    const address = this.#server.address() as AddressInfo | null;
    const socket = connect({ port: address?.port ?? 1, host: '127.0.0.1', allowHalfOpen });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return socket;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (piece) => {
      text += String(piece);
      const { commands, rest } = parsed(text);
      text = rest;
      this.commands.push(...commands);
      this.pieces.push(commands.length);
      for (const command of commands) {
        const answer = this.script(command, socket);
        if (answer !== undefined) socket.write(answer);
      }
    });
  }
}

/** Commands as RESP has them, each a list of texts, its name in capitals: `*2\r\n$3\r\nGET\r\n$4\r\nclew\r\n`. */
function parsed(text: string): { readonly commands: readonly (readonly string[])[]; readonly rest: string } {
  const commands: string[][] = [];
  let rest = text;
  for (;;) {
    const head = /^\*(\d+)\r\n/.exec(rest);
    if (head === null) return { commands, rest };
    const words: string[] = [];
    let at = head[0].length;
    for (let left = Number(head[1]); left > 0; left--) {
      const length = /^\$(\d+)\r\n/.exec(rest.slice(at));
      if (length === null) return { commands, rest };
      const from = at + length[0].length;
      at = from + Number(length[1]) + 2;
      if (rest.length < at) return { commands, rest };
      words.push(rest.slice(from, at - 2));
    }
    const [name = '', ...args] = words;
    commands.push([name.toUpperCase(), ...args]);
    rest = rest.slice(at);
  }
}
