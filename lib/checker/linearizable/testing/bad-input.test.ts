/** What nobody should hand to a checker, and somebody will: each gets a defined answer, or an error that names the op. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../base/json';
import type { History, Op } from '../../../history/op';
import { MalformedHistoryError } from '../../../history/operations';
import { casRegister } from '../../../model/cas-register';
import type { Model } from '../../../model/model';
import { register } from '../../../model/register';
import { check } from '../check';
import type { Verdict } from '../verdict';

type Line = readonly [process: Op['process'], type: Op['type'], f: string, value?: Json, time?: number];

function historyOf(...lines: readonly Line[]): History {
  return lines.map(([process, type, f, value = null, time = 0], index) => ({ index, time, process, type, f, value }));
}

/** A generous limit: nothing here may need it. */
const limits = { timeLimitMs: 5000, memoryLimitMb: 1024 };

function judged(history: History, model: Model = casRegister()): Verdict {
  return check(history, model, limits, { now: () => performance.now() });
}

function refusal(...lines: readonly Line[]): string {
  try {
    judged(historyOf(...lines));
  } catch (error) {
    if (error instanceof MalformedHistoryError) return error.message;
    throw error;
  }
  return 'not refused';
}

describe('a history that breaks the laws of a history is refused, and the op is named', () => {
  it('a completion without an invocation', () => {
    expect(refusal([0, 'ok', 'read', 1])).toBe('process 0 completes read as ok (op 0) without an open invocation');
    expect(refusal([1, 'invoke', 'read'], [0, 'info', 'read'])).toContain('(op 1) without an open invocation');
  });

  it('a completion before its invocation', () => {
    expect(refusal([0, 'ok', 'write', 1], [0, 'invoke', 'write', 1])).toContain('(op 0) without an open invocation');
  });

  it('two completions of one operation', () => {
    for (const first of ['ok', 'fail', 'info'] as const) {
      const lines: Line[] = [
        [0, 'invoke', 'write', 1],
        [0, first, 'write', 1],
        [0, 'ok', 'write', 1],
      ];
      expect(refusal(...lines), first).toContain('completes write as ok (op 2) without an open invocation');
    }
  });

  it('two open operations of one process, the first crashed or not', () => {
    const message = 'process 0 invokes read (op 1) while its write (op 0) is open';
    expect(refusal([0, 'invoke', 'write', 1], [0, 'invoke', 'read'])).toBe(message);
    const crashed: Line[] = [
      [0, 'invoke', 'write', 1],
      [0, 'info', 'write', 1],
      [0, 'invoke', 'read'],
    ];
    expect(refusal(...crashed)).toContain('process 0 invokes read (op 2) while its write (op 0) is open');
  });

  it('a time that goes back', () => {
    expect(refusal([0, 'invoke', 'read', null, 5], [0, 'ok', 'read', null, 4])).toBe('op 1 is earlier than op 0');
  });

  it('a completion of another function', () => {
    expect(refusal([0, 'invoke', 'read'], [0, 'ok', 'write', 1])).toContain('invoked read and completes write (op 1)');
  });

  it('an op that is not in its place', () => {
    const [first, second] = historyOf([0, 'invoke', 'read'], [0, 'ok', 'read']);
    if (!first || !second) throw new Error('two ops');
    expect(() => judged([second, first])).toThrow('op 0 has index 1');
  });
});

describe('values that are not the model’s are judged by the model, in its words', () => {
  it('a cas of something that is no pair, and a function that the model does not have', () => {
    const cases: readonly (readonly [string, Json, string])[] = [
      ['cas', 7, 'a cas takes [expected new], not 7'],
      ['cas', [1, 2, 3], 'a cas takes [expected new]'],
      ['cas', null, 'a cas takes [expected new]'],
      ['increment', 1, 'knows no increment'],
      ['', null, 'knows no '],
      ['__proto__', null, 'knows no __proto__'],
    ];
    for (const [f, value, message] of cases) {
      const verdict = judged(historyOf([0, 'invoke', f, value], [0, 'ok', f, value]));
      expect(verdict.valid, f).toBe(false);
      if (verdict.valid !== false) continue;
      expect(verdict.counterexample).toMatchObject({ operation: 0, completion: 1 });
      expect(verdict.counterexample.transitions[0]?.message, f).toContain(message);
    }
  });

  it('an unknown function that crashed or failed need not have happened', () => {
    expect(judged(historyOf([0, 'invoke', 'increment'], [0, 'info', 'increment'])).valid).toBe(true);
    expect(judged(historyOf([0, 'invoke', 'increment'], [0, 'fail', 'increment'])).valid).toBe(true);
  });

  it('objects, empty texts, false and numbers that look alike are different values', () => {
    const values: readonly Json[] = [{}, [], '', false, 0, '0', [0], { a: 1, b: 2 }, 1e300, '__proto__'];
    for (const [place, written] of values.entries()) {
      for (const [other, read] of values.entries()) {
        const history = historyOf([0, 'invoke', 'write', written], [0, 'ok', 'write', written], [0, 'invoke', 'read'], [
          0,
          'ok',
          'read',
          read,
        ] as const);
        expect(judged(history).valid, `${JSON.stringify(written)} as ${JSON.stringify(read)}`).toBe(place === other);
      }
    }
    const turned = { b: 2, a: 1 };
    const sameObject: readonly Line[] = [
      [0, 'invoke', 'write', { a: 1, b: 2 }],
      [0, 'ok', 'write', { a: 1, b: 2 }],
      [0, 'invoke', 'read'],
      [0, 'ok', 'read', turned],
    ];
    expect(judged(historyOf(...sameObject)).valid).toBe(true);
  });

  it('a text of a megabyte and arrays in a thousand arrays', () => {
    let nested: Json = 1;
    for (let depth = 0; depth < 1000; depth++) nested = [nested];
    for (const value of ['x'.repeat(2 ** 20), nested]) {
      const lines = (read: Json): Line[] => [
        [0, 'invoke', 'write', value],
        [0, 'ok', 'write', value],
        [0, 'invoke', 'read'],
        [0, 'ok', 'read', read],
      ];
      expect(judged(historyOf(...lines(value))).valid).toBe(true);
      expect(judged(historyOf(...lines(2))).valid).toBe(false);
    }
  });
});

describe('histories with nothing in them', () => {
  it('no ops, only the nemesis, only crashed operations, only failed ones', () => {
    const histories = [
      historyOf(),
      historyOf(['nemesis', 'info', 'start'], ['nemesis', 'info', 'start'], ['nemesis', 'info', 'stop']),
      historyOf([0, 'invoke', 'write', 1], [0, 'info', 'write', 1], [1, 'invoke', 'read'], [1, 'info', 'read']),
      historyOf([0, 'invoke', 'write', 1], [1, 'invoke', 'cas', [1, 2]]),
      historyOf([0, 'invoke', 'write', 1], [0, 'fail', 'write', 1]),
    ];
    for (const history of histories) expect(judged(history)).toMatchObject({ valid: true, linearization: [] });
  });
});

describe('a model that throws', () => {
  it('is a bug of the model: its error is thrown, and no verdict is given', () => {
    const broken: Model = {
      ...register(),
      step: () => {
        throw new TypeError('the model is broken');
      },
    };
    const history = historyOf([0, 'invoke', 'write', 1], [0, 'ok', 'write', 1]);
    expect(() => judged(history, broken)).toThrow('the model is broken');
  });
});
