import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawInt, randomFrom } from '../base/random';
import type { Op, Process } from '../history/op';
import { firstContext } from './context';
import { type Generator, nanos } from './generator';
import { cycle, nothing, phases, sequence } from './order';
import { delay, sleep, stagger, timeLimit } from './pace';
import { simulate } from './simulate';
import { drawn, invocations, moody, steady } from './simulation.fixture';
import { limit, mix, once, random, repeat, weightedMix } from './source';
import { clients, eachThread, nemesis, parallel } from './threads';

const seed = fc.integer({ min: 0, max: 1_000_000 });

function anyMix(from: number): Generator {
  const writes = random(randomFrom(`${from}w`), (source) => {
    const { value, next } = drawInt(source, 5);
    return { value: { f: 'write', value }, next };
  });
  return mix(randomFrom(from), [repeat('read'), writes]);
}

/** A bit of everything, as a test has it. */
function busy(from: number): Generator {
  const faults = cycle(sequence(sleep(0.5), once(repeat('start')), sleep(0.5), once(repeat('stop'))));
  return phases(
    timeLimit(5, parallel(nemesis(faults), clients(delay(0.1, anyMix(from))))),
    nemesis(once(repeat('stop'))),
    sleep(1),
    clients(eachThread(once(repeat('final')))),
  );
}

