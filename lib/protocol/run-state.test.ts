import { expect, test } from 'vitest';
import { openAnomaly } from '../checker/linearizable/anomaly';
import type { Op } from '../history/op';
import { operationList } from '../timeline/drawn-history.fixture';
import { blockOf } from './block-builder';
import type { Entry } from './entry';
import type { NodeReport } from './node-status';
import {
  appendBatch,
  appendBlock,
  emptyRunState,
  invocationOf,
  operationAt,
  operationsBefore,
  type RunState,
} from './run-state';

const invoke = (index: number, process: number, f = 'read'): Op => {
  return { index, time: index * 10, process, type: 'invoke', f, value: null };
};
const complete = (index: number, process: number, type: Op['type'] = 'ok', f = 'read'): Op => {
  return { index, time: index * 10, process, type, f, value: 1 };
};

function fold(entries: readonly Entry[], concurrency = 2): RunState {
  return appendBatch(emptyRunState(concurrency), { from: 0, entries }).state;
}

const history: readonly Op[] = [
  invoke(0, 0),
  invoke(1, 1),
  complete(2, 1, 'info'),
  complete(3, 0),
  invoke(4, 3),
  complete(5, 3, 'fail'),
];

/** The state, and everything that its columns answer from what they keep to themselves. */
function answersOf(state: RunState) {
  const { ops, log, lanes, beliefs } = state;
  return {
    state,
    ops: Array.from({ length: ops.length }, (_, index) => ops.at(index)),
    log: Array.from({ length: log.length }, (_, line) => log.at(line)),
    lanes: lanes.map((lane) => {
      const { length } = lane;
      const counted = [lane.fails(0, length), lane.infos(0, length), lane.busy(0, length)];
      return [...counted, lane.firstFail(0, length), lane.firstInfo(0, length)];
    }),
    beliefs: ['n1', 'n2'].map((node) => beliefs.at(node, 100)),
  };
}

test('an invocation and its completion are one operation, in the lane of the worker', () => {
  const state = fold(history);
  expect(operationList(state).map((operation) => [operation.invocation.index, operation.completion?.index])).toEqual([
    [0, 3],
    [1, 2],
    [4, 5],
  ]);
  expect(state.lanes.map((lane) => [...lane.places.values.subarray(0, lane.length)])).toEqual([[0], [1, 2]]);
  expect(state.lanes.map((lane) => lane.crashes)).toEqual([[], [0]]);
  expect(state.counts).toEqual({ ok: 1, fail: 1, info: 1 });
});

test('entries in one batch, one by one, or twice over give the same state', () => {
  const whole = fold(history);
  let single = emptyRunState(2);
  for (const [from, op] of history.entries()) single = appendBatch(single, { from, entries: [op] }).state;
  expect(answersOf(single)).toEqual(answersOf(whole));
  let twice = appendBatch(emptyRunState(2), { from: 0, entries: history.slice(0, 4) }).state;
  twice = appendBatch(twice, { from: 2, entries: history.slice(2) }).state;
  twice = appendBatch(twice, { from: 0, entries: history }).state;
  expect(answersOf(twice)).toEqual(answersOf(whole));
});

test('a block gives the state that its entries give, wherever it begins', () => {
  const log: Entry = { type: 'log', at: 5, level: 'info', source: 's', message: 'm' };
  const nemesis: Op = { index: 6, time: 70, process: 'nemesis', type: 'info', f: 'start', value: null };
  const entries: readonly Entry[] = [log, ...history.slice(0, 3), log, log, ...history.slice(3), nemesis, log];
  const whole = fold(entries);
  for (let known = 0; known <= entries.length; known++) {
    for (let from = 0; from <= known; from++) {
      const block = blockOf(entries.slice(from));
      const { state, isGap } = appendBlock(fold(entries.slice(0, known)), from, block);
      expect([answersOf(state), isGap]).toEqual([answersOf(whole), false]);
    }
  }
  expect(appendBlock(emptyRunState(2), 1, blockOf(entries.slice(1))).isGap).toBe(true);
});

test('a batch that begins after a gap is not taken', () => {
  const state = fold(history.slice(0, 2));
  const appended = appendBatch(state, { from: 3, entries: history.slice(3) });
  expect(appended).toEqual({ state, isGap: true });
});

test('a completion without an invocation is no operation', () => {
  const state = fold([complete(0, 1)]);
  expect([state.operations.length, state.ops.length, state.lanes[1]?.length]).toEqual([0, 1, 0]);
});

test('an op of either kind leads to its operation', () => {
  const state = fold(history);
  expect(history.map((op) => invocationOf(state, op))).toEqual([0, 1, 1, 0, 4, 4]);
  expect(operationAt(state, 4)?.completion?.index).toBe(5);
  expect(operationAt(state, 3)).toBeUndefined();
});

