import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { randomFrom } from '@/lib/base/random';
import { arrivals, arrivalTimes } from '@/lib/generator/arrivals';
import type { Generator } from '@/lib/generator/generator';
import { cycle, phases, sequence } from '@/lib/generator/order';
import { delay, sleep } from '@/lib/generator/pace';
import { limit, once, repeat } from '@/lib/generator/source';
import { clients, nemesis, onThreads, parallel } from '@/lib/generator/threads';
import type { Op } from '@/lib/history/op';
import { wellKnownOperations } from '@/lib/history/operation-table';
import type { Nemesis } from '../faults/nemesis';
import type { Client, Completion } from '../systems/kit/client';
import type { Testbed } from '../testbed/testbed';
import { Interpreter } from './interpreter';
import { JournalReporter } from './reporter';
import { Worker } from './worker';

type Invoke = (op: Op, signal: AbortSignal) => Promise<Completion>;

interface Lane {
  readonly invoke: Invoke;
  /** Called before each client is opened; may throw. */
  readonly onOpen?: (times: number) => void;
}

interface StartOptions {
  readonly workers?: number;
  readonly nemesis?: Nemesis;
  readonly faults?: number;
  readonly clientLimitMs?: number;
  readonly congestion?: () => Promise<void> | undefined;
  readonly broken?: AbortSignal;
}

interface Started {
  readonly history: Op[];
  readonly messages: string[];
  readonly opened: () => number;
  readonly closed: () => number;
  readonly stop: () => void;
  readonly end: Promise<unknown>;
}

const immediately: Invoke = async (op) => ({ type: 'ok', value: op.f === 'read' ? 5 : op.value });
const never: Invoke = () => new Promise(() => undefined);

/** By the functions alone. */
const ends: Readonly<Record<string, string>> = { start: 'stop', pause: 'resume', kill: 'restart' };
const healed: Pick<Nemesis, 'endOf'> = {
  endOf({ f }) {
    const end = ends[f];
    return end === undefined ? undefined : { f: end, value: null };
  },
};

const prompt: Nemesis = { invoke: async () => ({ value: 'done' }), ...healed };

/** Answers after a while of the fake clock. */
function after(ms: number, completion: Partial<Completion> = {}): Invoke {
  return (op) =>
    new Promise((resolve) => setTimeout(() => resolve({ type: 'ok', value: op.value, ...completion }), ms));
}

async function start(generator: Generator, lane: Lane, options: StartOptions = {}) {
  const messages: string[] = [];
  const history: Op[] = [];
  let opened = 0;
  let closed = 0;
  const testbed: Pick<Testbed, 'openClient'> = {
    async openClient(): Promise<Client> {
      opened++;
      lane.onOpen?.(opened);
      const close = async () => {
        closed++;
      };
      return { invoke: lane.invoke, close };
    },
  };
  const report = new JournalReporter((entry) => {
    if ('type' in entry && entry.type === 'log') messages.push(entry.message);
  }, Date.now);
  const workers = Array.from(
    { length: options.workers ?? 1 },
    (_, i) => new Worker(`n${i + 1}`, testbed as Testbed, report),
  );
  for (const worker of workers) await worker.open();
  const controller = new AbortController();
  const zero = Date.now();
  const interpreter = new Interpreter({
    generator,
    operations: wellKnownOperations,
    workers,
    nemesis: options.nemesis,
    ...(options.faults !== undefined && { faults: options.faults }),
    clientLimitMs: options.clientLimitMs ?? 1000,
    nowNanos: () => (Date.now() - zero) * 1e6,
    append: (op) => history.push(op),
    congestion: () => options.congestion?.(),
    stop: controller.signal,
    ...(options.broken && { broken: options.broken }),
  });
  const end = interpreter.run().then(
    () => undefined,
    (error: unknown) => error,
  );
  const started: Started = {
    history,
    messages,
    opened: () => opened,
    closed: () => closed,
    stop: () => controller.abort(),
    end,
  };
  return started;
}

