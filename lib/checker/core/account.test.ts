import { describe, expect, it } from 'vitest';
import { accountOf, checkers } from '../about';
import type { CheckerName } from '../names';
import { runChecker } from '../registry';
import { unlimitedBudget } from './checked.fixture';
import { drawn } from './drawn-history.fixture';

const account = (name: CheckerName, text: string) => accountOf(runChecker(name, drawn(text), {}, unlimitedBudget()));

describe('the account of a checker', () => {
  it('counts operations by function and in all', () => {
    const refused = '4 1 invoke cas [1,2]\n5 1 fail cas [1,2]\n6 1 invoke cas [1,2]\n7 1 fail cas [1,2] ! "no-leader"';
    const text = `0 0 invoke read\n1 0 ok read\n2 0 invoke write 1\n3 0 info write 1\n${refused}`;
    expect(account('stats', text).tables).toEqual([
      {
        title: 'By function',
        columns: ['function', 'ok', 'refused', 'fail', 'info'],
        rows: [
          ['cas', '0', '1', '1', '0'],
          ['read', '1', '0', '0', '0'],
          ['write', '0', '0', '0', '1'],
          ['all', '1', '1', '1', '1'],
        ],
      },
    ]);
  });

  it('names elements, and says how many it leaves out', () => {
    const adds = Array.from({ length: 120 }, (_, i) => `0 0 invoke add ${i}\n0 0 ok add ${i}`).join('\n');
    const lost = account('set', `${adds}\n1 1 invoke read\n2 1 ok read []`).facts.find(({ name }) => name === 'Lost');
    expect(lost?.value).toMatch(/^120: 0, 1, 2, .* 99 and 20 more$/);
  });

  it('shows a window in which nothing completed', () => {
    const text = '0 nemesis info start\n1000 nemesis info start cut\n3500 nemesis info stop';
    expect(account('fault-coverage', text).tables[0]?.rows).toEqual([['1.0 s', '3.5 s', 'none', '0', '0', '0']]);
  });

  it('tells when elements were stale, in seconds and milliseconds', () => {
    const text =
      '0 0 invoke add 5\n10 0 ok add 5\n20 1 invoke read\n21 1 ok read []\n30 1 invoke read\n31 1 ok read [5]';
    const { facts, tables } = account('set-full', text);
    expect(tables[0]?.rows).toEqual([['5', '0.0 s', '0.0 s', '10 ms']]);
    expect(facts.find(({ name }) => name === 'Until stable')?.value).toMatch(/^least 10 ms, 50 % 10 ms/);
  });

  it('leads to both operations of a step back in indexes', () => {
    const ops = drawn('0 3 invoke write 7\n10 3 ok write 7\n20 3 invoke read\n30 3 ok read').map((op) => {
      if (op.index === 1) return { ...op, revision: { modifiedIndex: 7 } };
      return op.index === 3 ? { ...op, node: 'n1', revision: { index: 6 } } : op;
    });
    const { facts, tables } = accountOf(runChecker('sessions', ops, {}, unlimitedBudget()));
    expect(facts).toContainEqual({ name: "With their node's index alone", value: '1' });
    expect(tables.map(({ rows }) => rows)).toEqual([
      [
        [
          '3',
          'read your writes',
          { text: 'write 7 at index 7, 0.010 s', operation: 0 },
          { text: 'read nil when the node was at 6, n1, 0.030 s', operation: 2 },
          'at least 1',
        ],
      ],
      [
        ['held against an earlier one', '0', '1', '0', '0'],
        ['behind it', '0', '1', '0', '0'],
      ],
      [['3', '0', '1', '0', '0']],
    ]);
  });

  it('gives the error of a checker that broke', () => {
    expect(account('set', '0 1 invoke read\n1 1 ok read 3').facts).toEqual([
      { name: 'Error', value: 'op 1: read must give a list of elements, not 3' },
    ]);
  });

  it('has rows as wide as its columns, whatever the checker', () => {
    const text = `
      0 0 invoke add 1
      1 0 ok add 1
      2 1 invoke read
      3 1 ok read []
      4 2 invoke write 1
      5 2 fail write 1 ! "no client: refused"
      6 3 invoke generate
      7 3 ok generate 1
      8 3 invoke generate
      9 3 ok generate 1`;
    for (const name of Object.keys(checkers) as CheckerName[]) {
      for (const { columns, rows } of account(name, text).tables) {
        for (const row of rows) expect(row).toHaveLength(columns.length);
      }
    }
  });
});
