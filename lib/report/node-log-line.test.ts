import { expect, test } from 'vitest';
import { lineAt, logLineLevel, logLineTime, timedLines } from './node-log-line';

const at = (text: string) => new Date(text).getTime();

test('the time of a line is read in the forms of the systems that are tested', () => {
  const lines: readonly (readonly [string, string])[] = [
    ['2026-11-30 09:05:00.123456 I | raft: elected leader', '2026-11-30T09:05:00.123456Z'],
    ['{"level":"warn","ts":"2026-11-30T09:05:00.123Z","msg":"slow"}', '2026-11-30T09:05:00.123Z'],
    ['2026-11-30T10:05:00.123+0100 [INFO]  agent: ready', '2026-11-30T09:05:00.123Z'],
    ['2026-11-30 09:05:00,123 [myid:1] - INFO  [main:Server@1] - started', '2026-11-30T09:05:00.123Z'],
    ['2026/11/30 09:05:00 http: panic serving', '2026-11-30T09:05:00Z'],
    ['12345:M 30 Nov 2026 09:05:00.123 * Ready to accept', '2026-11-30T09:05:00.123Z'],
    ['2026-11-30 09:05:00.123 UTC [7] LOG:  ready', '2026-11-30T09:05:00.123Z'],
    ['{"ts":1796029500.5,"msg":"x"}', new Date(1796029500500).toISOString()],
  ];
  for (const [line, time] of lines) expect(logLineTime(line), line).toBeCloseTo(at(time), 0);
});

test('what is no time at the beginning of a line is none', () => {
  for (const line of [
    '',
    '\tat Server.run(Server.java:12)',
    'port 2379',
    '30 Foo 2026 09:05:00',
    `${'x'.repeat(200)}2026-11-30 09:05:00`,
  ]) {
    expect(logLineTime(line), line).toBeUndefined();
  }
});

test('how bad a line is stands in its words', () => {
  expect(logLineLevel('2026-11-30 09:05:00.1 E | rafthttp: failed')).toBe('error');
  expect(logLineLevel('{"level":"warn","msg":"slow"}')).toBe('warn');
  expect(logLineLevel('2026-11-30 09:05:00.1 W | etcdserver: read timed out')).toBe('warn');
  expect(logLineLevel('2026-11-30 09:05:00.1 I | etcdserver: no errors here')).toBeUndefined();
});

test('a line without a time belongs to the one before it, and a moment has its line', () => {
  const log = timedLines('starting\n2026-11-30 09:05:01 a\n\tat b\n2026-11-30 09:05:03 c\n');
  expect(log.lines).toHaveLength(4);
  expect([...log.times].map((time) => time - at('2026-11-30T09:05:00Z'))).toEqual([Number.NaN, 1000, 1000, 3000]);
  expect(lineAt(log, at('2026-11-30T09:05:02Z'))).toBe(2);
  expect(lineAt(log, at('2026-11-30T09:05:03Z'))).toBe(3);
  expect(lineAt(log, 0)).toBe(0);
});