describe('what every history of a generator keeps', () => {
  it('has no two open operations a process, and no process again after an info', () => {
    fc.assert(
      fc.property(seed, (from) => {
        const open = new Set<Process>();
        const crashed = new Set<Process>();
        for (const op of simulate(clients(limit(100, anyMix(from))), moody(from, 1))) {
          expect(crashed.has(op.process)).toBe(false);
          expect(open.has(op.process)).toBe(op.type !== 'invoke');
          if (op.type === 'invoke') open.add(op.process);
          else open.delete(op.process);
          if (op.type === 'info') crashed.add(op.process);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('replaces a crashed process by the one that is the concurrency higher', () => {
    const crash = { ...steady(1, 3), answer: () => ({ latencyNanos: 10, type: 'info' as const }) };
    const processes = invocations(simulate(clients(limit(9, repeat('write'))), crash)).map((op) => op.process);
    expect(processes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('is the same for the same seed and the same completions', () => {
    fc.assert(
      fc.property(seed, (from) => {
        const first = simulate(busy(from), moody(from, 0.3));
        expect(simulate(busy(from), moody(from, 0.3))).toEqual(first);
        expect(simulate(busy(from + 1), moody(from, 0.3))).not.toEqual(first);
      }),
      { numRuns: 20 },
    );
  });

  it('goes round all threads', () => {
    const history = invocations(simulate(clients(limit(6, repeat('read'))), steady(1)));
    expect(history.map((op) => op.process)).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('is not changed by asking twice', () => {
    const generator = clients(anyMix(1));
    const context = firstContext(3);
    const ops = [generator.next(context), generator.next(context)].map((next) => next.kind === 'op' && next.op);
    expect(ops[0]).toEqual(ops[1]);
  });
});

describe('sources', () => {
  it('gives exactly as many operations as the limit says', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 0, max: 50 }), (from, most) => {
        expect(invocations(simulate(clients(limit(most, anyMix(from))), moody(from, 1)))).toHaveLength(most);
      }),
      { numRuns: 50 },
    );
  });

  it('mixes in equal parts', () => {
    const three = mix(randomFrom(4), [repeat('a'), repeat('b'), repeat('c')]);
    const history = invocations(simulate(clients(limit(3000, three)), steady(0.01, 3, 10_000)));
    for (const f of ['a', 'b', 'c']) {
      const share = history.filter((op) => op.f === f).length / history.length;
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.03);
    }
  });

  it('draws by weight, and never what weighs nothing', () => {
    const shares = [
      { weight: 4, generator: repeat('a') },
      { weight: 0, generator: repeat('b') },
      { weight: 1, generator: repeat('c') },
    ];
    const fs = invocations(
      simulate(clients(limit(1000, weightedMix(randomFrom(4), shares))), steady(0.001, 1, 10_000)),
    ).map(({ f }) => f);
    expect(new Set(fs)).toEqual(new Set(['a', 'c']));
    expect(fs.filter((f) => f === 'a').length).toBeGreaterThan(740);
    expect(fs.filter((f) => f === 'a').length).toBeLessThan(860);
  });

  it('goes on with the rest of a mix when a part is exhausted', () => {
    const history = simulate(clients(mix(randomFrom(1), [limit(2, repeat('a')), limit(3, repeat('b'))])), steady(1));
    expect(
      invocations(history)
        .map((op) => op.f)
        .sort(),
    ).toEqual(['a', 'a', 'b', 'b', 'b']);
  });

  it('mixes nothing into nothing', () => {
    expect(simulate(mix(randomFrom(1), []), steady(1))).toEqual([]);
  });
});

describe('pace', () => {
  it('pauses each worker between its operations', () => {
    const history = simulate(clients(limit(4, delay(1, repeat('read')))), steady(0.5, 2));
    expect(drawn(history)).toEqual([
      '0 0 read',
      '0 1 read',
      '0.5 0 ok read',
      '0.5 1 ok read',
      '1.5 0 read',
      '1.5 1 read',
      '2 0 ok read',
      '2 1 ok read',
    ]);
  });

  it('keeps the pause whatever the latency', () => {
    fc.assert(
      fc.property(seed, (from) => {
        const ended = new Map<number, Op>();
        for (const op of simulate(clients(limit(60, delay(0.2, anyMix(from)))), moody(from, 1))) {
          const worker = Number(op.process) % 3;
          const last = ended.get(worker);
          if (op.type !== 'invoke') ended.set(worker, op);
          else if (last) expect(op.time - last.time).toBe(nanos(0.2));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('staggers all workers together to the mean rate', () => {
    const history = invocations(
      simulate(clients(limit(2000, stagger(0.1, randomFrom(3), repeat('read')))), steady(0.01, 5, 10_000)),
    );
    const seconds = (history.at(-1)?.time ?? 0) / 1e9;
    expect(seconds / history.length).toBeGreaterThan(0.095);
    expect(seconds / history.length).toBeLessThan(0.105);
  });

  it('starts no operation at or after the time limit, and lets open ones end', () => {
    fc.assert(
      fc.property(seed, (from) => {
        const history = simulate(clients(timeLimit(2, delay(0.1, anyMix(from)))), moody(from, 1));
        const started = invocations(history);
        expect(started.every((op) => op.time < nanos(2))).toBe(true);
        expect(history).toHaveLength(started.length * 2);
        expect(started.at(-1)?.time).toBeGreaterThan(nanos(0.9));
      }),
      { numRuns: 50 },
    );
  });

  it('measures a time limit from the beginning of its phase', () => {
    const generator = phases(sleep(10), clients(timeLimit(1, delay(0.4, repeat('read')))));
    const times = invocations(simulate(generator, steady(0.1, 1))).map((op) => op.time / 1e9);
    expect(times).toEqual([10, 10.5]);
  });

  it('does not wait when the pause is nothing', () => {
    const times = invocations(simulate(clients(limit(3, delay(0, repeat('read')))), steady(0.1, 1)));
    expect(times.map((op) => op.time / 1e9)).toEqual([0, 0.1, 0.2]);
  });
});

describe('order', () => {
  it('begins a phase when all operations of the one before are over', () => {
    fc.assert(
      fc.property(seed, (from) => {
        const before = parallel(nemesis(limit(2, repeat('start'))), clients(limit(20, repeat('before'))));
        const history = simulate(phases(before, clients(limit(5, repeat('after')))), moody(from, 1));
        const barrier = history.findIndex((op) => op.f === 'after');
        expect(history.slice(0, barrier)).toHaveLength(44);
        expect(history.slice(barrier).every((op) => op.f === 'after')).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('begins the next of a sequence while operations are open', () => {
    const generator = clients(sequence(once(repeat('a')), once(repeat('b'))));
    expect(drawn(simulate(generator, steady(1, 2)))).toEqual(['0 0 a', '0 1 b', '1 0 ok a', '1 1 ok b']);
  });

  it('rests the nemesis from when it is done, again and again', () => {
    const faults = cycle(sequence(sleep(5), once(repeat('start')), sleep(5), once(repeat('stop'))));
    expect(drawn(simulate(nemesis(timeLimit(20, faults)), steady(0.5)))).toEqual([
      '5 nemesis info start',
      '5.5 nemesis info start',
      '10.5 nemesis info stop',
      '11 nemesis info stop',
      '16 nemesis info start',
      '16.5 nemesis info start',
    ]);
  });

  it('makes nothing of a cycle of nothing', () => {
    expect(simulate(cycle(nothing), steady(1))).toEqual([]);
  });
});

describe('threads', () => {
  it('gives clients and nemesis only their own threads', () => {
    const generator = parallel(nemesis(limit(3, repeat('start'))), clients(limit(9, repeat('read'))));
    for (const op of simulate(generator, moody(5, 1))) expect(op.process === 'nemesis').toBe(op.f === 'start');
  });

  it('lets each thread run its own copy once', () => {
    const history = invocations(simulate(clients(eachThread(once(repeat('read')))), moody(9, 1, 4)));
    expect(history.map((op) => op.process)).toEqual([0, 1, 2, 3]);
  });

  it('gives the copies of the threads that were busy when it began, too', () => {
    const generator = clients(sequence(limit(2, repeat('slow')), eachThread(once(repeat('read')))));
    expect(drawn(simulate(generator, steady(1, 2)))).toEqual([
      '0 0 slow',
      '0 1 slow',
      '1 0 ok slow',
      '1 1 ok slow',
      '1 0 read',
      '1 1 read',
      '2 0 ok read',
      '2 1 ok read',
    ]);
  });
});