/** `0.5 1 ok read 5 (error)`: tenths of a second (a turn of the loop takes a fake millisecond), process, type, f, value. */
function drawn(history: readonly Op[]): readonly string[] {
  return history.map(({ time, process, type, f, value, error }) => {
    const reason = error === undefined ? '' : ` (${error})`;
    return `${Math.round(time / 1e8) / 10} ${process} ${type} ${f} ${JSON.stringify(value)}${reason}`;
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

async function finish(started: Started, ms = 120_000): Promise<unknown> {
  await vi.advanceTimersByTimeAsync(ms);
  return started.end;
}

const reads = (most: number) => clients(limit(most, repeat('read')));
const writes = (most: number) => clients(limit(most, repeat('write', 3)));

describe('completions', () => {
  it('carry what the client answered, and without an answer what was asked', async () => {
    const generator = clients(sequence(once(repeat('read')), once(repeat('write', 3))));
    const run = await start(generator, {
      invoke: async ({ f }) => ({ type: 'ok', ...(f === 'read' && { value: 5 }), revision: { index: 9 } }),
    });
    await finish(run);
    expect(run.history).toMatchObject([
      { type: 'invoke', f: 'read', value: null },
      { type: 'ok', f: 'read', value: 5, node: 'n1', revision: { index: 9 } },
      { type: 'invoke', f: 'write', value: 3 },
      { type: 'ok', f: 'write', value: 3, node: 'n1' },
    ]);
  });

  it('keep the error apart from the value', async () => {
    const run = await start(writes(1), {
      invoke: async () => ({ type: 'fail', error: 'compare-failed' }),
    });
    await finish(run);
    expect(drawn(run.history)).toEqual(['0 0 invoke write 3', '0 0 fail write 3 (compare-failed)']);
  });

  it('end at the time they come, while others go on', async () => {
    const lane: Lane = { invoke: (op, signal) => after(op.process === 0 ? 300 : 100)(op, signal) };
    const run = await start(writes(4), lane, { workers: 2 });
    await finish(run);
    expect(drawn(run.history)).toEqual([
      '0 0 invoke write 3',
      '0 1 invoke write 3',
      '0.1 1 ok write 3',
      '0.1 1 invoke write 3',
      '0.2 1 ok write 3',
      '0.2 1 invoke write 3',
      '0.3 0 ok write 3',
      '0.3 1 ok write 3',
    ]);
  });
});

describe('an open load', () => {
  it('begins at its arrivals while earlier operations hang, each of which says when it was due', async () => {
    const generator = clients(limit(5, arrivals(20, randomFrom(1), repeat('read'))));
    const run = await start(generator, { invoke: never }, { workers: 5 });
    await finish(run);
    const begun = run.history.filter(({ type }) => type === 'invoke');
    const due = [...arrivalTimes(20, randomFrom(1), 1e9)].slice(0, 5);
    expect(begun.map(({ extra }) => extra?.arrival)).toEqual(due);
    for (const [i, { time }] of begun.entries()) {
      expect(time).toBeGreaterThanOrEqual(due[i] ?? 0);
      expect(time - (due[i] ?? 0)).toBeLessThan(10e6);
    }
  });

  it('that the journal holds up begins late, and its operations tell since when they were due', async () => {
    let isCrowded = true;
    const congestion = () => (isCrowded ? new Promise<void>((resolve) => setTimeout(resolve, 100)) : undefined);
    const generator = clients(limit(5, arrivals(20, randomFrom(1), repeat('read'))));
    const run = await start(generator, { invoke: immediately }, { workers: 5, congestion });
    setTimeout(() => {
      isCrowded = false;
    }, 5000);
    await finish(run);
    const begun = run.history.filter(({ type }) => type === 'invoke');
    expect(begun.map(({ extra }) => extra?.arrival)).toEqual([...arrivalTimes(20, randomFrom(1), 1e9)].slice(0, 5));
    for (const { time } of begun) expect(time).toBeGreaterThanOrEqual(5e9);
  });
});

describe('a client that crashes', () => {
  it('is replaced under a process that is the concurrency higher', async () => {
    const invoke: Invoke = async (op) => ({ type: op.process === 0 ? 'info' : 'ok', value: op.value, error: 'lost' });
    const run = await start(writes(3), { invoke }, { workers: 2 });
    await finish(run);
    const invocations = run.history.filter((op) => op.type === 'invoke');
    expect(invocations.map((op) => op.process)).toEqual([0, 1, 2]);
    expect(run.opened()).toBe(3);
    expect(run.closed()).toBe(1);
  });

  it('leaves a rejected write unknown, and fails a rejected read', async () => {
    const generator = clients(sequence(once(repeat('write', 3)), once(repeat('read'))));
    const run = await start(generator, { invoke: () => Promise.reject(new Error('socket hung up')) });
    await finish(run);
    expect(drawn(run.history)).toEqual([
      '0 0 invoke write 3',
      '0 0 info write 3 (socket hung up)',
      '0 1 invoke read null',
      '0 1 fail read null (socket hung up)',
    ]);
  });

  it('leaves a transaction unknown, unless it only reads', async () => {
    const transaction = (name: string) => repeat('txn', [[name, 'x', null]]);
    const generator = clients(sequence(once(transaction('r')), once(transaction('append'))));
    const run = await start(generator, { invoke: async () => ({ type: 'info', error: 'timed-out' }) });
    await finish(run);
    expect(drawn(run.history)).toEqual([
      '0 0 invoke txn [["r","x",null]]',
      '0 0 fail txn [["r","x",null]] (timed-out)',
      '0 0 invoke txn [["append","x",null]]',
      '0 0 info txn [["append","x",null]] (timed-out)',
    ]);
    expect(run.closed()).toBe(1);
  });

  it('fails operations, certainly, while no client can be opened', async () => {
    const lane: Lane = {
      invoke: async (op) => (op.process === 0 ? { type: 'info', value: null } : { type: 'ok', value: null }),
      onOpen(times) {
        if (times === 2) throw new Error('n1 refuses');
      },
    };
    const run = await start(writes(3), lane);
    vi.useRealTimers();
    await run.end;
    expect(run.history.map((op) => `${op.process} ${op.type}${op.error === undefined ? '' : ` ${op.error}`}`)).toEqual([
      '0 invoke',
      '0 info',
      '1 invoke',
      '1 fail no client: n1 refuses',
      '1 invoke',
      '1 ok',
    ]);
  });
});

describe('a client that does not answer', () => {
  it('leaves a write unknown after the limit, and its late answer is not heard', async () => {
    const run = await start(phases(writes(1), sleep(5)), { invoke: after(3000) });
    await finish(run);
    expect(drawn(run.history)).toEqual(['0 0 invoke write 3', '1 0 info write 3 (timed-out)']);
    expect(run.closed()).toBe(1);
  });

  it('fails a read after the limit and goes on with a new client under the same process', async () => {
    const run = await start(reads(2), { invoke: never });
    await finish(run);
    expect(drawn(run.history)).toEqual([
      '0 0 invoke read null',
      '1 0 fail read null (timed-out)',
      '1 0 invoke read null',
      '2 0 fail read null (timed-out)',
    ]);
    expect(run.opened()).toBe(2);
  });

  it('is told that nobody waits any more', async () => {
    const aborted: boolean[] = [];
    const invoke: Invoke = (_, signal) => {
      signal.addEventListener('abort', () => aborted.push(true));
      return never(_, signal);
    };
    await finish(await start(writes(1), { invoke }));
    expect(aborted).toEqual([true]);
  });
});

describe('the nemesis', () => {
  it('is logged when it begins and when it is done, beside the clients', async () => {
    const slow: Nemesis = {
      invoke: () => new Promise((resolve) => setTimeout(resolve, 500, { value: 'cut' })),
      ...healed,
    };
    const generator = parallel(nemesis(once(repeat('start'))), clients(limit(2, delay(0.3, repeat('read')))));
    const run = await start(generator, { invoke: immediately }, { nemesis: slow });
    await finish(run);
    expect(drawn(run.history)).toEqual([
      '0 nemesis info start null',
      '0 0 invoke read null',
      '0 0 ok read 5',
      '0.3 0 invoke read null',
      '0.3 0 ok read 5',
      '0.5 nemesis info start "cut"',
    ]);
  });

  it('goes on after an op that could not be done in part, and keeps what it says', async () => {
    const partly: Nemesis = { invoke: async () => ({ value: { killed: ['n1'] }, error: 'n2: is gone' }), ...healed };
    const generator = nemesis(sequence(once(repeat('kill')), once(repeat('restart'))));
    const run = await start(generator, { invoke: immediately }, { nemesis: partly });
    expect(await finish(run)).toBeUndefined();
    expect(run.history.map(({ f, value, error }) => [f, value, error])).toEqual([
      ['kill', null, undefined],
      ['kill', { killed: ['n1'] }, 'n2: is gone'],
      ['restart', null, undefined],
      ['restart', { killed: ['n1'] }, 'n2: is gone'],
    ]);
  });

  it('ends the run with its error, after open operations had their chance', async () => {
    const broken: Nemesis = { invoke: () => Promise.reject(new Error('no iptables')), ...healed };
    const generator = parallel(clients(repeat('read')), nemesis(sequence(sleep(1), once(repeat('start')))));
    const run = await start(generator, { invoke: after(400) }, { nemesis: broken });
    expect(await finish(run)).toMatchObject({ message: 'no iptables' });
    expect(drawn(run.history.slice(-5))).toEqual([
      '1 nemesis info start null',
      '1 nemesis info start null (no iptables)',
      '1.2 0 ok read null',
      '1.2 nemesis info stop null',
      '1.2 nemesis info stop null (no iptables)',
    ]);
  });

  it('ends the run when it hangs', async () => {
    const hanging: Nemesis = { invoke: () => new Promise(() => undefined), ...healed };
    const run = await start(nemesis(once(repeat('start'))), { invoke: immediately }, { nemesis: hanging });
    expect(await finish(run)).toMatchObject({ message: 'the nemesis did not finish start within 60 s' });
    expect(run.history.map(({ f }) => f)).toEqual(['start', 'start']);
  });
});

describe('nodes that are lost', () => {
  it('end the run, and the history says of each fault what became of it', async () => {
    const lost = new AbortController();
    const refusing: Nemesis = {
      ...healed,
      invoke: async ({ f }) => {
        if (f === 'resume') throw new Error('n1: its dead-man’s switch undid every fault');
        return { value: 'done' };
      },
    };
    const generator = nemesis(sequence(once(repeat('pause')), sleep(10)));
    const run = await start(generator, { invoke: immediately }, { nemesis: refusing, broken: lost.signal });
    await vi.advanceTimersByTimeAsync(500);
    lost.abort(new Error('n1 is lost'));
    expect(await finish(run)).toMatchObject({ message: 'n1 is lost' });
    expect(drawn(run.history).slice(2)).toEqual([
      '0.5 nemesis info resume null',
      '0.5 nemesis info resume null (n1: its dead-man’s switch undid every fault)',
    ]);
  });
});

describe('a stop', () => {
  it('starts nothing more and waits for what is open', async () => {
    const run = await start(clients(repeat('write', 3)), { invoke: after(400) });
    await vi.advanceTimersByTimeAsync(500);
    run.stop();
    await finish(run);
    expect(drawn(run.history)).toEqual([
      '0 0 invoke write 3',
      '0.4 0 ok write 3',
      '0.4 0 invoke write 3',
      '0.8 0 ok write 3',
    ]);
  });

  it('leaves open what does not end', async () => {
    const run = await start(clients(repeat('write', 3)), { invoke: never }, { clientLimitMs: 60_000 });
    await vi.advanceTimersByTimeAsync(500);
    run.stop();
    await finish(run);
    expect(drawn(run.history)).toEqual(['0 0 invoke write 3', '2.5 0 info write 3 (stopped)']);
  });

  it('waits for a fault that is being made, so that no heal overtakes it', async () => {
    const slow: Nemesis = {
      invoke: () => new Promise((resolve) => setTimeout(resolve, 9000, { value: 'cut' })),
      ...healed,
    };
    const run = await start(nemesis(repeat('start')), { invoke: immediately }, { nemesis: slow });
    await vi.advanceTimersByTimeAsync(500);
    run.stop();
    await finish(run);
    expect(drawn(run.history).slice(0, 2)).toEqual(['0 nemesis info start null', '9 nemesis info start "cut"']);
  });

  it('ends the fault that it came in the middle of, and the history says when', async () => {
    const run = await start(
      nemesis(sequence(once(repeat('start')), sleep(10))),
      { invoke: immediately },
      { nemesis: prompt },
    );
    await vi.advanceTimersByTimeAsync(500);
    run.stop();
    await finish(run);
    expect(run.history.map(({ f }) => f)).toEqual(['start', 'start', 'stop', 'stop']);
  });

  it('ends a pause by a resume and a kill by a restart', async () => {
    for (const [begin, end] of [
      ['pause', 'resume'],
      ['kill', 'restart'],
    ] as const) {
      const generator = nemesis(sequence(once(repeat(begin)), sleep(10)));
      const run = await start(generator, { invoke: immediately }, { nemesis: prompt });
      await vi.advanceTimersByTimeAsync(500);
      run.stop();
      await finish(run);
      expect(run.history.map(({ f }) => f)).toEqual([begin, begin, end, end]);
    }
  });

  it('ends all faults that it came in the middle of, at once', async () => {
    const generator = parallel(
      onThreads((thread) => thread === 'nemesis', sequence(once(repeat('pause')), sleep(10))),
      onThreads((thread) => thread === 'nemesis 1', sequence(once(repeat('kill')), sleep(10))),
    );
    const slow: Nemesis = { invoke: () => new Promise((done) => setTimeout(done, 100, { value: 'done' })), ...healed };
    const run = await start(generator, { invoke: immediately }, { nemesis: slow, faults: 2 });
    await vi.advanceTimersByTimeAsync(500);
    run.stop();
    await finish(run);
    expect(drawn(run.history).slice(4)).toEqual([
      '0.5 nemesis info resume null',
      '0.5 nemesis info restart null',
      '0.6 nemesis info resume "done"',
      '0.6 nemesis info restart "done"',
    ]);
  });

  it('ends no fault twice', async () => {
    const turn = sequence(once(repeat('start')), once(repeat('stop')), sleep(1));
    const run = await start(nemesis(cycle(turn)), { invoke: immediately }, { nemesis: prompt });
    await vi.advanceTimersByTimeAsync(500);
    run.stop();
    await finish(run);
    expect(run.history.map(({ f }) => f)).toEqual(['start', 'start', 'stop', 'stop']);
  });
});

describe('the loop', () => {
  it('invokes nothing while what it recorded is not yet taken, and goes on afterwards', async () => {
    let isCrowded = true;
    const congestion = () => (isCrowded ? new Promise<void>((resolve) => setTimeout(resolve, 100)) : undefined);
    const run = await start(reads(3), { invoke: immediately }, { congestion });
    await vi.advanceTimersByTimeAsync(1000);
    expect(run.history).toEqual([]);
    isCrowded = false;
    await finish(run);
    expect(run.history).toHaveLength(6);
  });

  it('lets timers have their turn while operations never wait', async () => {
    vi.useRealTimers();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const run = await start(reads(20_000), { invoke: immediately });
    await run.end;
    clearInterval(timer);
    expect(run.history).toHaveLength(40_000);
    expect(ticks).toBeGreaterThan(2);
  });

  it('ends with the bug of a generator', async () => {
    const broken: Generator = {
      next() {
        throw new Error('a bug');
      },
      update: () => broken,
    };
    expect(await finish(await start(broken, { invoke: immediately }))).toMatchObject({ message: 'a bug' });
  });
});
