import { describe, expect, it } from 'vitest';
import { drawn } from '../checker/core/drawn-history.fixture';
import { check } from '../checker/linearizable/check';
import type { Counterexample } from '../checker/linearizable/verdict';
import type { Grudge } from '../history/nemesis-value';
import { casRegister } from '../model/cas-register';
import type { FaultWindow } from '../nemesis/windows';
import { appendBatch, emptyRunState } from '../protocol/run-state';
import { explanationText } from './explanation';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];

const stale = `
  11690 4 invoke write 1
  11700 4 ok write 1
  11880 2 invoke cas [1,4]
  11930 2 ok cas [1,4]
  12390 0 invoke read
  12412 0 ok read 1`;

const halves = {
  n1: ['n2', 'n3', 'n5'],
  n4: ['n2', 'n3', 'n5'],
  n2: ['n1', 'n4'],
  n3: ['n1', 'n4'],
  n5: ['n1', 'n4'],
};

function explained(text: string, faults: readonly FaultWindow[] = [], changes: Partial<Counterexample> = {}): string {
  const ops = drawn(text);
  const verdict = check(ops, casRegister(null), { timeLimitMs: 1000, memoryLimitMb: 256 });
  if (verdict.valid !== false) throw new Error('the history should be invalid');
  const { state } = appendBatch(emptyRunState(5), { from: 0, entries: ops });
  const counterexample = { ...verdict.counterexample, ...changes };
  return explanationText({ ...verdict, counterexample }, { ...state, faults }, nodes);
}

const parting = (links: Grudge) => ({ links });

const whole: FaultWindow = { fault: 'partition', start: 11.1e9, madeAt: 11.2e9, effect: parting(halves) };

