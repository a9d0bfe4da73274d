/**
 * The way from one node to another on a machine where both have the same address, so that no packet filter can tell
 * them apart: a TCP proxy that one node uses to reach one other.
 *
 *     n1 ──▶ 127.0.0.1:<port of the link n1→n2> ──▶ 127.0.0.1:<port of n2>
 *
 * A cut is that of a filter which drops packets: connections stay open and nothing passes, ends of connections
 * included; new ones hang. Where a filter drops only one direction, what is sent the other way arrives and is never
 * acknowledged: TCP stops after its first segments. After a heal everything that was held flows at once, where TCP would
 * wait for its next retransmission.
 */
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { Flow, fairWeather, type Weather } from './flow';

const loopback = '127.0.0.1';

/** From the near end, which dials, to the far one, and back. */
export interface LinkWeather {
  readonly there: Weather;
  readonly back: Weather;
}

export class Link {
  readonly port: number;
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #connections = new Set<Connection>();
  #weather: LinkWeather = { there: fairWeather, back: fairWeather };

  private constructor(server: Server, targetPort: number) {
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#targetPort = targetPort;
    server.on('connection', (near) => {
      const connection = new Connection(near, this.#targetPort, this.#weather);
      this.#connections.add(connection);
      connection.onceClosed(() => this.#connections.delete(connection));
    });
  }

  /** @param targetPort where the node at the far end listens, now or later */
  static async open(targetPort: number): Promise<Link> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, loopback, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return new Link(server, targetPort);
  }

  change(weather: LinkWeather): void {
    this.#weather = weather;
    for (const connection of this.#connections) connection.change(weather);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }
}

class Connection {
  readonly #near: Socket;
  readonly #far = new Socket({ allowHalfOpen: true });
  readonly #targetPort: number;
  readonly #there: Flow;
  readonly #back: Flow;
  #isDialled = false;

  constructor(near: Socket, targetPort: number, weather: LinkWeather) {
    this.#near = near;
    this.#targetPort = targetPort;
    this.#far.setNoDelay(true);
    this.#dial(weather);
    this.#there = new Flow(near, this.#far, this.#undialled ?? weather.there);
    this.#back = new Flow(this.#far, near, this.#undialled ?? weather.back);
  }

  change(weather: LinkWeather): void {
    this.#dial(weather);
    this.#there.change(this.#undialled ?? weather.there);
    this.#back.change(this.#undialled ?? weather.back);
  }

  /** Until there is a connection nothing passes, whatever the weather. */
  get #undialled(): Weather | undefined {
    return this.#isDialled ? undefined : { ...fairWeather, passes: 'nothing' };
  }

  onceClosed(listener: () => void): void {
    let open = 2;
    for (const socket of [this.#near, this.#far]) {
      socket.once('close', () => {
        open--;
        if (open === 0) listener();
      });
    }
  }

  destroy(): void {
    this.#near.destroy();
    this.#far.destroy();
  }

  /** A cut of either direction holds back new connections; pending ones are established when it heals. */
  #dial({ there, back }: LinkWeather): void {
    if (there.passes !== 'all' || back.passes !== 'all' || this.#isDialled) return;
    this.#isDialled = true;
    this.#far.connect(this.#targetPort, loopback);
  }
}
