import { describe, expect, test } from 'vitest';
import { unlimitedBudget } from '../checker/core/checked.fixture';
import { drawn } from '../checker/core/drawn-history.fixture';
import { openAnomaly } from '../checker/linearizable/anomaly';
import type { CheckerName } from '../checker/names';
import { runChecker } from '../checker/registry';
import type { History } from '../history/op';
import { findModel } from '../model/registry';
import { judged } from '../protocol/judged.fixture';
import { appendBatch, emptyRunState, type RunState } from '../protocol/run-state';
import { bannerViolation, chipTime, violationBanner } from './violation-banner';

const nodes = ['n1', 'n2', 'n3'];

function judgedRun(ops: History, checker: CheckerName, model?: string): RunState {
  const context = model === undefined ? {} : { model: findModel(model, null) };
  const finding = runChecker(checker, ops, context as never, unlimitedBudget());
  const outcome = { type: 'outcome', at: 0, outcome: judged(undefined, [finding]) } as const;
  return appendBatch(emptyRunState(3), { from: 0, entries: [...ops, outcome] }).state;
}

function bannerOf(text: string | History, checker: CheckerName, model?: string) {
  const state = judgedRun(typeof text === 'string' ? drawn(text) : text, checker, model);
  const found = bannerViolation(state);
  if (!found) throw new Error('the history should be invalid');
  return violationBanner(found, state, nodes);
}

const sentenceOf = (...args: Parameters<typeof bannerOf>) => bannerOf(...args).sentence;

const seen = { anomaly: openAnomaly(2, 3), checker: 'linearizability', sentence: 'as it says' };

describe('a register', () => {
  const stale = `
    5690 0 invoke write 4
    5730 0 ok write 4
    6210 5 invoke read
    6220 5 ok read 2`;

  test('a stale read is told by the write that had been acknowledged, with the client and not the process', () => {
    expect(sentenceOf(`0 1 invoke write 2\n10 1 ok write 2${stale}`, 'linearizability', 'cas-register')).toBe(
      "n3 answered 2, but client 0's write of 4 had been acknowledged half a second before.",
    );
  });

  test('its chips are in the order in which the operations ended, the violation last', () => {
    const { chips } = bannerOf(stale, 'linearizability', 'cas-register');
    expect(chips.map((chip) => [chip.label, chip.node, chipTime(chip), chip.isViolating])).toEqual([
      ['r 2', 'n3', '6.21–6.22 s', true],
    ]);
    const two = bannerOf(`0 1 invoke write 2\n10 1 ok write 2${stale}`, 'linearizability', 'cas-register').chips;
    expect(two.map(({ label, client }) => [label, client])).toEqual([
      ['w 4', 0],
      ['r 2', 2],
    ]);
  });

  test('a value that nobody wrote contradicts everything', () => {
    expect(sentenceOf(stale, 'linearizability', 'cas-register')).toBe(
      'n3 answered 2, and no operation that had begun by then explains that.',
    );
  });

  test('an answer that another had given before is told by that, where the write never completed', () => {
    const read = `
      0 0 invoke write 1
      5 0 ok write 1
      8 0 invoke write 4
      10 1 invoke read
      20 1 ok read 4
      100 2 invoke read
      120 2 ok read 1`;
    expect(sentenceOf(read, 'linearizability', 'cas-register')).toBe(
      'n3 answered 1, but n2 had answered 4 80 ms before.',
    );
  });

  test('a compare-and-set that cannot have been is what the node accepted', () => {
    const cas = `
      0 0 invoke write 4
      10 0 ok write 4
      1000 1 invoke cas [2,3]
      1010 1 ok cas [2,3]`;
    expect(sentenceOf(cas, 'linearizability', 'cas-register')).toBe(
      "n2 accepted client 1's cas 2→3, and no order of the operations explains that.",
    );
  });

  test('what was seen while the test runs claims nothing of what is still open', () => {
    const { state } = appendBatch(emptyRunState(3), { from: 0, entries: drawn(stale) });
    expect(violationBanner(seen, state, nodes).sentence).toBe(
      'n3 answered 2, and no order of the operations explains that, however those still open may end.',
    );
  });

  test('while its operations are still arriving, the checker speaks', () => {
    expect(violationBanner(seen, emptyRunState(3), nodes).sentence).toBe('as it says');
  });

  test('the fault that held is named', () => {
    const state = judgedRun(drawn(`0 1 invoke write 2\n10 1 ok write 2${stale}`), 'linearizability', 'cas-register');
    const faults = [{ fault: 'partition', start: 1, madeAt: 2, effect: { links: { n3: ['n1', 'n2'] } } }];
    const found = bannerViolation(state);
    expect(found && violationBanner(found, { ...state, faults }, nodes).faults).toEqual(['n3 did not hear n1, n2']);
  });
});

