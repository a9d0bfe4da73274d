/**
 * Histories that no checker can be sure to decide, with thousands of clients or crashed operations: the answer is right or
 * unknown, and the limits are kept. The clock is real, because what is tested is how often somebody looks at it; but it
 * counts what this process works, not what it waits for while the machine does other things.
 */
import { describe, expect, it } from 'vitest';
import { present } from '../../../base/assert';
import type { Json } from '../../../base/json';
import type { History, Op } from '../../../history/op';
import { casRegister } from '../../../model/cas-register';
import type { CheckHost, CheckProgress } from '../../core/budget';
import { check } from '../check';
import type { Verdict } from '../verdict';
import { type LargeShape, largeHistory } from './large-history.fixture';
import { withStaleRead, withUnwrittenRead } from './wrong-read.fixture';

const timeLimitMs = 300;

/** How much later than its time limit a check may answer. */
const latenessMs = 100;

/** The first time the compiler and the garbage collector work along, and count; what is late each time is late. */
const attempts = 4;

const memoryLimitMb = 4096;

function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function judgedInTime(history: History): Verdict {
  let shortestMs = Number.POSITIVE_INFINITY;
  let verdict: Verdict | undefined;
  for (let attempt = 0; attempt < attempts && shortestMs > timeLimitMs + latenessMs; attempt++) {
    const startMs = workedMs();
    verdict = check(history, casRegister(), { timeLimitMs, memoryLimitMb }, { now: workedMs });
    shortestMs = Math.min(shortestMs, workedMs() - startMs);
  }
  expect(shortestMs).toBeLessThanOrEqual(timeLimitMs + latenessMs);
  return present(verdict, 'verdict');
}

/** All clients invoke, then all complete in the same order. */
function allAtOnce(clients: number, f: string, value: (client: number) => Json): History {
  const op = (process: number, type: Op['type'], index: number): Op => {
    const isRead = f === 'read' && type === 'invoke';
    return { index, time: index, process, type, f, value: isRead ? null : value(process) };
  };
  const numbers = Array.from({ length: clients }, (_, client) => client);
  return [
    ...numbers.map((client) => op(client, 'invoke', client)),
    ...numbers.map((client) => op(client, 'ok', clients + client)),
  ];
}

const crashing: LargeShape = { operations: 20_000, clients: 10, values: 5, crashed: 0.5, mix: 'thirds' };
const crowded: LargeShape = { operations: 5000, clients: 1000, values: 5, crashed: 0.1, mix: 'thirds' };

describe('a time limit is kept within 100 ms, and what is said is right', () => {
  for (const { title, shape } of [
    { title: 'ten thousand crashed operations', shape: crashing },
    { title: 'ten thousand crashed operations that act late', shape: { ...crashing, isLate: true } },
    { title: 'a thousand clients, a tenth of their operations crashed', shape: crowded },
    { title: 'thirty clients, a twentieth crashed', shape: { ...crashing, clients: 30, crashed: 0.05 } },
  ]) {
    it(title, () => {
      const history = largeHistory(title, shape);
      expect(judgedInTime(history).valid).not.toBe(false);
      const unwritten = present(withUnwrittenRead(history, 0.5, 5), 'a read');
      expect(judgedInTime(unwritten.history).valid).not.toBe(true);
      const stale = present(withStaleRead(history, 0.5), 'a read');
      if (stale.isCertain) expect(judgedInTime(stale.history).valid).not.toBe(true);
      else judgedInTime(stale.history);
    });
  }

  it('five thousand clients at once: reads, writes of one value and of two, and what cannot be', () => {
    expect(judgedInTime(allAtOnce(5000, 'read', () => null)).valid).not.toBe(false);
    expect(judgedInTime(allAtOnce(5000, 'write', () => 1)).valid).not.toBe(false);
    expect(judgedInTime(allAtOnce(5000, 'write', (client) => client % 2)).valid).not.toBe(false);
    expect(judgedInTime(allAtOnce(5000, 'read', (client) => client)).valid).not.toBe(true);
    expect(judgedInTime(allAtOnce(5000, 'cas', (client) => [client, client + 1])).valid).not.toBe(true);
  });

  it('a thousand clients that each write a value of their own', () => {
    expect(judgedInTime(allAtOnce(1000, 'write', (client) => client)).valid).not.toBe(false);
  });
});

describe('the other limits', () => {
  const hard = largeHistory('limits', { ...crowded, operations: 100_000 });
  const patience = 60_000;

  it('memory gives unknown, memory, and how far it got', () => {
    let usedMb = 0;
    const host: CheckHost = { now: workedMs, usedMemoryMb: () => usedMb++ };
    const verdict = check(hard, casRegister(), { timeLimitMs: patience, memoryLimitMb: 5 }, host);
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'memory' });
    if (verdict.valid === 'unknown') expect(verdict.progress.done).toBeLessThan(verdict.progress.total);
  });

  it('a wish to stop gives unknown, cancelled, within 100 ms', () => {
    let minLateMs = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < attempts && minLateMs > latenessMs; attempt++) {
      const startMs = workedMs();
      const host: CheckHost = { now: workedMs, isCancelled: () => workedMs() - startMs > 50 };
      const verdict = check(hard, casRegister(), { timeLimitMs: patience, memoryLimitMb }, host);
      expect(verdict).toMatchObject({ valid: 'unknown', cause: 'cancelled' });
      minLateMs = Math.min(minLateMs, workedMs() - startMs - 50);
    }
    expect(minLateMs).toBeLessThanOrEqual(latenessMs);
  });

  it('progress is told from its beginning on, never more than there is, and never less of the whole than before', () => {
    const reports: CheckProgress[] = [];
    let nowMs = 0;
    const host: CheckHost = { now: () => (nowMs += 50), onProgress: (progress) => reports.push(progress) };
    const history = largeHistory('progress', { ...crashing, crashed: 0, clients: 5 });
    const verdict = check(history, casRegister(), { timeLimitMs: Number.POSITIVE_INFINITY, memoryLimitMb }, host);
    expect(verdict.valid).toBe(true);
    expect(reports.length).toBeGreaterThan(10);
    for (const [place, { done, total }] of reports.entries()) {
      expect(done).toBeLessThanOrEqual(total);
      expect(done).toBeGreaterThanOrEqual(reports[place - 1]?.done ?? 0);
    }
    const last = present(reports.at(-1), 'report');
    expect(last.done / last.total).toBeGreaterThan(0.8);
  });
});
