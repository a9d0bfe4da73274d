import { describe, expect, it } from 'vitest';
import { drawn } from '../checker/core/drawn-history.fixture';
import { check } from '../checker/linearizable/check';
import type { Counterexample } from '../checker/linearizable/verdict';
import { casRegister } from '../model/cas-register';
import { appendBatch, emptyRunState } from '../protocol/run-state';
import { contradictionOf } from './contradiction';
import { contradictionPicture } from './contradiction-picture';
import { contradictionText, contradictionWords } from './contradiction-text';

const nodes = ['n1', 'n2'];

function judged(text: string) {
  const ops = drawn(text);
  const verdict = check(ops, casRegister(null), { timeLimitMs: 1000, memoryLimitMb: 256 });
  if (verdict.valid !== false) throw new Error('the history should be invalid');
  return {
    counterexample: verdict.counterexample,
    state: appendBatch(emptyRunState(2), { from: 0, entries: ops }).state,
  };
}

function contradiction(text: string, changes: Partial<Counterexample> = {}) {
  const { counterexample, state } = judged(text);
  const found = contradictionOf({ ...counterexample, ...changes }, state, nodes);
  if (!found) throw new Error('a contradiction should be found');
  return found;
}

const stale = `
  1000 1 invoke write 1
  1010 1 ok write 1
  1100 0 invoke read
  1110 0 ok read 1
  1200 1 invoke cas [1,4]
  1210 1 ok cas [1,4]
  1600 0 invoke read
  1612 0 ok read 1`;

const cut = '1150 nemesis info start\n1160 nemesis info start cut';
const withCut = (healed = '') => stale.replace('  1200', `${cut}\n  1200`) + healed;

describe('the drawing in characters', () => {
  it('has a row a client, in the order of the history, and the words of the model', () => {
    expect(contradictionText(contradiction(stale))).toBe(
      [
        'client 1 · n2  ├╌╌ w 1 ╌╌┤  ├── c 1→4 ──┤',
        "client 0 · n1                              ├── r 1 ──┤ ✗ can't read 1 from register 4",
        '               1.000 s    1.010 s              1.612 s',
      ].join('\n'),
    );
  });

  it('shows what was cut, from within or from before, to its heal', () => {
    expect(contradictionText(contradiction(withCut())).split('\n')[0]).toBe(
      'nemesis                     ├── cut n1 | n2 ────────────',
    );
    const healed = withCut('\n1700 nemesis info stop\n1710 nemesis info stop "fully connected"');
    expect(contradictionText(contradiction(healed)).split('\n')[0]).toMatch(/├── cut n1 \| n2 ─+$/);
    const during = withCut().replace(
      '  1600',
      '1300 nemesis info stop\n1310 nemesis info stop "fully connected"\n1600',
    );
    expect(contradictionText(contradiction(during)).split('\n')[0]).toMatch(/├── cut n1 \| n2 ─+┤$/);
    const { counterexample, state } = judged(withCut());
    const effect = { links: { n1: ['n2'], n2: ['n1'] } };
    const shifted = { ...state, faults: [{ fault: 'partition', start: 1, madeAt: 2, effect }] };
    const early = contradictionOf(counterexample, shifted, nodes);
    expect(early && contradictionText(early).split('\n')[0]).toMatch(/^nemesis {8}─── cut n1 \| n2 ─+$/);
  });

  it('leaves an operation open that never completed', () => {
    const text = `
      0 1 invoke write 1
      10 1 info write 1
      20 0 invoke read
      30 0 ok read 2`;
    const open = contradiction(text, { minimal: { operations: [0, 2], context: [] } });
    expect(contradictionText(open)).toMatch(/w 1 ─+ \?$/m);
  });
});

describe('the picture', () => {
  const picture = contradictionPicture(contradiction(withCut()));

  it('holds all it draws, and no two labels of time touch', () => {
    const times: [number, number][] = [];
    for (const command of picture.list) {
      if (command.kind !== 'text') continue;
      const width = command.text.length * 6.8;
      const left = command.align === 'right' ? command.x - width : command.x;
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(picture.width);
      expect(command.y).toBeLessThan(picture.height);
      if (/^\d+\.\d+ s$/.test(command.text)) times.push([left, left + width]);
    }
    times.sort(([a], [b]) => a - b);
    expect(times.length).toBeGreaterThanOrEqual(2);
    for (const [place, [left]] of times.entries()) expect(left).toBeGreaterThan(times[place - 1]?.[1] ?? -1);
  });

  it('tells the parts apart by shape: filled, framed, and a cross where it was answered', () => {
    const shapes = picture.list.flatMap((command) =>
      command.kind === 'cross' || command.kind === 'frame' || (command.kind === 'fill' && command.ink === 'ok')
        ? [`${command.kind} ${command.ink}`]
        : [],
    );
    expect(shapes).toEqual(['frame muted', 'fill ok', 'fill ok', 'frame invalid', 'cross invalid']);
  });

  it('lays the band of the fault behind what happened in it', () => {
    const bands = picture.list.flatMap((command) =>
      command.kind === 'fill' && command.ink === 'fault-sand' ? [command] : [],
    );
    const bars = picture.list.flatMap((c) => (c.kind === 'fill' && c.ink === 'ok' ? [c] : []));
    expect(bars).toHaveLength(2);
    for (const bar of bars) expect(bar.x).toBeGreaterThanOrEqual(bands[0]?.x ?? Number.POSITIVE_INFINITY);
  });

  it('is told in words', () => {
    expect(picture.label).toBe(contradictionWords(contradiction(withCut())));
    expect(picture.label).toBe(
      'cut n1 | n2; client 1 on n2, w 1, 1.000 s to 1.010 s, as context; ' +
        'client 1 on n2, c 1→4, 1.200 s to 1.210 s; client 0 on n1, r 1, 1.600 s to 1.612 s, which cannot be; ' +
        "can't read 1 from register 4",
    );
  });
});

describe('a contradiction that is not small', () => {
  it('draws the operations next to the refusal and counts the others', () => {
    const reads = Array.from({ length: 30 }, (_, k) => `${20 + k} 1 invoke read\n${20 + k}.5 1 ok read 1`).join('\n');
    const text = `0 1 invoke write 1\n1 1 ok write 1\n${reads}\n90 0 invoke read\n91 0 ok read 2`;
    const operations = Array.from({ length: 32 }, (_, k) => 2 * k);
    const found = contradiction(text, { minimal: { operations, context: [] } });
    expect([found.bars.length, found.leftOut, found.bars.at(-1)?.part]).toEqual([12, 20, 'refused']);
    expect(contradictionText(found)).toContain('and 20 before these');
  });

  it('is none while its operations are still arriving, or where nothing is known of it', () => {
    const { counterexample } = judged(stale);
    expect(contradictionOf(counterexample, emptyRunState(2), nodes)).toBeUndefined();
    const { minimal, refuters, ...unknown } = counterexample;
    expect([minimal, refuters]).toEqual([expect.anything(), expect.anything()]);
    expect(contradictionOf(unknown, judged(stale).state, nodes)).toBeUndefined();
  });

  it('is what stands against the violating operation, until the smallest is found', () => {
    const { counterexample, state } = judged(stale);
    const { minimal: _, ...decided } = counterexample;
    const bars = contradictionOf(decided, state, nodes)?.bars ?? [];
    // Every order ends with the cas; where the value came from is no part of what stands against it.
    expect(bars.map(({ label, part }) => [label, part])).toEqual([
      ['c 1→4', 'needed'],
      ['r 1', 'refused'],
    ]);
  });
});
