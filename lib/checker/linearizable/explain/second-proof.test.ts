import { describe, expect, it } from 'vitest';
import { present } from '../../../base/assert';
import type { History } from '../../../history/op';
import { pairCompletions } from '../../../history/operations';
import { casRegister } from '../../../model/cas-register';
import type { Model } from '../../../model/model';
import { models } from '../../../model/registry';
import { Budget, timelessHost } from '../../core/budget';
import { type Algorithm, decide, type Stuck } from '../search/decide';
import { never, scheduleOf } from '../search/schedule';
import { Steps } from '../search/steps';
import { bruteFailure } from '../testing/brute-force.fixture';
import { pausedHistory } from '../testing/paused-leader.fixture';
import { seededHistory } from '../testing/seeded-history.fixture';
import { withLatestStaleRead } from '../testing/wrong-read.fixture';
import { secondProof } from './second-proof';

const seeds = 60;
const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

/** A clock that goes on whenever somebody looks at it, so that a proof ends, and the same way every time. */
function patient() {
  let looks = 0;
  return new Budget(limits, { now: () => looks++ });
}

function scheduled(history: History, model: Model) {
  const steps = new Steps(model);
  return { steps, schedule: scheduleOf(history, pairCompletions(history), steps) };
}

describe('secondProof', () => {
  it.each(Object.keys(models))('of %s confirms no refutation that brute force does not find', (name) => {
    const model = present(models[name], name)();
    const proofs = { confirmed: 0, disagreement: 0, undecided: 0 };
    for (let seed = 0; seed < seeds; seed++) {
      const history = seededHistory(name, seed);
      const { schedule, steps } = scheduled(history, model);
      const failure = bruteFailure(history, model) ?? Number.POSITIVE_INFINITY;
      for (let call = 0; call < schedule.length; call++) {
        const returned = schedule.returned[call] as number;
        if (returned === never) continue;
        // What a search with a bug may say: any operation is violating, and any others show it.
        const shown = [...schedule.invoked].filter((invoked) => invoked < returned && (invoked * 7 + seed) % 3 === 0);
        const algorithm: Algorithm = seed % 2 === 0 ? 'zones of reads and their writes' : 'just-in-time linearization';
        const proof = secondProof({ kind: 'stuck', algorithm, call, ends: [], shown }, schedule, steps, patient());
        proofs[proof]++;
        if (proof === 'confirmed') expect(failure, `seed ${seed}, call ${call}`).toBeLessThanOrEqual(returned);
        if (proof === 'disagreement') expect(failure, `seed ${seed}, call ${call}`).not.toBe(returned);
      }
    }
    expect(proofs.confirmed).toBeGreaterThan(10);
    expect(proofs.disagreement).toBeGreaterThan(0);
  });

  it.each(Object.keys(models))('confirms every refutation of a short history of %s', (name) => {
    const model = present(models[name], name)();
    let refuted = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const { schedule, steps } = scheduled(seededHistory(name, seed), model);
      const decision = decide(schedule, steps, patient());
      if (decision.kind !== 'stuck') continue;
      refuted++;
      expect(secondProof(decision, schedule, steps, patient()), `seed ${seed}`).toBe('confirmed');
    }
    expect(refuted).toBeGreaterThan(5);
  });

  it.each([
    { values: 1000, cas: 0 },
    { values: 1000, cas: 0.3 },
    { values: Number.POSITIVE_INFINITY, cas: 0 },
  ])('confirms a stale read behind pauses of a leader: $values values, $cas cas', ({ values, cas }) => {
    for (let seed = 0; seed < 2; seed++) {
      const shape = { operations: 4000, clients: 20, pauses: 4, values, cas };
      const stale = withLatestStaleRead(pausedHistory(seed, shape), 0.9);
      const { schedule, steps } = scheduled(present(stale, 'a stale read').history, casRegister());
      const decision = decide(schedule, steps, patient()) as Stuck;
      expect(decision.kind, `seed ${seed}`).toBe('stuck');
      expect(secondProof(decision, schedule, steps, patient()), `seed ${seed}`).toBe('confirmed');
    }
  });

  it('is undecided without time', () => {
    const { schedule, steps } = scheduled(seededHistory('register', 1), casRegister());
    const call = schedule.returned.findIndex((returned) => returned !== never);
    const stuck: Stuck = { kind: 'stuck', algorithm: 'just-in-time linearization', call, ends: [] };
    const spent = new Budget({ ...limits, timeLimitMs: 0 }, timelessHost);
    expect(secondProof(stuck, schedule, steps, spent)).toBe('undecided');
  });
});
