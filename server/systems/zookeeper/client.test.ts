/** Against a pretend server that speaks as ZooKeeper does, so that it can stand still between any two requests. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { connectOnly } from '../kit/http/scripted-node';
import type { SystemNode } from '../kit/system';
import { ZooKeeperClient } from './client';
import { JuteReader, JuteWriter, PacketSplitter } from './jute';
import { getData, type Request, setData, sync } from './requests';

const never = new AbortController().signal;
const codeOf = (request: Request) => request.code;
const [syncCode, getCode, setCode] = [sync(''), getData(''), setData('', '', 0)].map(codeOf);
const badVersion = -103;

/** One server of an ensemble, with what it has applied, and what the ensemble has committed without it. */
class PretendServer {
  readonly asked: number[] = [];
  sessions = 0;
  /** Happens before the request of this number, from 0, is answered. */
  meanwhile: readonly [number, () => void] | undefined;
  committed = { value: '3', version: 0, zxid: 20 };
  #applied = this.committed;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Leaves what arrives on the connections there are unread until the returned function is called. */
  pause(): () => void {
    const paused = [...this.#sockets];
    for (const socket of paused) socket.pause();
    return () => {
      for (const socket of paused) socket.resume();
    };
  }

  /** Others commit it; this server has not heard of it. */
  commit(value: string): void {
    const { version, zxid } = this.committed;
    this.committed = { value, version: version + 1, zxid: zxid + 1 };
  }

  get node(): SystemNode {
    const open = async () => {
      const socket = connect((this.#server.address() as AddressInfo).port, '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      return socket;
    };
    return { name: 'n1', remote: connectOnly('n1', open) };
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket.on('error', () => undefined));
    const packets = new PacketSplitter(1024);
    let isConnected = false;
    socket.on('data', (piece: Buffer) => {
      for (const packet of packets.take(piece)) {
        if (isConnected) this.#answer(socket, new JuteReader(packet));
        else socket.write(new JuteWriter().int(0).int(10_000).long(7).bytes(Buffer.alloc(16)).bool(false).packet());
        if (!isConnected) this.sessions++;
        isConnected = true;
      }
    });
  }

  #answer(socket: Socket, reader: JuteReader): void {
    const [xid, code] = [reader.int(), reader.int()];
    if (this.meanwhile?.[0] === this.asked.length) this.meanwhile[1]();
    this.asked.push(code);
    const reply = (error = 0) => new JuteWriter().int(xid).long(this.#applied.zxid).int(error);
    const stat = (writer: JuteWriter) => {
      const { zxid, version } = this.#applied;
      writer.long(1).long(zxid).long(0).long(0).int(version).int(0).int(0).long(0).int(1).int(0).long(1);
      return writer.packet();
    };
    if (code === getCode) socket.write(stat(reply().text(this.#applied.value)));
    if (code === syncCode) {
      this.#applied = this.committed;
      socket.write(reply().text('/clew').packet());
    }
    if (code !== setCode) return;
    reader.bytes();
    const [data, version] = [reader.bytes().toString(), reader.int()];
    if (version !== -1 && version !== this.committed.version) {
      socket.write(reply(badVersion).packet());
      return;
    }
    this.commit(data);
    this.#applied = this.committed;
    socket.write(stat(reply()));
  }
}

let server: PretendServer;
let client: ZooKeeperClient;

beforeEach(async () => {
  server = new PretendServer();
  await server.start();
  client = new ZooKeeperClient(server.node, { readLevel: 'sync', timeoutMs: 5000 });
});

afterEach(async () => {
  await client.close();
  await server.stop();
});

function invoke(f: string, value: Json) {
  const op: Op = { index: 0, time: 0, process: 0, type: 'invoke', f, value };
  return client.invoke(op, never);
}

describe('a read at the level sync', () => {
  it('shows what was committed before it began, and stands where its server stood', async () => {
    server.commit('4');
    expect(await invoke('read', null)).toMatchObject({
      type: 'ok',
      value: 4,
      revision: { modifiedIndex: 21, index: 21 },
    });
    expect(server.asked).toEqual([syncCode, getCode]);
  });

  it('shows no less than that where its server stands still after the sync', async () => {
    server.commit('4');
    server.meanwhile = [1, () => server.commit('5')];
    expect(await invoke('read', null)).toMatchObject({ type: 'ok', value: 4 });
  });

  it.each([0, 1])('fails where its session ends at request %i, and is not read in another', async (gap) => {
    server.meanwhile = [gap, () => server.drop()];
    expect(await invoke('read', null)).toMatchObject({ type: 'fail', error: 'connection-lost' });
    expect([server.asked.length, server.sessions]).toEqual([gap + 1, 1]);
    expect(await invoke('read', null)).toMatchObject({ type: 'ok', value: 3 });
    expect(server.sessions).toBe(2);
  });
});

describe('a cas', () => {
  it('compares what it reads, and writes if its version is still the same', async () => {
    expect(await invoke('cas', [3, 4])).toMatchObject({ type: 'ok', value: [3, 4] });
    expect(server.committed.value).toBe('4');
    expect(await invoke('cas', [3, 5])).toMatchObject({ type: 'fail', error: 'compare-failed' });
    expect(server.asked).toEqual([getCode, setCode, getCode]);
  });

  it.each([0, 1])('happens at one moment: another write before request %i is never lost', async (gap) => {
    server.meanwhile = [gap, () => server.commit('1')];
    expect(await invoke('cas', [3, 4])).toMatchObject({ type: 'fail', error: { error: 'bad-version' } });
    expect(server.committed.value).toBe('1');
  });

  it('does not take a value for the one it read because it is the same again', async () => {
    const back = () => {
      server.commit('1');
      server.commit('3');
    };
    server.meanwhile = [1, back];
    expect(await invoke('cas', [3, 4])).toMatchObject({ type: 'fail', error: { error: 'bad-version' } });
  });

  it('has not happened where its session ends at the read, and is unknown where it ends at the write', async () => {
    server.meanwhile = [0, () => server.drop()];
    expect(await invoke('cas', [3, 4])).toMatchObject({ type: 'fail', error: 'connection-lost' });
    server.meanwhile = [2, () => server.drop()];
    expect(await invoke('cas', [3, 4])).toMatchObject({ type: 'info', error: 'connection-lost' });
    expect(server.asked).toEqual([getCode, getCode, setCode]);
  });

  it('compares values, not their texts', async () => {
    server.commit('{"b": 1, "a": [2]}');
    await invoke('read', null);
    expect(await invoke('cas', [{ a: [2], b: 1 }, 4])).toMatchObject({ type: 'ok' });
  });
});

it('is never answered by what an operation before it had asked for', async () => {
  await client.close();
  client = new ZooKeeperClient(server.node, { readLevel: 'local', timeoutMs: 300 });
  expect(await invoke('write', 4)).toMatchObject({ type: 'ok' });
  const resume = server.pause();
  expect(await invoke('read', null)).toMatchObject({ type: 'fail', error: 'timed-out' });
  resume();
  expect(await invoke('write', 5)).toMatchObject({ type: 'ok' });
  expect(await invoke('read', null)).toMatchObject({ type: 'ok', value: 5 });
  expect(server.sessions).toBe(2);
});

it('writes with one request', async () => {
  expect(await invoke('write', 4)).toMatchObject({ type: 'ok', value: 4, revision: { modifiedIndex: 21 } });
  expect(server.asked).toEqual([setCode]);
});
