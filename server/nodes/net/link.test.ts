import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fairWeather, firstSegmentsBytes, type Weather } from './flow';
import { Link, type LinkWeather } from './link';

function bothWays(weather: Weather): LinkWeather {
  return { there: weather, back: weather };
}

const fair = bothWays(fairWeather);
const cut = bothWays({ ...fairWeather, passes: 'nothing' });
/** Far longer than loopback needs: what has not come by then is held. */
const quietMs = 60;

/** One end of a connection, with all that it received. */
class End {
  readonly socket: Socket;
  received = '';
  hasEnded = false;
  isBroken = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.received += text;
    });
    socket.on('end', () => {
      this.hasEnded = true;
    });
    socket.on('error', () => {
      this.isBroken = true;
    });
  }
}

describe('a link between two nodes', () => {
  const target = createServer({ allowHalfOpen: true });
  let link: Link;
  const ends: End[] = [];

  beforeEach(async () => {
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    link = await Link.open((target.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const { socket } of ends.splice(0)) socket.destroy();
    await link.close();
    await new Promise((resolve) => target.close(resolve));
  });

  function dial(): End {
    const near = new End(connect({ port: link.port, host: '127.0.0.1', allowHalfOpen: true }));
    ends.push(near);
    return near;
  }

  async function accepted(): Promise<End> {
    const [socket] = (await once(target, 'connection')) as [Socket];
    const far = new End(socket);
    ends.push(far);
    return far;
  }

  async function connected(): Promise<{ readonly near: End; readonly far: End }> {
    const waiting = accepted();
    const near = dial();
    return { near, far: await waiting };
  }

  const until = (isReached: () => boolean) => expect.poll(isReached, { interval: 2 }).toBe(true);

  test('bytes pass both ways', async () => {
    const { near, far } = await connected();
    near.socket.write('ping');
    await until(() => far.received === 'ping');
    far.socket.write('pong');
    await until(() => near.received === 'pong');
  });

  test('a cut holds what is sent, both ways, and a heal lets it flow', async () => {
    const { near, far } = await connected();
    link.change(cut);
    near.socket.write('to the far end');
    far.socket.write('to the near end');
    await pause(quietMs);
    expect([near.received, far.received, near.isBroken, far.isBroken]).toEqual(['', '', false, false]);
    link.change(fair);
    await until(() => far.received === 'to the far end' && near.received === 'to the near end');
  });

  test('a cut of one direction lets the first segments pass the other way, and no connection', async () => {
    const { near, far } = await connected();
    const half = { ...fairWeather, passes: 'first segments' } as const;
    link.change({ there: half, back: { ...fairWeather, passes: 'nothing' } });
    const waiting = accepted();
    const late = dial();
    late.socket.write('late');
    far.socket.write('unheard');
    near.socket.write('x'.repeat(40 * firstSegmentsBytes));
    await until(() => far.received.length >= firstSegmentsBytes);
    await pause(quietMs);
    expect(near.received).toBe('');
    // What came in one piece passed whole.
    expect(far.received.length).toBeLessThan(10 * firstSegmentsBytes);
    link.change(fair);
    const third = await waiting;
    await until(() => near.received === 'unheard' && far.received.length === 40 * firstSegmentsBytes);
    await until(() => third.received === 'late');
  });

  test('a connection that is made during a cut comes about when it heals', async () => {
    link.change(cut);
    let isThere = false;
    const waiting = accepted().then((far) => {
      isThere = true;
      return far;
    });
    const near = dial();
    near.socket.write('hello');
    await pause(quietMs);
    expect(isThere).toBe(false);
    link.change(fair);
    const far = await waiting;
    await until(() => far.received === 'hello');
  });

  test('the end of a connection does not pass a cut, and comes after what was sent before it', async () => {
    const { near, far } = await connected();
    link.change(cut);
    near.socket.end('last words');
    await pause(quietMs);
    expect(far.hasEnded).toBe(false);
    link.change(fair);
    await until(() => far.hasEnded);
    expect(far.received).toBe('last words');
  });

  test('a connection broken during a cut is broken at the other end after the heal', async () => {
    const { near, far } = await connected();
    link.change(cut);
    near.socket.resetAndDestroy();
    await pause(quietMs);
    expect([far.isBroken, far.socket.destroyed]).toEqual([false, false]);
    link.change(fair);
    await until(() => far.socket.destroyed);
  });

  test('a node that does not listen breaks the connection', async () => {
    await new Promise((resolve) => target.close(resolve));
    const near = dial();
    await until(() => near.socket.destroyed);
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  });

  test('a delay passes before each piece, and keeps their order', async () => {
    const { near, far } = await connected();
    link.change(bothWays({ ...fairWeather, delayMs: 120 }));
    const startMs = performance.now();
    near.socket.write('a');
    await pause(20);
    near.socket.write('b');
    await until(() => far.received === 'ab');
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(120);
  });

  test('a rate lets only so many bits through in a time, in their order', async () => {
    const { near, far } = await connected();
    link.change(bothWays({ ...fairWeather, rateKbit: 800 }));
    const startMs = performance.now();
    for (let sent = 0; sent < 10; sent++) near.socket.write(numbered(sent * 2000, 2000), 'latin1');
    await until(() => far.received.length === 20_000);
    // 160,000 bits.
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(199);
    expect(far.received).toBe(numbered(0, 20_000));
  });

  test('a sender is held up by a cut before it fills the memory', async () => {
    const { near, far } = await connected();
    link.change(cut);
    const size = 16 * 1024 * 1024;
    near.socket.write(Buffer.alloc(size, 'x'));
    await pause(5 * quietMs);
    expect(near.socket.writableLength).toBeGreaterThan(0);
    link.change(fair);
    await until(() => far.received.length === size);
  });

  test('over any cuts, delays and heals no byte is lost, added or moved', async () => {
    const weather = fc.record({
      passes: fc.constantFrom('all' as const, 'first segments' as const, 'nothing' as const),
      delayMs: fc.integer({ min: 0, max: 5 }),
      jitterMs: fc.integer({ min: 0, max: 5 }),
      rateKbit: fc.constantFrom(Number.POSITIVE_INFINITY, 100_000),
    });
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('send' as const),
        isNear: fc.boolean(),
        size: fc.integer({ min: 1, max: 100_000 }),
      }),
      fc.record({
        kind: fc.constant('weather' as const),
        there: weather,
        back: weather,
      }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 5 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        link.change(fair);
        const { near, far } = await connected();
        const sent = { near: '', far: '' };
        for (const each of steps) {
          if (each.kind === 'wait') await pause(each.ms);
          else if (each.kind === 'weather') link.change(each);
          else {
            const side = each.isNear ? 'near' : 'far';
            const text = numbered(sent[side].length, each.size);
            sent[side] += text;
            (each.isNear ? near : far).socket.write(text, 'latin1');
          }
        }
        near.socket.end();
        far.socket.end();
        link.change(fair);
        await until(() => near.hasEnded && far.hasEnded);
        expect(far.received === sent.near && near.received === sent.far).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('what is sent in a cut arrives only after it', async () => {
    const { near, far } = await connected();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 }), async (sizes) => {
        const before = far.received.length;
        link.change(cut);
        for (const size of sizes) near.socket.write(numbered(0, size), 'latin1');
        await pause(5);
        expect(far.received.length).toBe(before);
        link.change(fair);
        const total = sizes.reduce((sum, size) => sum + size, before);
        await until(() => far.received.length === total);
      }),
      { numRuns: 30 },
    );
  });
});

/** Text in which each place differs from those near it. */
function numbered(from: number, size: number): string {
  return Array.from({ length: size }, (_, i) => String.fromCharCode(33 + ((from + i) % 89))).join('');
}
