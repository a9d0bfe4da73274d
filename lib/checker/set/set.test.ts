import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { History } from '../../history/op';
import { checked } from '../core/checked.fixture';
import { drawn, histories } from '../core/drawn-history.fixture';
import { set } from './set';

const check = (text: string) => checked(set, drawn(text));

describe('set', () => {
  it('is valid when the last read has every acknowledged element', () => {
    const finding = check(`
      0 0 invoke add 1
      1 0 ok add 1
      2 0 invoke add 2
      3 0 ok add 2
      4 1 invoke read
      5 1 ok read [2,1]`);
    expect(finding).toMatchObject({ valid: true, isNoteworthy: false });
    expect(finding.details).toMatchObject({ attempted: 2, acknowledged: 2, present: 2, recovered: { total: 0 } });
    expect(finding.sentence).toBe('The last read has all 2 acknowledged elements.');
  });

  it('an acknowledged element that is not in the last read is lost, whatever an earlier read had', () => {
    const finding = check(`
      0 0 invoke add 1
      1 0 ok add 1
      2 1 invoke read
      3 1 ok read [1]
      4 1 invoke read
      5 1 ok read []`);
    expect(finding).toMatchObject({ valid: false, isNoteworthy: true, details: { lost: { shown: [1], total: 1 } } });
    expect(finding.sentence).toBe('1 acknowledged element lost: 1.');
  });

  it('an element that nobody tried to add is unexpected', () => {
    expect(check('0 1 invoke read\n1 1 ok read [7]')).toMatchObject({
      valid: false,
      details: { unexpected: { shown: [7], total: 1 } },
    });
  });

  it('an add that crashed may be there, and then it is recovered, or not', () => {
    const adds = '0 0 invoke add 1\n1 0 info add 1\n2 1 invoke add 2\n3 1 info add 2\n4 2 invoke read\n';
    expect(check(`${adds}5 2 ok read [1]`)).toMatchObject({
      valid: true,
      details: { acknowledged: 0, lost: { total: 0 }, recovered: { shown: [1], total: 1 } },
    });
  });

  it('a read that failed or crashed is no read', () => {
    const text = '0 0 invoke add 1\n1 0 ok add 1\n2 1 invoke read\n3 1 fail read\n4 2 invoke read\n5 2 info read';
    expect(check(text)).toMatchObject({ valid: 'unknown', isNoteworthy: true, sentence: 'The set was never read.' });
    expect(check(text).details.lost.total).toBe(0);
  });

  it('tells values apart by what they are, and lists by their items', () => {
    expect(check('0 0 invoke add [1,2]\n1 0 ok add [1,2]\n2 1 invoke read\n3 1 ok read [[1,2]]').valid).toBe(true);
    expect(check('0 0 invoke add 1\n1 0 ok add 1\n2 1 invoke read\n3 1 ok read ["1"]').valid).toBe(false);
  });

  it('names the op where a read is no list', () => {
    expect(() => check('0 1 invoke read\n1 1 ok read 3')).toThrow('op 1: read must give a list of elements, not 3');
  });

  it('agrees with the definition on any history', () => {
    const element = fc.nat(4);
    const call = fc.oneof(
      element.map((value) => ({ f: 'add', value, answer: value })),
      fc.array(element, { maxLength: 4 }).map((answer) => ({ f: 'read', value: null, answer })),
    );
    fc.assert(
      fc.property(histories(call, 24), (history) => {
        const { valid, details } = checked(set, history);
        const of = (type: string) =>
          history.filter((op) => op.f === 'add' && op.type === type).map(({ value }) => value);
        const last = history.findLast((op) => op.f === 'read' && op.type === 'ok')?.value as History | undefined;
        const read = (last ?? []) as readonly unknown[];
        const lost = new Set(of('ok').filter((value) => !read.includes(value)));
        const unexpected = new Set(read.filter((value) => !of('invoke').includes(value as number)));
        const isUntested = last === undefined || (of('ok').length === 0 && read.length === 0);
        expect(valid).toBe(isUntested ? 'unknown' : lost.size + unexpected.size === 0);
        if (last) expect([details.lost.total, details.unexpected.total]).toEqual([lost.size, unexpected.size]);
      }),
    );
  });

  it('keeps the counts and a hundred examples of thousands', () => {
    const adds = Array.from({ length: 3000 }, (_, i) => `0 0 invoke add ${i}\n0 0 ok add ${i}`).join('\n');
    const { lost } = check(`${adds}\n1 1 invoke read\n2 1 ok read []`).details;
    expect([lost.total, lost.shown.length, lost.shown[0]]).toEqual([3000, 100, 0]);
  });
});
