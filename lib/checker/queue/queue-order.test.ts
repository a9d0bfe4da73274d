import { expect, it } from 'vitest';
import { fifoQueue } from '../../model/fifo-queue';
import { unlimitedBudget } from '../core/checked.fixture';
import { drawn } from '../core/drawn-history.fixture';
import { check } from '../linearizable/check';
import { runChecker } from '../registry';
import { queueHistory } from './queues.fixture';

const judged = (history: Parameters<typeof runChecker>[1]) => runChecker('queue-order', history, {}, unlimitedBudget());

it('says what a search for an order says', () => {
  const seen = { true: 0, false: 0, unknown: 0 };
  const noLimits = { timeLimitMs: Number.POSITIVE_INFINITY, memoryLimitMb: Number.POSITIVE_INFINITY };
  for (let seed = 0; seed < 1000; seed++) {
    const history = queueHistory(`queue/${seed}`, { operations: 4 + (seed % 6), clients: 3, isTroubled: true });
    const found = judged(history);
    seen[`${found.valid}`]++;
    if (found.valid === 'unknown') continue;
    expect(found.valid, `seed ${seed}: ${JSON.stringify(history)}`).toBe(check(history, fifoQueue(), noLimits).valid);
  }
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(150);
});

it.each([
  [
    'out-of-order',
    '0 0 invoke enqueue 1\n1 0 ok enqueue 1\n2 0 invoke enqueue 2\n3 0 ok enqueue 2\n4 1 invoke dequeue\n5 1 ok dequeue 2\n6 1 invoke dequeue\n7 1 ok dequeue 1',
  ],
  [
    'overtaken',
    '0 0 invoke enqueue 1\n1 0 ok enqueue 1\n2 0 invoke enqueue 2\n3 0 ok enqueue 2\n4 1 invoke dequeue\n5 1 ok dequeue 2',
  ],
  ['never-put-in', '0 1 invoke dequeue\n1 1 ok dequeue 2'],
  ['never-put-in', '0 1 invoke dequeue\n1 1 ok dequeue 2\n2 0 invoke enqueue 2\n3 0 ok enqueue 2'],
  [
    'taken-twice',
    '0 0 invoke enqueue 1\n1 0 ok enqueue 1\n2 1 invoke dequeue\n3 1 ok dequeue 1\n4 1 invoke dequeue\n5 1 ok dequeue 1',
  ],
  ['left-behind', '0 0 invoke enqueue 1\n1 0 ok enqueue 1\n2 1 invoke drain\n3 1 ok drain []'],
])('shows %s', (kind, text) => {
  expect(judged(drawn(text))).toMatchObject({ valid: false, anomalies: [{ kind, evidence: { type: 'cycle' } }] });
});

it('excuses as many elements as dequeues are unknown, and no more', () => {
  const put = (value: number, at: number) => `${at} 0 invoke enqueue ${value}\n${at + 1} 0 ok enqueue ${value}`;
  const lost = [put(1, 0), put(2, 2), put(3, 4), '6 2 invoke dequeue', '7 1 invoke dequeue', '8 1 ok dequeue 3'].join(
    '\n',
  );
  expect(judged(drawn(lost))).toMatchObject({ valid: false, anomalies: [{ kind: 'overtaken' }] });
  const excused = [put(1, 0), put(2, 2), '4 2 invoke dequeue', '5 1 invoke dequeue', '6 1 ok dequeue 2'].join('\n');
  expect(judged(drawn(excused))).toMatchObject({ valid: true });
});

it('refuses what goes in twice', () => {
  const twice = '0 0 invoke enqueue 1\n1 0 ok enqueue 1\n2 0 invoke enqueue 1\n3 0 ok enqueue 1';
  expect(judged(drawn(twice))).toMatchObject({
    valid: 'unknown',
    error: expect.stringContaining('op 2: it puts 1 in, and so does op 0'),
  });
});
