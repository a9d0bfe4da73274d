import { describe, expect, it } from 'vitest';
import { plannedSeconds, plannedWindows, type Timing } from './schedule';

type Rhythm = Partial<Omit<Timing['faults'][number], 'name'>>;

const fault = 'partition-random-halves';

function timing(rhythm: Rhythm, timeLimitSeconds: number): Timing {
  return {
    load: { kind: 'closed', concurrency: 5, delaySeconds: 1, ratePerSecond: 100, timeLimitSeconds },
    faults: [{ name: fault, restSeconds: 5, durationSeconds: 5, ...rhythm }],
    recoverySeconds: 10,
  };
}

describe('the planned schedule', () => {
  it('rests before every fault', () => {
    expect(plannedWindows(timing({}, 20))).toEqual([
      { fault, lane: 0, start: 5, end: 10 },
      { fault, lane: 0, start: 15, end: 20 },
    ]);
  });

  it('ends a fault at the time limit', () => {
    expect(plannedWindows(timing({ durationSeconds: 100 }, 20))).toEqual([{ fault, lane: 0, start: 5, end: 20 }]);
  });

  it('has no fault that would begin at or after the time limit', () => {
    expect(plannedWindows(timing({ restSeconds: 20 }, 20))).toEqual([]);
  });

  it('has one fault after another without rest', () => {
    expect(plannedWindows(timing({ restSeconds: 0 }, 10))).toEqual([
      { fault, lane: 0, start: 0, end: 5 },
      { fault, lane: 0, start: 5, end: 10 },
    ]);
  });

  it('has no window without a fault', () => {
    expect(plannedWindows({ ...timing({}, 20), faults: [] })).toEqual([]);
  });

  it('begins when it is told to, and as often', () => {
    expect(plannedWindows(timing({ firstStartSeconds: 1, repetitions: 2 }, 60))).toEqual([
      { fault, lane: 0, start: 1, end: 6 },
      { fault, lane: 0, start: 11, end: 16 },
    ]);
  });

  it('has several faults beside each other', () => {
    const pause = { name: 'pause', targets: 'one', restSeconds: 2, durationSeconds: 4 } as const;
    const { faults, ...rest } = timing({}, 10);
    expect(plannedWindows({ ...rest, faults: [...faults, pause] })).toEqual([
      { fault, lane: 0, start: 5, end: 10 },
      { fault: 'pause', lane: 1, start: 2, end: 6 },
      { fault: 'pause', lane: 1, start: 8, end: 10 },
    ]);
  });

  it('lasts the time limit and the recovery', () => {
    expect(plannedSeconds(timing({}, 20))).toBe(30);
  });
});
