/**
 * Histories for the tests of checkers: drawn as text, a time in milliseconds in front of each op, or made of steps that
 * fast-check draws.
 *
 *     0 0 invoke add 1
 *     5 0 ok     add 1
 *     6 1 info   add 2 ! "timed-out"
 */
import fc from 'fast-check';
import type { Json } from '../../base/json';
import type { History, Op, OpType } from '../../history/op';

const cut: Json = { cutOff: { n1: ['n2'], n2: ['n1'] } };

const line = /^\s*([\d.]+) +(\d+|nemesis) +(invoke|ok|fail|info) +(\S+)(?: +([^!]*?))?(?: +! (.*))?$/;

export function drawn(text: string): History {
  return text
    .trim()
    .split('\n')
    .map((row, index) => {
      const [, time, process, type, f, value = '', error] = line.exec(row) ?? [];
      if (time === undefined || type === undefined || f === undefined) throw new Error(`this is no op: ${row}`);
      return {
        index,
        time: Math.round(Number(time) * 1e6),
        process: process === 'nemesis' ? process : Number(process),
        type: type as OpType,
        f,
        value: value === '' ? null : value === 'cut' ? cut : (JSON.parse(value) as Json),
        ...(error === undefined ? {} : { error: JSON.parse(error) as Json }),
      };
    });
}

export interface Called {
  readonly f: string;
  readonly value: Json;
  /** What an ok completion carries. */
  readonly answer: Json;
}

/** Lawful histories of three workers in which every operation may end in every way, or not at all. */
export function histories(calls: fc.Arbitrary<Called>, maxSteps: number): fc.Arbitrary<History> {
  const type = fc.constantFrom('ok', 'ok', 'ok', 'fail', 'info');
  const step = fc.record({ worker: fc.nat(2), call: calls, type, pause: fc.nat(2) });
  return fc.array(step, { maxLength: maxSteps }).map((steps) => {
    const history: Op[] = [];
    const processes = [0, 1, 2];
    const open: (Called | undefined)[] = [];
    let time = 0;
    for (const { worker, call, type, pause } of steps) {
      const process = processes[worker] ?? 0;
      const called = open[worker];
      time += pause;
      const head = { index: history.length, time, process };
      if (!called) {
        open[worker] = call;
        history.push({ ...head, type: 'invoke', f: call.f, value: call.value });
        continue;
      }
      open[worker] = undefined;
      history.push({ ...head, type, f: called.f, value: type === 'ok' ? called.answer : called.value } as Op);
      if (type === 'info') processes[worker] = process + 3;
    }
    return history;
  });
}