describe('the paragraph about a violation', () => {
  it('names values, clients, nodes, times, and what the nemesis had done', () => {
    expect(explained(stale, [{ ...whole, end: 16e9, healedAt: 16.2e9 }])).toBe(
      'Client 0 on n1 began a read at 12.390 s and was answered 1 at 12.412 s. ' +
        "Client 2's cas 1→4 on n3 had been acknowledged at 11.930 s, 460 ms before that began. " +
        "The answer would have fitted client 4's write 1 on n5, acknowledged at 11.700 s. " +
        'The only order that explains everything before the answer ends with the register at 4. ' +
        'The nemesis had cut the network at 11.200 s: n1 together with n4 on one side, n2, n3 and n5 on the other. ' +
        'So n1 could not hear of the cas on n3. ' +
        'The network was whole again at 16.200 s.',
    );
  });

  it('counts the orders, and names each state in which they end', () => {
    const text = stale.replace('  12390', '12000 1 invoke write 3\n  12390');
    expect(explained(text)).toMatch(
      /All 2 orders that explain everything before the answer end with the register at 3 or 4\./,
    );
  });

  it('claims no state where not all are known, and no more worlds than were counted', () => {
    expect(explained(stale, [], { hasAllFinalStates: false })).not.toContain('order');
    const worlds = { shown: [], total: 1_000_000, isExact: false };
    expect(explained(stale, [], { worlds })).toContain('All of at least 1,000,000 orders');
  });

  it('says that nothing was broken yet', () => {
    expect(explained(stale)).toMatch(/No fault had been made by then\.$/);
    expect(explained(stale, [{ fault: 'partition', start: 20e9 }])).toMatch(/No fault had been made by then\.$/);
  });

  it('tells a cut that is being made or undone from a whole one', () => {
    expect(explained(stale, [{ ...whole, madeAt: 12.5e9 }])).toMatch(/had begun to cut the network at 11\.100 s\.$/);
    const healing = explained(stale, [{ ...whole, end: 12.3e9, healedAt: 13e9 }]);
    expect(healing).toMatch(/It had begun to heal that at 12\.300 s\. The network was whole again at 13\.000 s\.$/);
    expect(healing).not.toContain('hear of');
  });

  it('tells of a cut that was over, and of one that never was', () => {
    expect(explained(stale, [{ ...whole, end: 11.3e9, healedAt: 11.4e9 }])).toMatch(
      /The last fault had been healed at 11\.400 s, 1\.01 s before the answer\.$/,
    );
    expect(explained(stale, [whole])).toMatch(/The cut was never healed while the history lasted\.$/);
  });

  it('does not say that a node could not hear of what came before the cut, or over a link that was open', () => {
    expect(explained(stale, [{ ...whole, madeAt: 12e9 }])).not.toContain('hear of');
    // Under way when the network was cut: it may have got through.
    const [began] = stale.match(/\d+(?= 2 invoke cas)/) ?? [];
    expect(explained(stale, [{ ...whole, madeAt: (Number(began) + 1) * 1e6 }])).not.toContain('hear of');
    const oneWay = { n2: ['n1', 'n4'], n3: ['n1', 'n4'], n5: ['n1', 'n4'] };
    expect(explained(stale, [{ ...whole, effect: parting(oneWay) }])).not.toContain('hear of');
  });

  it('names a node that stands alone, and links whose cut parts nobody', () => {
    const alone = Object.fromEntries(nodes.map((node) => [node, node === 'n1' ? nodes.slice(1) : ['n1']]));
    expect(explained(stale, [{ ...whole, effect: parting(alone) }])).toContain(
      'n1 alone on one side, n2, n3, n4 and n5 on the other',
    );
    expect(explained(stale, [{ ...whole, effect: parting({ n1: ['n2'], n2: ['n1'] }) }])).toContain(
      'had cut some links at 11.200 s; all nodes still reached each other through others',
    );
  });

  const slept: FaultWindow = {
    ...{ fault: 'pause', start: 5.1e9, madeAt: 5.2e9, end: 12.4e9, healedAt: 12.42e9 },
    effect: { nodes: ['n1'] },
  };
  const { end: _, healedAt: __, ...sleeps } = slept;

  it('tells since when and until when processes were paused', () => {
    expect(explained(stale, [slept])).toMatch(
      /n1 was paused from 5\.200 s to 12\.400 s, 12\.0 ms before the answer\.$/,
    );
    expect(explained(stale, [{ ...slept, end: 13e9, healedAt: 13e9 }])).toMatch(
      /n1 was paused from 5\.200 s to 13\.000 s\.$/,
    );
    expect(explained(stale, [{ ...slept, madeAt: 12.5e9 }])).toMatch(/had begun to pause a process at 5\.100 s\.$/);
    const two: FaultWindow = { ...sleeps, effect: { nodes: ['n1', 'n2'] } };
    expect(explained(stale, [two])).toMatch(
      /n1 and n2 were paused from 5\.200 s on, and not resumed while the history lasted\.$/,
    );
  });

  it('tells when processes were killed, started again, and served', () => {
    const kill: FaultWindow = {
      ...slept,
      fault: 'kill',
      end: 10e9,
      healedAt: 11e9,
      effect: { nodes: ['n3'] },
    };
    expect(explained(stale, [kill])).toMatch(
      /n3 was killed at 5\.200 s, started again at 10\.000 s, and served at 11\.000 s, 1\.41 s before the answer\.$/,
    );
    const { healedAt: _, ...silent } = kill;
    expect(explained(stale, [silent])).toMatch(
      /killed at 5\.200 s, started again at 10\.000 s, 2\.41 s before the answer, and did not serve while the history lasted\.$/,
    );
    const gone: FaultWindow = { ...sleeps, fault: 'kill', effect: { nodes: ['n3'] } };
    expect(explained(stale, [gone])).toMatch(/killed at 5\.200 s and not started again while the history lasted\.$/);
  });

  it('tells of all faults that held at the time', () => {
    const text = explained(stale, [
      { ...whole, end: 16e9, healedAt: 16.2e9 },
      { ...sleeps, start: 11.3e9, madeAt: 12e9 },
    ]);
    expect(text).toContain('The nemesis had cut the network at 11.200 s');
    expect(text).toMatch(/n1 was paused from 12\.000 s on, and not resumed while the history lasted\.$/);
    // What was over by then is told only where nothing held.
    expect(
      explained(
        stale,
        [slept, whole].map((window) => ({ ...window, id: window.start })),
      ),
    ).toContain('n1 was paused');
    const over = { ...slept, end: 6e9, healedAt: 6e9 };
    expect(explained(stale, [over, whole])).not.toContain('paused');
  });

  it('tells of a cas that was said to have succeeded, and of what was under way meanwhile', () => {
    const text = `
      1000 0 invoke write 1
      1100 0 ok write 1
      1110 1 invoke cas [2,3]
      1115 0 invoke write 5
      1118 0 ok write 5
      1120 1 ok cas [2,3]`;
    const told = explained(text, [], { minimal: { operations: [0, 2, 3], context: [] } });
    expect(told).toContain('Client 1 on n2 began cas 2→3 at 1.110 s and was told at 1.120 s that it had succeeded.');
    expect(told).toContain("Client 0's write 5 on n1 had been acknowledged at 1.118 s, while that was under way.");
  });

  it('names few operations and counts the others', () => {
    const operations = [0, 2, 4, 6, 8, 10];
    const writes = [0, 1, 2, 3, 4].map((k) => `${k} 1 invoke write ${k}\n${k}.5 1 ok write ${k}`).join('\n');
    const told = explained(`${writes}\n9 0 invoke read\n10 0 ok read 7`, [], { minimal: { operations, context: [] } });
    expect(told).toContain('The contradiction needs 2 more operations before these.');
    expect(told).not.toContain('write 1');
  });

  it('is empty while the history is still arriving', () => {
    const ops = drawn(stale);
    const verdict = check(ops, casRegister(null), { timeLimitMs: 1000, memoryLimitMb: 256 });
    if (verdict.valid !== false) throw new Error('the history should be invalid');
    expect(explanationText(verdict, emptyRunState(5), nodes)).toBe('');
  });
});
