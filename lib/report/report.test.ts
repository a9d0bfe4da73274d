import { describe, expect, it } from 'vitest';
import { unlimitedBudget } from '../checker/core/checked.fixture';
import { check } from '../checker/linearizable/check';
import { bruteWorlds } from '../checker/linearizable/testing/brute-force.fixture';
import { runChecker } from '../checker/registry';
import type { History } from '../history/op';
import { parseOpLines } from '../history/text';
import { casRegister } from '../model/cas-register';
import { postedHistory, postedPrefix, postedWorld } from './posted-history.fixture';
import { reportText } from './report';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };
const model = casRegister();

function parsed(text: string): History {
  const result = parseOpLines(text);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.ops;
}

describe("the post's own history", () => {
  const history = parsed(postedHistory);
  const verdict = check(history, model, limits);
  if (verdict.valid !== false) throw new Error('the history of the post must be invalid');
  const { counterexample } = verdict;

  it('fails at the read of 1', () => {
    expect(history[counterexample.completion]).toMatchObject({ process: 0, type: 'ok', f: 'read', value: 1 });
  });

  it('ends with the register at 4 in every world', () => {
    expect(counterexample.finalStates).toEqual([{ state: 4, worlds: counterexample.worlds.total }]);
    expect(counterexample.worlds.shown.map(({ state }) => state)).toEqual(Array(10).fill(4));
    expect(counterexample.transitions).toEqual([{ state: 4, message: "can't read 1 from register 4" }]);
  });

  it('has 12,960 worlds, as many as there are orders', () => {
    const orders = [...bruteWorlds(history, model, counterexample.completion, counterexample.operation)];
    expect(orders).toHaveLength(12_960);
    expect(counterexample.worlds).toMatchObject({ total: 12_960, isExact: true });
  });

  it('is reported in the shape of the post', () => {
    const blocks = reportText(history, verdict, model).split('World with fixed history:\n');
    expect(blocks).toHaveLength(11);
    expect(blocks[0]).toBe(
      [
        'Not linearizable. Linearizable prefix was:',
        ...postedPrefix,
        '',
        'Followed by inconsistent operation:',
        '0\t:invoke\t:read\t1',
        '',
        '-'.repeat(61),
        'Just prior to that operation, possible interpretations of the',
        'linearizable prefix were:',
        '',
      ].join('\n'),
    );
    const last = blocks.at(-1) ?? '';
    expect(last.slice(last.indexOf('led to state'))).toBe(
      [
        'led to state: ',
        '{:value 4}',
        '',
        'with pending operations:',
        '',
        '(and 12950 more worlds, elided here)',
        '',
        '-'.repeat(62),
        '',
        'Inconsistent state transitions:',
        '([{:value 4} "can\'t read 1 from register 4"])',
        '',
        'Smallest contradiction (2 of 31 operations):',
        '4\t:invoke\t:write\t1\t(context)',
        '2\t:invoke\t:cas\t[1 4]',
        '0\t:invoke\t:read\t1',
      ].join('\n'),
    );
    const world = last.slice(0, last.indexOf('\n\nled to state')).split('\n');
    expect([...world].sort()).toEqual([...postedWorld].sort());
  });
});

describe('reportText', () => {
  it('prints a valid history in one line', () => {
    const history = parsed('0\t:invoke\t:write\t1\n0\t:ok\t:write\t1');
    expect(reportText(history, check(history, model, limits), model)).toBe('2 element history linearizable. :D');
  });

  it('says why nothing is known and how far the check came', () => {
    const history = parsed(postedHistory);
    const verdict = check(history, model, { ...limits, timeLimitMs: 0 });
    expect(reportText(history, verdict, model)).toMatch(/^Unknown: .* time limit was met\.\nPassed 0 of \d+ events/);
  });

  it('shows the worlds apart and the operations that they leave open', () => {
    const history = parsed(
      ['0 :invoke :write 1', '0 :ok :write 1', '1 :invoke :write 2', '2 :invoke :read nil', '2 :ok :read 3'].join('\n'),
    );
    const text = reportText(history, check(history, model, limits), model);
    expect(text).toContain(
      [
        'World with fixed history:',
        '0\t:invoke\t:write\t1',
        '',
        'led to state: ',
        '{:value 1}',
        '',
        'with pending operations:',
        '1\t:invoke\t:write\t2',
        '',
        'World with fixed history:',
      ].join('\n'),
    );
    expect(text).not.toContain('elided');
    expect(text.split('\n\n').at(-2)?.split('\n').at(-1)).toBe(
      '([{:value 1} "can\'t read 3 from register 1"] [{:value 2} "can\'t read 3 from register 2"])',
    );
  });
});

describe('what other checkers have to tell', () => {
  const history = parsed('0 :invoke :write 1\n0 :info :write :timed-out');
  const verdict = check(history, model, limits);

  it('stands below the text of the verdict, which stays as it is', () => {
    const text = reportText(history, verdict, model, [runChecker('stats', history, {}, unlimitedBudget())]);
    expect(text.split('\n')).toEqual([
      '2 element history linearizable. :D',
      '',
      'Other checks:',
      'Statistics, unknown: The one operation did not succeed, so nothing is known.',
    ]);
  });

  it('says of an advisory checker that it has no part in the verdict', () => {
    const text = reportText(history, verdict, model, [runChecker('sessions', history, {}, unlimitedBudget())]);
    expect(text.split('\n').at(-1)).toMatch(/^Session guarantees, unknown \(no part of the verdict\): No read, write/);
  });

  it('is nothing where all is well', () => {
    const fine = parsed(Array.from({ length: 10 }, () => '0 :invoke :write 1\n0 :ok :write 1').join('\n'));
    const text = reportText(fine, check(fine, model, limits), model, [
      runChecker('stats', fine, {}, unlimitedBudget()),
    ]);
    expect(text).toBe('20 element history linearizable. :D');
  });
});
