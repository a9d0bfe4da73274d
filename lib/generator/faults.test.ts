import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultMark } from '../history/nemesis-value';
import type { Op } from '../history/op';
import { faultWindows } from '../nemesis/windows';
import { type FaultTimeline, underFaults } from './faults';
import type { Generator } from './generator';
import { delay, timeLimit } from './pace';
import { simulate } from './simulate';
import { steady } from './simulation.fixture';
import { repeat } from './source';
import { clients } from './threads';

const load = clients(timeLimit(10, delay(1, repeat('read'))));

const pauses: FaultTimeline = { fault: 'pause', begin: 'pause', end: 'resume', restSeconds: 2, durationSeconds: 1 };
const cuts: FaultTimeline = { fault: 'cut', begin: 'start', end: 'stop', restSeconds: 1, durationSeconds: 4 };

function simulated(generator: Generator, faults: number, latencySeconds = 0): readonly Op[] {
  const cluster = steady(latencySeconds, 2, 2000);
  return simulate(generator, { ...cluster, faults });
}

function nemesisOps(timelines: readonly FaultTimeline[], latencySeconds = 0): readonly Op[] {
  const generator = underFaults(timelines, 10, load);
  return simulated(generator, timelines.length, latencySeconds).filter(({ process }) => process === 'nemesis');
}

/** `2 pause 1`, `3 resume -1`: seconds, function, id. The first writing of each op. */
function firstWritings(ops: readonly Op[]): readonly string[] {
  const seen = new Set<string>();
  return ops.flatMap(({ time, f, value }) => {
    const mark = faultMark(value);
    const words = `${f} ${mark?.phase === 'end' ? '-' : ''}${mark?.id}`;
    if (seen.has(words)) return [];
    seen.add(words);
    return [`${time / 1e9} ${words}`];
  });
}

test('one fault begins, lasts and ends, and what the time limit cut short is ended', () => {
  expect(firstWritings(nemesisOps([{ ...cuts, restSeconds: 3 }]))).toEqual(['3 start 1', '7 stop -1']);
  expect(firstWritings(nemesisOps([cuts]))).toEqual(['1 start 1', '5 stop -1', '6 start 2', '10 stop -2']);
});

test('two faults run beside each other, each with ids of its own, recorded as the nemesis', () => {
  const ops = nemesisOps([cuts, pauses]);
  expect(firstWritings(ops)).toEqual([
    '1 start 1',
    '2 pause 2',
    '3 resume -2',
    '5 stop -1',
    '5 pause 4',
    '6 start 3',
    '6 resume -4',
    '8 pause 6',
    '9 resume -6',
    '10 stop -3',
  ]);
  expect(faultWindows(ops).every(({ healedAt }) => healedAt !== undefined)).toBe(true);
});

test('a slow step of one fault does not hold the others up', () => {
  const ops = nemesisOps([cuts, pauses], 1.5);
  const begins = firstWritings(ops).filter((line) => / (start|pause) /.test(line));
  expect(begins.slice(0, 2)).toEqual(['1 start 1', '2 pause 2']);
});

test('the first start may be of its own, and repetitions may be few', () => {
  const twice = { ...pauses, firstStartSeconds: 0, repetitions: 2 };
  expect(firstWritings(nemesisOps([twice]))).toEqual(['0 pause 1', '1 resume -1', '3 pause 2', '4 resume -2']);
  expect(firstWritings(nemesisOps([{ ...pauses, repetitions: 0 }]))).toEqual([]);
});

test('a script says when a fault begins and ends; a slow step holds the next up, and moves no later one', () => {
  const moments = [
    { start: 1, end: 2 },
    { start: 2, end: 2.5 },
    { start: 7, end: 20 },
  ];
  const scripted = { ...pauses, moments };
  expect(firstWritings(nemesisOps([scripted, cuts]).filter(({ f }) => f !== 'start' && f !== 'stop'))).toEqual([
    '1 pause 1',
    '2 resume -1',
    '2 pause 3',
    '2.5 resume -3',
    '7 pause 5',
    '10 resume -5',
  ]);
  expect(firstWritings(nemesisOps([scripted], 0.8))).toEqual([
    '1 pause 1',
    '2 resume -1',
    '2.8 pause 2',
    '3.6 resume -2',
    '7 pause 3',
    '10 resume -3',
  ]);
});

test('without faults the load is all there is', () => {
  expect(underFaults([], 10, load)).toBe(load);
});

test('whatever the faults, each begin has an end with its id, and nothing begins after the time limit', () => {
  const timeline = fc.record({
    fault: fc.constantFrom('a', 'b'),
    restSeconds: fc.integer({ min: 0, max: 4 }),
    durationSeconds: fc.integer({ min: 1, max: 6 }),
    repetitions: fc.integer({ min: 0, max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(timeline, { minLength: 1, maxLength: 4 }), fc.constantFrom(0, 0.3, 2), (drawn, latency) => {
      const timelines = drawn.map((one) => ({ ...one, begin: `begin-${one.fault}`, end: `end-${one.fault}` }));
      const ops = nemesisOps(timelines, latency);
      const marks = ops.flatMap(({ value, time }) => ({ time, ...faultMark(value) }));
      const ids = (phase: string) => new Set(marks.filter((mark) => mark.phase === phase).map(({ id }) => id));
      expect(ids('begin')).toEqual(ids('end'));
      for (const { phase, time } of marks)
        if (phase === 'begin') expect(time).toBeLessThanOrEqual(10e9 + latency * 1e9);
    }),
    { numRuns: 50 },
  );
});
