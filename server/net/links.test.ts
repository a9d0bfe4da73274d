import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cutBetween, type Grudge } from '@/lib/nemesis/grudge';
import { Links } from './links';

const names = ['n1', 'n2', 'n3'] as const;

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

  async function reaches(from: string, to: string): Promise<boolean> {
    const socket = connect(links.port(from, to), '127.0.0.1');
    const answer = once(socket, 'data').then(([chunk]) => String(chunk) === to);
    const isHeld = new Promise<boolean>((resolve) => setTimeout(resolve, 50, false));
    try {
      return await Promise.race([answer, isHeld]);
    } finally {
      socket.destroy();
    }
  }

  async function reached(): Promise<readonly string[]> {
    const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));
    const results = await Promise.all(pairs.map(async ([from, to]) => ((await reaches(from, to)) ? [from + to] : [])));
    return results.flat();
  }

  const all = ['n1n2', 'n1n3', 'n2n1', 'n2n3', 'n3n1', 'n3n2'];
  const cases: readonly (readonly [string, Grudge, readonly string[]])[] = [
    ['one node from the rest', cutBetween(['n1', 'n3'], ['n2']), ['n1n3', 'n3n1']],
    ['a node that drops the packets of another, both ways', { n1: ['n2'] }, ['n1n3', 'n2n3', 'n3n1', 'n3n2']],
    ['nothing', {}, all],
  ];
  test.each(cases)('a grudge cuts %s', async (_, grudge, left) => {
    expect(await reached()).toEqual(all);
    await links.cut(grudge);
    expect(await reached()).toEqual(left);
    await links.heal();
    expect(await reached()).toEqual(all);
  });

  test('a later grudge replaces an earlier one', async () => {
    await links.cut({ n1: ['n2'] });
    await links.cut({ n1: ['n3'] });
    expect(await reached()).toEqual(['n1n2', 'n2n1', 'n2n3', 'n3n2']);
  });

  test('a grudge that names a stranger is refused', async () => {
    await expect(links.cut({ n1: ['n9'] })).rejects.toThrow('the grudge names n9');
  });
});
