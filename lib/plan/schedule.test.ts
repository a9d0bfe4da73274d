import { describe, expect, it } from 'vitest';
import { plannedSeconds, plannedWindows, type Timing } from './schedule';

function timing(nemesis: Partial<Timing['nemesis']>, timeLimitSeconds: number): Timing {
  return {
    load: { concurrency: 5, delaySeconds: 1, timeLimitSeconds },
    nemesis: { name: 'partition-random-halves', restSeconds: 5, faultSeconds: 5, ...nemesis },
    recoverySeconds: 10,
  };
}

describe('the planned schedule', () => {
  it('rests before every fault', () => {
    expect(plannedWindows(timing({}, 20))).toEqual([
      { start: 5, end: 10 },
      { start: 15, end: 20 },
    ]);
  });

  it('ends a fault at the time limit', () => {
    expect(plannedWindows(timing({ faultSeconds: 100 }, 20))).toEqual([{ start: 5, end: 20 }]);
  });

  it('has no fault that would begin at or after the time limit', () => {
    expect(plannedWindows(timing({ restSeconds: 20 }, 20))).toEqual([]);
  });

  it('has one fault after another without rest', () => {
    expect(plannedWindows(timing({ restSeconds: 0 }, 10))).toEqual([
      { start: 0, end: 5 },
      { start: 5, end: 10 },
    ]);
  });

  it('has no fault without a nemesis', () => {
    expect(plannedWindows(timing({ name: 'none' }, 20))).toEqual([]);
  });

  it('lasts the time limit and the recovery', () => {
    expect(plannedSeconds(timing({}, 20))).toBe(30);
  });
});
