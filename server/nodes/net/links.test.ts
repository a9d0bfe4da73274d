import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Grudge } from '@/lib/history/nemesis-value';
import { undisturbed } from '@/lib/nemesis/disturbance';
import { cutBetween } from '@/lib/nemesis/grudge';
import { Links } from './links';

const names = ['n1', 'n2', 'n3'] as const;
/** Far longer than loopback needs. */
const quietMs = 50;

/** Answers each connection with its own name. */
async function node(name: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(name);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('the links between nodes', () => {
  let servers: readonly Server[];
  let links: Links;

  beforeEach(async () => {
    servers = await Promise.all(names.map(node));
    links = await Links.open(
      names.map((name, i) => ({ name, port: ((servers[i] as Server).address() as AddressInfo).port })),
    );
  });
  afterEach(async () => {
    await links.close();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  });

  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to })));

  /** Tries every way at once; those that are cut go on trying until all the others, and a while more, have passed. */
  async function reach(expected: readonly string[]): Promise<void> {
    const answered = new Set<string>();
    const sockets = pairs.map(({ from, to }) => {
      const socket = connect(links.port(from, to), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.once('data', (chunk) => answered.add(from + String(chunk)));
      return socket;
    });
    try {
      await expect.poll(() => [...answered].sort(), { interval: 5 }).toEqual(expected);
      await pause(quietMs);
      expect([...answered].sort()).toEqual(expected);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  }

  const all = ['n1n2', 'n1n3', 'n2n1', 'n2n3', 'n3n1', 'n3n2'];
  const cases: readonly (readonly [string, Grudge, readonly string[]])[] = [
    ['one node from the rest', cutBetween(['n1', 'n3'], ['n2']), ['n1n3', 'n3n1']],
    ['a node that drops the packets of another, both ways', { n1: ['n2'] }, ['n1n3', 'n2n3', 'n3n1', 'n3n2']],
    ['nothing', {}, all],
  ];
  test.each(cases)('a grudge cuts %s', async (_, grudge, left) => {
    await reach(all);
    await links.cut(grudge);
    await reach(left);
    await links.heal();
    await reach(all);
  });

  test('a node that drops the packets of another is still heard on a connection that is open', async () => {
    const [, second] = servers;
    const heard: string[] = [];
    second?.removeAllListeners('connection');
    second?.on('connection', (socket) => {
      socket.on('data', (text) => heard.push(String(text)));
      socket.write('hello');
    });
    const near = connect(links.port('n1', 'n2'), '127.0.0.1');
    const answers: string[] = [];
    near.on('data', (text) => answers.push(String(text)));
    await expect.poll(() => answers.join('')).toBe('hello');
    await links.cut({ n2: ['n1'] });
    near.write('unheard');
    await pause(quietMs);
    expect(heard).toEqual([]);
    await links.cut({ n1: ['n2'] });
    near.write(' at first');
    await expect.poll(() => heard.join('')).toBe('unheard at first');
    near.destroy();
  });

  test('what one node sends another is late for as long as a fault delays it, and nothing else is', async () => {
    const [, second] = servers;
    second?.removeAllListeners('connection');
    second?.on('connection', (socket) => socket.on('data', () => socket.write('!')));
    const near = connect(links.port('n1', 'n2'), '127.0.0.1');
    const answer = async () => {
      const startMs = performance.now();
      near.write('?');
      await new Promise((resolve) => near.once('data', resolve));
      return performance.now() - startMs;
    };
    await answer();
    await links.disturb({ n2: ['n1'] }, { ...undisturbed, delayMs: 80 }, 1);
    expect(await answer()).toBeGreaterThanOrEqual(79);
    await links.disturb({ n1: ['n2'] }, { ...undisturbed, delayMs: 50 }, 2);
    expect(await answer()).toBeGreaterThanOrEqual(129);
    await links.heal(1);
    const late = await answer();
    await links.heal();
    const fastest = Math.min(await answer(), await answer(), await answer());
    near.destroy();
    expect(late).toBeGreaterThanOrEqual(49);
    expect(fastest).toBeLessThan(late);
    await expect(links.disturb({ n1: ['n2'] }, { ...undisturbed, lost: 0.1 }, 3)).rejects.toThrow('loses nothing');
  });

  test('a later grudge replaces an earlier one', async () => {
    await links.cut({ n1: ['n2'] });
    await links.cut({ n1: ['n3'] });
    await reach(['n1n2', 'n2n1', 'n2n3', 'n3n2']);
  });

  test('grudges of different faults are held and healed by their ids', async () => {
    await links.cut({ n1: ['n2'] }, 1);
    await links.cut({ n1: ['n3'], n2: ['n1'] }, 2);
    await reach(['n2n3', 'n3n2']);
    await links.heal(2);
    await reach(['n1n3', 'n2n3', 'n3n1', 'n3n2']);
    await links.heal(1);
    await reach(all);
  });

  test('a grudge that names a stranger is refused', async () => {
    await expect(links.cut({ n1: ['n9'] })).rejects.toThrow('the grudge names n9');
  });
});
