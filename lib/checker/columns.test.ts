/** A history says the same to every checker whether it is an array of ops or columns, while it grows and at the end. */
import { describe, expect, it } from 'vitest';
import type { History, Op, OpSequence } from '../history/op';
import { OpColumns } from '../history/op-columns';
import { models } from '../model/registry';
import { checkers } from './about';
import { unlimitedBudget } from './core/checked.fixture';
import type { CheckerContext } from './core/checker';
import type { LiveAnswer } from './core/live';
import { seededHistory } from './linearizable/testing/seeded-history.fixture';
import { type CheckerName, isCheckerName } from './names';
import { liveCheckerOf, runChecker } from './registry';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 4096 };
const names: readonly CheckerName[] = Object.keys(checkers).filter(isCheckerName);

function columnsOf(history: History): OpColumns {
  const columns = new OpColumns();
  for (const op of history) columns.push(op);
  return columns;
}

/** With what a run's ops have beside the six fields. */
function recorded(history: History, isByKey: boolean): History {
  return history.map((op) => ({
    ...op,
    ...(isByKey && { key: Number(op.process) % 2 }),
    node: `n${Number(op.process) % 3}`,
    ...(op.type === 'fail' && { error: 'conflict' }),
    ...(op.type === 'ok' && { revision: { modifiedIndex: op.index >> 2, index: op.index } }),
  }));
}

/** What live linearizability says after every few ops. */
function followed(ops: History, history: OpSequence, grow: (op: Op) => void, context: CheckerContext): LiveAnswer[] {
  const live = liveCheckerOf('linearizability', history, context, limits, { now: () => 0 });
  const answers: LiveAnswer[] = [];
  for (const op of ops) {
    grow(op);
    if (live && op.index % 3 === 0) answers.push(live.judge());
  }
  return answers;
}

describe('checkers of columns', () => {
  for (const [name, model] of Object.entries(models)) {
    it(`say what those of ops say of histories of a ${name}`, () => {
      const seen = new Set<unknown>();
      for (let seed = 0; seed < 30; seed++) {
        const isByKey = seed % 3 === 0;
        const history = recorded(seededHistory(name, seed), isByKey);
        const context = { model: model(), isByKey };
        for (const checker of names) {
          const [ofOps, ofColumns] = [history, columnsOf(history)].map((each) => {
            const { durationMs: _, explainMs: __, ...finding } = runChecker(checker, each, context, unlimitedBudget());
            return finding;
          });
          expect(ofColumns, `${checker} of seed ${seed}`).toEqual(ofOps);
          if (checker === 'linearizability') seen.add(ofOps?.valid);
        }
        const [ops, columns] = [[] as Op[], new OpColumns()];
        expect(
          followed(history, columns, (op) => columns.push(op), context),
          `live, seed ${seed}`,
        ).toEqual(followed(history, ops, (op) => ops.push(op), context));
      }
      expect([...seen]).toEqual(expect.arrayContaining([true, false]));
    });
  }
});
