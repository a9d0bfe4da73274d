import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Failures } from './failures';

let now = 1_000_000;
let lines: string[] = [];

function failures(burst = 3): Failures {
  lines = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  return new Failures(log, { burst }, () => now);
}

const tries = (of: Failures, address: string, count: number) =>
  Array.from({ length: count }, () => of.count(address, 'sign-in') !== undefined);

test('whoever fails too often is told to wait, and is answered again after a while', () => {
  const of = failures();
  expect(tries(of, '10.0.0.1', 5)).toEqual([false, false, false, true, true]);
  expect(of.count('10.0.0.1', 'link')).toBe(6);
  expect(tries(of, '10.0.0.2', 1)).toEqual([false]);
  now += 12_000;
  expect(tries(of, '10.0.0.1', 3)).toEqual([false, true, true]);
  now += 3_600_000;
  expect(tries(of, '10.0.0.1', 4)).toEqual([false, false, false, true]);
});

test('a clock that is set back holds nothing against anybody for longer', () => {
  const of = failures();
  tries(of, '10.0.0.1', 9);
  now -= 24 * 3_600_000;
  tries(of, '10.0.0.1', 1);
  now += 60_000;
  expect(tries(of, '10.0.0.1', 1)).toEqual([false]);
});

test('all of a /64 of IPv6 count as one, and an address of IPv4 is the same in both ways to write it', () => {
  const of = failures(1);
  expect(tries(of, '2001:db8:0:1::1', 1)).toEqual([false]);
  expect(tries(of, '2001:db8:0:1:ffff:ffff:ffff:ffff', 1)).toEqual([true]);
  expect(tries(of, '2001:db8:0:2::1', 1)).toEqual([false]);
  expect(tries(of, '10.0.0.1', 1)).toEqual([false]);
  expect(tries(of, '::ffff:10.0.0.1', 1)).toEqual([true]);
  expect(tries(of, '::1', 2)).toEqual([false, true]);
});

test('as many addresses as there are take no more memory than some of them', () => {
  const of = failures(1);
  for (let i = 0; i < 30_000; i++) of.count(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 'link');
  // The oldest were forgotten, the newest are not.
  expect(of.isOver('10.0.0.0')).toBe(false);
  expect(of.isOver('10.0.117.47')).toBe(true);
});

test('a link that is right opens, however much was guessed from its address; guesses are looked up one after the other', async () => {
  const of = failures();
  tries(of, '127.0.0.1', 50);
  let atOnce = 0;
  let most = 0;
  const look = async (isLink: boolean) => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce--;
    return isLink;
  };
  const guesses = Array.from({ length: 100 }, () => of.tryLink('127.0.0.1', () => look(false)));
  expect(await of.tryLink('127.0.0.1', () => look(true))).toEqual({ isLink: true });
  expect(new Set((await Promise.all(guesses)).map(({ wait }) => wait))).toEqual(new Set([6]));
  expect(most).toBe(1);
});

test('there is a line for a refusal, and no flood of lines for a flood', () => {
  const of = failures();
  for (let i = 0; i < 1_000; i++) of.count('10.0.0.1', 'credentials');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, address: '10.0.0.1', entrance: 'credentials', msg: expect.stringContaining('opens nothing') },
  ]);
  now += 60_000;
  of.count('10.0.0.1', 'credentials');
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ before: 999 });
  for (let i = 0; i < 5_000; i++) of.say(`10.1.${i >> 8}.${i & 255}`, 'host');
  expect(lines.length).toBeLessThan(50);
});
