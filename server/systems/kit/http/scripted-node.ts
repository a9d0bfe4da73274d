/** For tests: a node whose system is a few lines of script on a loopback port, reached as if through SSH. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Remote } from '../../../nodes/remote';
import type { SystemNode } from '../system';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

type Script = (seen: Seen, response: ServerResponse) => void;

export class ScriptedNode {
  readonly node: SystemNode;
  readonly requests: Seen[] = [];
  connections = 0;
  /** Set to make the next connections fail before they are open. */
  refusal: Error | undefined;
  #held: Promise<void> | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  script: Script;

  private constructor(name: string, script: Script) {
    this.script = script;
    this.node = { name, remote: connectOnly(name, () => this.#connect()) };
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(name: string, script: Script): Promise<ScriptedNode> {
    const scripted = new ScriptedNode(name, script);
    await new Promise<void>((resolve) => scripted.#server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  /** Connections neither open nor are refused until the returned function is called. */
  holdConnections(): () => void {
    let release: () => void = () => undefined;
    this.#held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  /** Ends every open connection, as a killed server does. */
  async drop(): Promise<void> {
    const closed = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  async stop(): Promise<void> {
    await this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #connect(): Promise<Duplex> {
    await this.#held;
    if (this.refusal !== undefined) throw this.refusal;
    this.connections++;
    const { port } = this.#server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return socket;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const seen = { method: request.method ?? '', url: request.url ?? '', body };
    this.requests.push(seen);
    this.script(seen, response);
  }
}

/** A successful answer about the register as etcd writes it. */
export function register(value: string, modifiedIndex: number): Script {
  const body = { action: 'get', node: { key: '/clew', value, modifiedIndex, createdIndex: 3 } };
  return (_seen, response) => {
    response.writeHead(200, { 'x-etcd-index': String(modifiedIndex + 1) });
    response.end(JSON.stringify(body));
  };
}

/** @param open for every connection to the node, on whatever port */
export function connectOnly(node: string, open: () => Promise<Duplex>, address = '127.0.0.1'): Remote {
  const refuse = async (): Promise<never> => {
    throw new Error('a scripted node only takes connections');
  };
  return {
    node,
    address,
    exec: refuse,
    shell: refuse,
    upload: refuse,
    download: refuse,
    write: refuse,
    read: refuse,
    connect: open,
    close: async () => undefined,
  };
}