test('the operations before an op are counted, without its own, and of one key where it has one', () => {
  const state = fold(history);
  expect([operationsBefore(state, 0, 3), operationsBefore(state, 4, 5), operationsBefore(state, 1, 1)]).toEqual([
    1, 2, 1,
  ]);
  const keyed = fold(history.map((op) => ({ ...op, key: op.index < 4 ? 'x' : { k: 1 } })));
  expect([operationsBefore(keyed, 4, 5, 'x'), operationsBefore(keyed, 4, 5, { k: 1 })]).toEqual([2, 0]);
});

test('a step keeps its beginning when it ends', () => {
  const state = fold([
    { type: 'phase', at: 1, phase: 'set-up' },
    { type: 'step', at: 2, id: 'a', title: 'install etcd', node: 'n1', state: 'started' },
    { type: 'step', at: 3, id: 'b', title: 'install etcd', node: 'n2', state: 'started' },
    { type: 'step', at: 7, id: 'a', title: 'install etcd', node: 'n1', state: 'failed', detail: 'no space' },
    { type: 'phase', at: 8, phase: 'tear-down' },
  ]);
  expect(state.steps).toEqual([
    {
      id: 'a',
      title: 'install etcd',
      node: 'n1',
      phase: 'set-up',
      state: 'failed',
      detail: 'no space',
      startedAt: 2,
      endedAt: 7,
    },
    { id: 'b', title: 'install etcd', node: 'n2', phase: 'set-up', state: 'started', startedAt: 3 },
  ]);
  expect(state.phases).toEqual([
    { phase: 'set-up', startedAt: 1, endedAt: 8 },
    { phase: 'tear-down', startedAt: 8 },
  ]);
});

test('ops and log events print, other events do not', () => {
  const entries: readonly Entry[] = [
    { type: 'start', at: 5 },
    { type: 'log', at: 6, level: 'info', source: 'system.etcd', message: 'n4 etcd ready' },
    invoke(0, 0),
    { type: 'version', at: 7, version: '3.4.23', byNode: { n1: '3.4.23' } },
  ];
  const state = fold(entries);
  expect([0, 1, 2].map((line) => state.log.at(line))).toEqual([entries[1], invoke(0, 0), undefined]);
  expect([state.log.length, state.log.lineOf(0)]).toEqual([2, 1]);
  expect([state.startedAt, state.version, state.entryCount]).toEqual([5, '3.4.23', 4]);
  expect(state.nodeVersions).toEqual({ n1: '3.4.23' });
});

test('a violation is known while the test runs, and only the first counts', () => {
  const state = fold([
    { type: 'phase', at: 1, phase: 'running' },
    ...history,
    { type: 'violation', at: 2, checker: 'linearizability', anomaly: openAnomaly(0, 3) },
    { type: 'violation', at: 3, checker: 'linearizability', anomaly: openAnomaly(4, 5) },
  ]);
  expect(state.phase).toBe('running');
  expect(state.violation).toEqual({ checker: 'linearizability', anomaly: openAnomaly(0, 3) });
});

test('a fault is known from the moment the nemesis begins', () => {
  const start: Op = { index: 0, time: 5, process: 'nemesis', type: 'info', f: 'start', value: null };
  const grudge = { n1: ['n2'], n2: ['n1'] };
  let state = fold([start]);
  expect(state.faults).toEqual([{ fault: 'partition', start: 5 }]);
  state = appendBatch(state, { from: 1, entries: [{ ...start, index: 1, time: 9, value: { cutOff: grudge } }] }).state;
  expect(state.faults).toEqual([{ fault: 'partition', start: 5, madeAt: 9, effect: { links: grudge } }]);
});

test('what nodes say of themselves is kept beside the history, and time goes on with it', () => {
  const status = (time: number, nodes: Record<string, NodeReport>): Entry => ({ type: 'status', at: 1, time, nodes });
  let state = fold([status(5, { n1: { role: 'leader', term: 1 }, n2: 'unreachable' }), ...history]);
  expect([state.lastNanos, state.beliefs.at('n1', 9)?.role]).toEqual([50, 'leader']);
  state = appendBatch(state, { from: 7, entries: [status(70, { n1: { role: 'candidate', term: 2 } })] }).state;
  expect([state.lastNanos, state.beliefs.at('n1', 70)?.role, state.ops.length]).toEqual([70, 'candidate', 6]);
  expect(fold(history).beliefs.nodes.size).toBe(0);
});

test('says why nobody watches a test any more, and keeps to itself what is said of the check at the end', () => {
  const log = (message: string, level: 'info' | 'warn' = 'warn', source = 'clew.check') =>
    ({ type: 'log', at: 1, level, source, message }) as const;
  const running = { type: 'phase', at: 0, phase: 'running' } as const;
  const gaveUp = 'The live check gave up: the time limit was met; the check at the end decides';
  expect(fold([running, log('it watches', 'info'), log('n1 is slow', 'warn', 'clew.system.etcd')]).unwatched).toBe(
    undefined,
  );
  const watched = fold([
    running,
    log(gaveUp),
    { type: 'phase', at: 2, phase: 'checking' },
    log('seen and not confirmed'),
  ]);
  expect(watched.unwatched).toBe(gaveUp);
});