describe('a lock', () => {
  test('held twice says who had it, and that it had not been given back', () => {
    const twice = `
      0 0 invoke acquire
      10 0 ok acquire
      400 2 invoke acquire
      420 2 ok acquire`;
    expect(sentenceOf(twice, 'linearizability', 'mutex')).toBe(
      'n3 gave client 2 the lock, but n1 had given client 0 the lock 390 ms before, and client 0 had not given it back.',
    );
  });

  test('given back twice says nothing of who holds it', () => {
    const back = `
      0 0 invoke acquire
      10 0 ok acquire
      20 0 invoke release
      30 0 ok release
      1030 1 invoke release
      1040 1 ok release`;
    expect(sentenceOf(back, 'linearizability', 'mutex')).toMatch(/^n2 took the lock back from client 1, (but|and) /);
    expect(sentenceOf(back, 'linearizability', 'mutex')).not.toContain('not given it back');
  });
});

describe('other checkers', () => {
  test('a lost element is told by its add, and the read that lacks it', () => {
    const lost = `
      0 0 invoke add 5
      10 0 ok add 5
      20 1 invoke read
      30 1 ok read [5]
      1040 2 invoke read
      1050 2 ok read []`;
    expect(sentenceOf(lost, 'set-full')).toBe(
      "n3 answered without 5, but client 0's add of 5 had been acknowledged a second before, and no later read has it.",
    );
    expect(sentenceOf(lost, 'set')).toBe(
      "n3 answered without 5, but client 0's add of 5 had been acknowledged a second before.",
    );
  });

  test('an element that never came out of a queue, and one that was never put in', () => {
    const lost = `
      0 0 invoke enqueue 4
      10 0 ok enqueue 4
      20 1 invoke enqueue 5
      30 1 ok enqueue 5
      40 1 invoke dequeue
      50 1 ok dequeue 5`;
    expect(sentenceOf(lost, 'total-queue')).toBe(
      "Client 0's enqueue of 4 was acknowledged by n1, but 4 never came out again.",
    );
    expect(sentenceOf('0 2 invoke dequeue\n10 2 ok dequeue 9', 'total-queue')).toBe(
      'Client 2 dequeued 9 on n3, which no client ever put in.',
    );
  });

  test('an element twice in one read, and an id given out twice', () => {
    const twice = '0 0 invoke add 5\n10 0 ok add 5\n20 1 invoke read\n30 1 ok read [5,5]';
    expect(sentenceOf(twice, 'set-full')).toBe('n2 answered with 5 twice in one read.');
    const ids = '0 0 invoke generate\n10 0 ok generate 7\n2020 1 invoke generate\n2030 1 ok generate 7';
    expect(sentenceOf(ids, 'unique-ids')).toBe('n2 gave out id 7, but client 0 had generated 7 on n1 2.0 s before.');
  });

  test('a counter out of its bounds', () => {
    const read = '0 0 invoke add 2\n10 0 ok add 2\n20 1 invoke read\n30 1 ok read 7';
    expect(sentenceOf(read, 'counter')).toBe('n2 answered 7, but the counter lay between 2 and 2 by then.');
  });

  test('a step back of a session names both indexes', () => {
    const back = drawn(`
      0 1 invoke write 4
      10 1 ok write 4
      20 1 invoke read
      30 1 ok read 1`).map((op) =>
      op.type === 'ok' ? { ...op, revision: { modifiedIndex: op.f === 'write' ? 7 : 5 } } : op,
    );
    expect(sentenceOf(back, 'sessions')).toBe(
      'n2 answered client 1 with 1 as of index 5, but its write of 4 had been acknowledged at index 7, 10 ms before.',
    );
  });
});
