import { describe, expect, it } from 'vitest';
import { present } from '../../../base/assert';
import { formatJson } from '../../../base/edn';
import type { Json } from '../../../base/json';
import type { History, Op } from '../../../history/op';
import { pairCompletions } from '../../../history/operations';
import type { Model, ModelOp } from '../../../model/model';
import { multiRegister } from '../../../model/multi-register';
import { check } from '../check';
import { scheduleOf } from '../search/schedule';
import { Steps } from '../search/steps';
import { expectAgreement } from '../testing/agreement.fixture';
import { pausedHistory } from '../testing/paused-leader.fixture';
import { Dice } from '../testing/random-history.fixture';
import { withLatestStaleRead } from '../testing/wrong-read.fixture';
import { splitSchedule } from './split-schedule';

/** Of some the names are one in a map, though the registers are two. */
const keys: readonly Json[] = [':x', 'x', 7, '7', 'y'];
const values: readonly Json[] = [null, 0, 1];

/** An access as it is asked for, with what a read is to see. */
type Access = readonly [f: 'r' | 'w', key: Json, value: Json];

const readsWithin = 0.5;
const seeds = 1500;

/** One access as an operation of its own or as a transaction, or by the name of its key in a map. */
function opOf(accesses: readonly Access[], form: 'txn' | 'pair' | 'map'): ModelOp {
  const [[f, key, value] = ['r', 'x', null]] = accesses;
  if (accesses.length > 1 || form === 'txn') return { f: 'txn', value: accesses.map((access) => [...access]) };
  if (form === 'pair') return { f: f === 'r' ? 'read' : 'write', value: [key, value] };
  return { f: f === 'r' ? 'read' : 'write', value: { [typeof key === 'string' ? key.replace(':', '') : 'z']: value } };
}

/** The accesses with what their reads see in a state. */
function answered(accesses: readonly Access[], state: Json, model: Model): readonly Access[] {
  const seen: Access[] = [];
  for (const [f, key, value] of accesses) {
    const fits = (each: Json) => 'state' in model.step(state, opOf([...seen, [f, key, each]], 'txn'));
    seen.push([f, key, f === 'w' ? value : (values.slice(1).find(fits) ?? null)]);
  }
  return seen;
}

interface Asked {
  readonly process: number;
  readonly accesses: readonly Access[];
  readonly form: 'txn' | 'pair' | 'map';
  value?: Json;
}

/** Seven operations of three clients, nearly all on one register each; one read in some saw something else. */
function historyOf(seed: number, model: Model): History {
  const dice = new Dice(`objects ${seed}`);
  const drawn = <T>(items: readonly T[]): T => items[dice.below(items.length)] as T;
  const known = keys.slice(0, 2 + dice.below(keys.length - 1));
  const wrongChance = drawn([0, 0.1]);
  const history: Op[] = [];
  const open: (Asked | undefined)[] = [undefined, undefined, undefined];
  const processes = [0, 1, 2];
  let state = model.initial;
  let invoked = 0;
  const append = (process: number, type: Op['type'], { f, value }: ModelOp) =>
    history.push({ index: history.length, time: history.length, process, type, f, value });
  const drawAccess = (): Access =>
    dice.happens(readsWithin) ? ['r', drawn(known), null] : ['w', drawn(known), drawn(values)];
  while (invoked < 7 || open.some(Boolean)) {
    const worker = dice.below(open.length);
    const asked = open[worker];
    const process = processes[worker] ?? 0;
    if (!asked) {
      if (invoked === 7) continue;
      invoked++;
      const accesses = Array.from({ length: dice.happens(0.1) ? 2 : 1 }, drawAccess);
      const next: Asked = { process, accesses, form: drawn(['txn', 'pair', 'map']) };
      open[worker] = next;
      append(process, 'invoke', opOf(accesses, next.form));
    } else if (dice.happens(0.08)) {
      open[worker] = undefined;
      processes[worker] = process + open.length;
      append(process, 'info', opOf(asked.accesses, asked.form));
    } else if (asked.value === undefined) {
      const accesses = answered(asked.accesses, state, model);
      const step = model.step(state, opOf(accesses, asked.form));
      if ('state' in step) state = step.state;
      const told = dice.happens(wrongChance)
        ? accesses.map(([f, key, value]): Access => [f, key, f === 'r' ? drawn([0, 1]) : value])
        : accesses;
      asked.value = opOf(told, asked.form).value;
    } else {
      open[worker] = undefined;
      append(process, 'ok', { f: opOf(asked.accesses, asked.form).f, value: asked.value });
    }
  }
  return history;
}

