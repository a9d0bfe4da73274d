import { describe, expect, it } from 'vitest';
import { openAnomaly } from '@/lib/checker/linearizable/anomaly';
import { check } from '@/lib/checker/linearizable/check';
import { correctHistory, Dice, withOtherRead } from '@/lib/checker/linearizable/testing/random-history.fixture';
import type { History, Op } from '@/lib/history/op';
import { casRegister } from '@/lib/model/cas-register';
import { planSchema } from '@/lib/plan/plan';
import type { SeenViolation } from '@/lib/protocol/entry';
import { paperJournal } from '../store/testing/paper-store.fixture';
import { type JudgeRequest, RunJudge } from './run-judge';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 512 };
const plan = planSchema.parse({ name: 'watched', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const request = { plan, model: 'cas-register', initial: null, limits };
const shape = { operations: 300, workers: 5, values: 5, crashChance: 0.01, hasCas: true };

/** Longer than journal, thread, rest and judgement take together. */
const quietMs = 500;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** So few entries are judged as soon as they come. */
const neverBehind = {
  onBehind: () => {
    throw new Error('it fell behind');
  },
  onCaughtUp: () => undefined,
};

interface Heard {
  readonly violations: SeenViolation[];
  readonly reasons: string[];
  /** Resolves when something was said. */
  readonly said: Promise<void>;
}

type Feed = (history: History) => void;

async function watching(
  work: (feed: Feed, said: Promise<void>, judge: RunJudge) => Promise<void>,
  asked: JudgeRequest = request,
) {
  let wake: () => void = () => undefined;
  const heard: Heard = {
    violations: [],
    reasons: [],
    said: new Promise((resolve) => {
      wake = resolve;
    }),
  };
  const journal = paperJournal();
  const judge = new RunJudge(journal, asked);
  await judge.begin({
    onViolation: (violation) => {
      heard.violations.push(violation);
      wake();
    },
    onGiveUp: (reason) => {
      heard.reasons.push(reason);
      wake();
    },
    ...neverBehind,
  });
  const feed = (history: History) => {
    for (const op of history) journal.append(op);
  };
  try {
    await work(feed, heard.said, judge);
  } finally {
    judge.close();
  }
  return heard;
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

/** One client that writes, operation after operation. */
function* writesOf(ops: number): Generator<Op> {
  for (let index = 0; index < ops; index++) {
    const value = (index >> 1) % 5;
    yield { index, time: index, process: 0, type: index % 2 === 0 ? 'invoke' : 'ok', f: 'write', value };
  }
}

/** The same once more, by other processes. */
function later(history: History): History {
  return history.map((op) => ({ ...op, index: op.index + history.length, process: Number(op.process) + 1_000_000 }));
}

describe('the live check', () => {
  it('blames the operation that the check at the end blames, once, however the history comes', async () => {
    for (const seed of [1, 2, 3]) {
      const { history, violation } = brokenHistory(seed);
      const heard = await watching(async (feed, said) => {
        for (let from = 0; from < history.length; from += 100) {
          feed(history.slice(from, from + 100));
          await pause(seed * 5);
        }
        await said;
        feed(later(history));
        await pause(quietMs);
      });
      expect(heard).toMatchObject({ violations: [violation], reasons: [] });
    }
  });

  it('needs no more than the ops up to the completion that cannot be', async () => {
    const { history, completion, violation } = brokenHistory(4);
    const heard = await watching(async (feed, said) => {
      feed(history.slice(0, completion));
      await Promise.race([said, pause(quietMs)]);
      expect(await Promise.race([said.then(() => 'said'), pause(0)])).toBeUndefined();
      feed(history.slice(completion, completion + 1));
      await said;
    });
    expect(heard).toMatchObject({ violations: [violation], reasons: [] });
  });

  it('says nothing about a history that can be explained', async () => {
    const heard = await watching(async (feed) => {
      feed(correctHistory(new Dice(5), shape));
      await pause(quietMs);
    });
    expect(heard).toMatchObject({ violations: [], reasons: [] });
  });

  it('says nothing after its end', async () => {
    const heard = await watching(async (feed, _, judge) => {
      const { history } = brokenHistory(1);
      feed(history);
      judge.endWatch();
      feed(later(history));
      await pause(quietMs);
    });
    expect(heard).toMatchObject({ violations: [], reasons: [] });
  });

  it('says that it is far behind, again when it is twice as far, and that it has caught up', async () => {
    const journal = paperJournal();
    let letRead: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letRead = resolve));
    const late = {
      get persisted() {
        return journal.persisted;
      },
      flush: () => journal.flush(),
      subscribe: (onGrown: () => void) => journal.subscribe(onGrown),
      readChunks: async (from: number) => {
        await gate;
        return journal.readChunks(from);
      },
    };
    const said: (number | 'caught up' | 'violation')[] = [];
    let isSaid: () => void = () => undefined;
    const violated = new Promise<void>((resolve) => (isSaid = resolve));
    const judge = new RunJudge(late, request);
    await judge.begin({
      onBehind: (entries) => said.push(entries),
      onCaughtUp: () => said.push('caught up'),
      onGiveUp: (reason) => {
        throw new Error(reason);
      },
      onViolation: () => {
        said.push('violation');
        isSaid();
      },
    });
    const written = 410_000;
    for (const op of writesOf(written)) {
      journal.append(op);
      if (op.index % 10_000 === 9999) await journal.flush();
    }
    await journal.flush();
    const behind = said.slice();
    letRead();
    const read = { process: 0, f: 'read', node: 'n1' };
    journal.append({ ...read, index: written, time: written, type: 'invoke', value: null });
    journal.append({ ...read, index: written + 1, time: written + 1, type: 'ok', value: 99 });
    await violated;
    judge.close();
    await journal.close();
    expect(behind).toEqual([expect.any(Number), expect.any(Number)]);
    const [first, second] = behind.map(Number);
    expect(first).toBeGreaterThan(200_000);
    expect(second).toBeGreaterThan(400_000);
    expect(said.slice(2)).toEqual(['caught up', 'violation']);
  });

  it('gives up when it meets a limit', async () => {
    const heard = await watching(
      async (feed, said) => {
        feed(correctHistory(new Dice(7), { ...shape, operations: 5000 }));
        await said;
      },
      { ...request, limits: { ...limits, memoryLimitMb: 1 } },
    );
    expect(heard).toMatchObject({ violations: [], reasons: ['the memory limit was met'] });
  });

  it('gives up when the history breaks its laws', async () => {
    const heard = await watching(async (feed, said) => {
      feed([{ index: 0, time: 0, process: 0, type: 'ok', f: 'read', value: 1 }]);
      await said;
    });
    expect(heard.violations).toEqual([]);
    expect(heard.reasons).toEqual([expect.stringMatching(/^it failed: .*without an open invocation/)]);
  });
});
