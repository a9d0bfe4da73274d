import { describe, expect, it } from 'vitest';
import { check } from '@/lib/checker/linearizable/check';
import { openAnomaly } from '@/lib/checker/linearizable/linearizability';
import { correctHistory, Dice, withOtherRead } from '@/lib/checker/linearizable/testing/random-history.fixture';
import type { History, Op } from '@/lib/history/op';
import { casRegister } from '@/lib/model/cas-register';
import type { SeenViolation } from '@/lib/protocol/entry';
import { type LiveChecking, openLiveCheck } from './live-check';
import { OpPacker, unpackOps } from './live-ops';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 512 };
const request = { model: 'cas-register', initial: null, limits };
const shape = { operations: 300, workers: 5, values: 5, crashChance: 0.01, hasCas: true };

/** Longer than thread, batch, rest and judgement take together. */
const quietMs = 500;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface Heard {
  readonly violations: SeenViolation[];
  readonly reasons: string[];
  /** Resolves when something was said. */
  readonly said: Promise<void>;
}

async function watching(work: (live: LiveChecking, said: Promise<void>) => Promise<void>, asked = request) {
  let wake: () => void = () => undefined;
  const heard: Heard = {
    violations: [],
    reasons: [],
    said: new Promise((resolve) => {
      wake = resolve;
    }),
  };
  const live = await openLiveCheck(asked, {
    onViolation: (violation) => {
      heard.violations.push(violation);
      wake();
    },
    onGiveUp: (reason) => {
      heard.reasons.push(reason);
      wake();
    },
  });
  try {
    await work(live, heard.said);
  } finally {
    await live.close();
  }
  return heard;
}

function feed(live: LiveChecking, history: History): void {
  for (const op of history) live.add(op);
}

/** A history in which one read returned a value that nobody wrote, and the operation that the check blames. */
function brokenHistory(seed: number) {
  const dice = new Dice(seed);
  const history = withOtherRead(correctHistory(dice, shape), dice, () => 99) ?? [];
  const verdict = check(history, casRegister(), limits);
  if (verdict.valid !== false) throw new Error('a value that nobody wrote was explained');
  const { operation, completion } = verdict.counterexample;
  return {
    history,
    completion,
    violation: { checker: 'linearizability', anomaly: openAnomaly(operation, completion) },
  };
}

describe('the live check', { timeout: 30_000 }, () => {
  it('blames the operation that the check at the end blames, once, however the history comes', async () => {
    for (const seed of [1, 2, 3]) {
      const { history, violation } = brokenHistory(seed);
      const heard = await watching(async (live, said) => {
        for (let from = 0; from < history.length; from += 100) {
          feed(live, history.slice(from, from + 100));
          await pause(seed * 5);
        }
        await said;
        feed(live, history);
        await pause(quietMs);
      });
      expect(heard).toMatchObject({ violations: [violation], reasons: [] });
    }
  });

  it('needs no more than the ops up to the completion that cannot be', async () => {
    const { history, completion, violation } = brokenHistory(4);
    const heard = await watching(async (live, said) => {
      feed(live, history.slice(0, completion));
      await Promise.race([said, pause(quietMs)]);
      expect(await Promise.race([said.then(() => 'said'), pause(0)])).toBeUndefined();
      feed(live, history.slice(completion, completion + 1));
      await said;
    });
    expect(heard).toMatchObject({ violations: [violation], reasons: [] });
  });

  it('says nothing about a history that can be explained', async () => {
    const heard = await watching(async (live) => {
      feed(live, correctHistory(new Dice(5), shape));
      await pause(quietMs);
    });
    expect(heard).toMatchObject({ violations: [], reasons: [] });
  });

  it('says nothing after it was closed', async () => {
    const heard = await watching(async (live) => {
      feed(live, brokenHistory(1).history);
      await live.close();
      feed(live, brokenHistory(1).history);
    });
    await pause(quietMs);
    expect(heard).toMatchObject({ violations: [], reasons: [] });
  });

  it('gives up when it falls too far behind', async () => {
    const heard = await watching(async (live, said) => {
      // No turn of the loop in between, so no judgement is heard of.
      feed(live, correctHistory(new Dice(6), { ...shape, operations: 110_000 }));
      await said;
    });
    expect(heard.violations).toEqual([]);
    expect(heard.reasons).toEqual([expect.stringMatching(/^it fell 2\d\d,\d{3} ops behind$/)]);
  });

  it('gives up when it meets a limit', async () => {
    const heard = await watching(
      async (live, said) => {
        feed(live, correctHistory(new Dice(7), { ...shape, operations: 5000 }));
        await said;
      },
      { ...request, limits: { ...limits, memoryLimitMb: 1 } },
    );
    expect(heard).toMatchObject({ violations: [], reasons: ['the memory limit was met'] });
  });

  it('gives up when its thread fails', async () => {
    const heard = await watching(async (live, said) => {
      live.add({ index: 0, time: 0, process: 0, type: 'ok', f: 'read', value: 1 });
      await said;
    });
    expect(heard.violations).toEqual([]);
    expect(heard.reasons).toEqual([expect.stringMatching(/^it failed: .*without an open invocation/)]);
  });
});

describe('ops on their way to the live check', () => {
  it('arrive as they were, without what no checker looks at', () => {
    const ops: readonly Op[] = [
      { index: 0, time: 5, process: 'nemesis', type: 'info', f: 'start', value: { n1: ['n2'] } },
      { index: 1, time: 2 ** 52, process: 0, type: 'invoke', f: 'read', value: null },
      { index: 2, time: 2 ** 52, process: 4_000_000, type: 'fail', f: 'cas', value: [0, 1] },
      { index: 3, time: 2 ** 52, process: 0, type: 'ok', f: 'read', value: 'a' },
    ];
    const packer = new OpPacker();
    for (const op of ops) packer.add({ ...op, node: 'n1', error: 'x', revision: { index: 1 } });
    expect(packer.size).toBe(4);
    expect([...unpackOps(structuredClone(packer.take()))]).toEqual(ops);
    expect(packer.size).toBe(0);
    expect([...unpackOps(packer.take())]).toEqual([]);
  });
});