function partsOf(history: History, model: Model) {
  const steps = new Steps(model);
  return splitSchedule(scheduleOf(history, pairCompletions(history), steps), steps) ?? [];
}

describe('objects that no operation connects', () => {
  it(`are judged one by one as ${seeds} histories are by brute force`, { timeout: 120_000 }, () => {
    const tally = { valid: 0, invalid: 0, split: 0, registers: 0 };
    for (let seed = 0; seed < seeds; seed++) {
      const model = multiRegister(seed % 3 === 0 ? { x: 1 } : null);
      const history = historyOf(seed, model);
      const verdict = expectAgreement(history, model, `seed ${seed}`);
      tally[verdict.valid ? 'valid' : 'invalid']++;
      if (verdict.valid === false) {
        const { minimal, isConfirmed } = verdict.counterexample;
        expect([isConfirmed, (minimal?.operations.length ?? 0) > 0], `seed ${seed}`).toEqual([true, true]);
      }
      const parts = partsOf(history, model);
      if (parts.length > 1) tally.split++;
      if (parts.some(({ steps }) => formatJson(steps.stateOf(steps.initial)) !== '{}')) tally.registers++;
    }
    expect(tally.valid).toBeGreaterThan(0.3 * seeds);
    expect(tally.invalid).toBeGreaterThan(0.1 * seeds);
    expect(tally.split).toBeGreaterThan(0.5 * seeds);
    expect(tally.registers).toBeGreaterThan(0.5 * seeds);
  });

  it('stay together where a transaction touches two, or a map does not say which of two it means', () => {
    const write = (key: Json, process: number): Omit<Op, 'index' | 'time'>[] => [
      { process, type: 'invoke', f: 'write', value: [key, 1] },
      { process, type: 'ok', f: 'write', value: [key, 1] },
    ];
    const count = (ops: readonly Omit<Op, 'index' | 'time'>[]) =>
      partsOf(
        ops.map((op, index) => ({ ...op, index, time: index })),
        multiRegister(),
      ).length;
    const apart = [...write(7, 0), ...write(8, 0), ...write('x', 0)];
    const both: Json = [
      ['r', 7, null],
      ['r', 8, null],
    ];
    expect(count(apart)).toBe(3);
    const asked = { process: 1, type: 'invoke', f: 'txn', value: both } as const;
    expect(count([...apart, asked, { ...asked, type: 'ok' }])).toBe(2);
    // A read that never returned is left out, and connects nothing.
    expect(count([...apart, asked, { ...asked, type: 'info' }])).toBe(3);
    expect(count([...apart, asked])).toBe(3);
    expect(count([...write(':x', 0), ...write('x', 0)])).toBe(1);
  });

  it('are decided where a leader was paused and nobody can hold the states of all', () => {
    const shape = { operations: 600, clients: 12, pauses: 6, values: 1000 };
    const parts = Array.from({ length: 4 }, (_, key) => pausedHistory(`objects ${key}`, shape));
    const stale = present(withLatestStaleRead(present(parts[3], 'a part'), 0.9), 'a stale read');
    const whole = (each: readonly History[]) =>
      each
        .flatMap((part, key) =>
          part.map((op): Op => ({ ...op, value: [key, op.value], process: 4 * Number(op.process) + key })),
        )
        .sort((a, b) => a.time - b.time)
        .map((op, index) => ({ ...op, index }));
    let looks = 0;
    const judged = (history: History) =>
      check(history, multiRegister(), { timeLimitMs: 2000, memoryLimitMb: 1024 }, { now: () => looks++ });
    expect(judged(whole(parts))).toMatchObject({ valid: true, algorithm: 'zones of reads and their writes' });
    looks = 0;
    expect(stale.isCertain).toBe(true);
    const verdict = judged(whole([...parts.slice(0, 3), stale.history]));
    if (verdict.valid !== false) throw new Error('not invalid');
    const { minimal, isConfirmed, worlds } = verdict.counterexample;
    expect(isConfirmed).toBe(true);
    expect(minimal?.operations.length).toBeGreaterThan(1);
    expect(worlds.shown.length).toBeGreaterThan(0);
  });
});
