import { describe, expect, it } from 'vitest';
import { drawn } from '../checker/core/drawn-history.fixture';
import type { Finding } from '../checker/core/finding';
import { check } from '../checker/linearizable/check';
import { linearizabilitySentence, resultOf } from '../checker/linearizable/finding';
import type { InvalidVerdict } from '../checker/linearizable/verdict';
import { casRegister } from '../model/cas-register';
import { planSchema } from '../plan/plan';
import { judged } from '../protocol/judged.fixture';
import { appendBatch, emptyRunState } from '../protocol/run-state';
import { reportText } from './report';
import { outcomeSentence } from './sentence';
import { bannerViolation, violationBanner } from './violation-banner';

const plan = planSchema.parse({ name: 'p', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const model = casRegister();
const history = drawn(`
  100 0 invoke write 4
  130 0 ok write 4
  210 2 invoke read
  220 2 ok read 2`);

/** Every text that accuses. */
function textsOf(isConfirmed: boolean): readonly string[] {
  const found = check(history, model, { timeLimitMs: 60_000, memoryLimitMb: 1024 }) as InvalidVerdict;
  expect(found.counterexample.isConfirmed).toBe(true);
  const verdict = { ...found, counterexample: { ...found.counterexample, isConfirmed } };
  const finding: Finding = { checker: 'linearizability', ...resultOf(verdict) };
  const outcome = judged(undefined, [finding]);
  const entry = { type: 'outcome', at: 0, outcome } as const;
  const { state } = appendBatch(emptyRunState(3), { from: 0, entries: [...history, entry] });
  const violation = bannerViolation(state);
  return [
    linearizabilitySentence(verdict),
    outcomeSentence(plan, history, outcome),
    reportText(history, verdict, model),
    violation ? violationBanner(violation, state, ['n1', 'n2', 'n3']).sentence : '',
  ];
}

describe('a violation that one search alone has proved', () => {
  const caveat = /\bA second search had no time to confirm it\.$/;

  it('is told with that in the check, the sentence of the run, the report and the banner', () => {
    for (const text of textsOf(false)) expect(text).toMatch(caveat);
  });

  it('is told without where two have', () => {
    for (const text of textsOf(true)) expect(text).not.toMatch(caveat);
  });
});
