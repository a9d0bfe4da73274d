import { describe, expect, it } from 'vitest';
import { faultNouns } from '../../catalog/faults/appearance';
import { decodeEdn } from '../../history/edn';
import type { History } from '../../history/op';
import { checked } from '../core/checked.fixture';
import { drawn } from '../core/drawn-history.fixture';
import { faultCoverage } from './fault-coverage';

/** A cut that is in effect from `at` + 1 to `at` + 9, and what happens in it. */
function partition(at: number, inside = ''): string {
  return `${at} nemesis info start
    ${at + 1} nemesis info start cut
    ${inside}
    ${at + 9} nemesis info stop
    ${at + 10} nemesis info stop "fully connected"`;
}

const ok = (at: number, f: string) => `${at} 0 invoke ${f}\n${at} 0 ok ${f}`;
const fail = (at: number, f: string) => `${at} 0 invoke ${f}\n${at} 0 fail ${f}`;

function history(...parts: readonly string[]): History {
  return drawn(parts.join('\n').replaceAll(/\n\s*\n/g, '\n'));
}

const check = (...parts: readonly string[]) => checked(faultCoverage, history(...parts), { faultNouns });

describe('coverage of faults', () => {
  it('counts what began while the cut was fully in effect, and what of it was served, by function', () => {
    const { details, sentence, isNoteworthy } = check(
      ok(1, 'write'),
      partition(10, `${ok(12, 'write')}\n${fail(13, 'read')}\n${ok(14, 'read')}`),
      ok(30, 'write'),
    );
    expect(details.windows).toEqual({
      shown: [
        {
          start: 11e6,
          end: 19e6,
          byFunction: [
            { f: 'read', begun: 2, served: 1, refused: 0 },
            { f: 'write', begun: 1, served: 1, refused: 0 },
          ],
        },
      ],
      total: 1,
    });
    expect([sentence, isNoteworthy]).toEqual(['Updates succeeded during the one partition.', false]);
  });

  it('an operation counts where it began, and is served where it also completed there', () => {
    const { details } = check('0 0 invoke write', partition(10, '12 0 fail write\n13 1 invoke write'), '40 1 ok write');
    expect(details.windows.shown[0]?.byFunction).toEqual([{ f: 'write', begun: 1, served: 0, refused: 0 }]);
  });

  it('a cas that was refused is neither served nor lost', () => {
    const refused = (error: string) => `12 0 invoke cas [1,2]\n13 0 fail cas [1,2] ! ${error}`;
    const countsOf = (error: string) => check(partition(10, refused(error))).details.windows.shown[0]?.byFunction;
    expect(countsOf('"compare-failed"')).toEqual([{ f: 'cas', begun: 1, served: 0, refused: 1 }]);
    expect(countsOf('"no-leader"')).toEqual([{ f: 'cas', begun: 1, served: 0, refused: 0 }]);
  });

  it('a success that was perhaps on its way back when the cut came shows nothing', () => {
    const { details, sentence } = check('10 0 invoke write', partition(10, `12 0 ok write\n${ok(13, 'read')}`));
    expect(details.windows.shown[0]?.byFunction).toEqual([{ f: 'read', begun: 1, served: 1, refused: 0 }]);
    expect(sentence).toBe('No write succeeded during the one partition.');
  });

  it('names the windows in which no update succeeded, and stays valid', () => {
    const finding = check(
      ok(0, 'write'),
      fail(1, 'cas'),
      partition(10, ok(12, 'read')),
      partition(30, ok(32, 'cas')),
      partition(50, fail(52, 'write')),
      partition(70),
    );
    expect(finding).toMatchObject({
      valid: true,
      isNoteworthy: true,
      details: { withoutUpdate: 3, withoutSuccess: 2 },
      sentence: 'No write or cas succeeded during 3 of 4 partitions, and no operation at all during 2.',
    });
  });

  it('says when nothing succeeded at all', () => {
    expect(check(partition(10, fail(12, 'read')), partition(30)).sentence).toBe(
      'No operation succeeded during any of 2 partitions.',
    );
  });

  it('asks for no update where the test has none', () => {
    const finding = check(partition(10, ok(12, 'read')));
    expect(finding).toMatchObject({ isNoteworthy: false, details: { withoutUpdate: 0 } });
    expect(finding.sentence).toBe('Operations succeeded during the one partition.');
  });

  it('calls faults of one kind by its name, and of several faults', () => {
    const during = (begin: string, value: string, end: string, at: number) =>
      `${at} nemesis info ${begin}\n${at + 1} nemesis info ${begin} ${value}\n${ok(at + 2, 'write')}\n${at + 3} nemesis info ${end}\n${at + 4} nemesis info ${end} "all running"`;
    const pause = (at: number) => during('pause', '{"paused":["n1"]}', 'resume', at);
    const kill = (at: number) => during('kill', '{"killed":["n1"]}', 'restart', at);
    expect(check(pause(10)).sentence).toBe('Updates succeeded during the one pause.');
    expect(check(kill(10), kill(20)).sentence).toBe('Updates succeeded during each of 2 kills.');
    expect(check(pause(10), kill(20)).sentence).toBe('Updates succeeded during each of 2 faults.');
  });

  it('a cut that could not be made covers nothing', () => {
    const finding = check('0 nemesis info start', '1 nemesis info start ! "no iptables"', ok(2, 'write'));
    expect(finding).toMatchObject({ valid: true, isNoteworthy: true, details: { notMade: 1, windows: { total: 0 } } });
    expect(finding.sentence).toBe('Of 1 fault none was ever fully in effect.');
  });

  it('a fault that is never undone lasts to the end', () => {
    const { details } = check('0 nemesis info start', '1 nemesis info start cut', ok(500, 'write'));
    expect(details.windows.shown).toEqual([
      { start: 1e6, byFunction: [{ f: 'write', begun: 1, served: 1, refused: 0 }] },
    ]);
  });

  it('a run without faults needs no note', () => {
    const own = checked(faultCoverage, history(ok(0, 'write')), { faultNouns, hasEveryFault: true });
    expect(own).toMatchObject({ valid: true, isNoteworthy: false, sentence: 'There was no fault.' });
  });

  it('a history of others without a nemesis does not tell whether there was one', () => {
    expect(check(ok(0, 'write'))).toMatchObject({
      valid: 'unknown',
      isMoot: true,
      sentence: 'The history has no op of a nemesis, so it cannot be told whether there was a fault.',
    });
  });

  it('keeps the counts of a thousand windows and the first of them', () => {
    const many = Array.from({ length: 1000 }, (_, i) => partition(i * 20));
    const { details } = check(...many);
    expect([details.windows.total, details.windows.shown.length, details.withoutSuccess]).toEqual([1000, 60, 1000]);
  });
});

describe('coverage of faults that overlap', () => {
  const ops = drawn(`
    0 nemesis info kill {"id":1,"fault":"kill"}
    1 nemesis info kill {"id":1,"fault":"kill","killed":["n3"]}
    2 nemesis info start {"id":2,"fault":"partition-leader"}
    3 nemesis info start {"id":2,"fault":"partition-leader","cutOff":{"n1":["n2"]}}
    4 0 invoke write 1
    5 0 ok write 1
    6 nemesis info stop {"ends":2,"fault":"partition-leader"}
    7 nemesis info stop {"ends":2,"fault":"partition-leader","state":"fully connected"}
    8 0 invoke write 2
    9 0 ok write 2`);

  it('counts an operation for each that was in effect', () => {
    const { details, sentence } = checked(faultCoverage, ops, { faultNouns });
    expect(
      details.windows.shown.map(({ byFunction }) =>
        byFunction.map((row) => `${row.f} ${'served' in row && row.served}`),
      ),
    ).toEqual([['write 2'], ['write 1']]);
    expect(sentence).toBe('Updates succeeded during each of 2 faults.');
  });
});

/** Histories of Jepsen, whose faults have its names; the kinds of values differ. */
describe('coverage of the faults of other tools', () => {
  const judged = (begin: string, done: string, f = 'partition') => {
    const name = f === '' ? '' : `-${f}`;
    const text = `
      {:type :info, :f :start${name}, :value ${begin}, :process :nemesis, :time 1, :index 0}
      {:type :info, :f :start${name}, :value ${done}, :process :nemesis, :time 2, :index 1}
      {:type :invoke, :f :write, :value 1, :process 0, :time 3, :index 2}
      {:type :ok, :f :write, :value 1, :process 0, :time 4, :index 3}
      {:type :info, :f :stop${name}, :value nil, :process :nemesis, :time 5, :index 4}
      {:type :info, :f :stop${name}, :value :network-healed, :process :nemesis, :time 6, :index 5}`;
    const decoded = decodeEdn(text);
    if (!decoded.ok) throw new Error(decoded.error.message);
    return checked(faultCoverage, decoded.value.ops, { faultNouns });
  };
  const grudge = '{"n1" #{"n2"}, "n2" #{"n1"}}';

  it('a partition that could not be made is said not to have been in effect', () => {
    const finding = judged(':majority', ':majority, :error "ssh: n2 unreachable"');
    expect(finding).toMatchObject({
      valid: true,
      isNoteworthy: true,
      sentence: 'Of 1 fault none was ever fully in effect.',
    });
  });

  it('one fault is one fault, however the op and its value are written', () => {
    expect(judged(':majority', ':majority').sentence).toBe('Updates succeeded during the one partition.');
    expect(judged(grudge, `[:isolated ${grudge}]`).sentence).toBe('Updates succeeded during the one partition.');
    expect(judged(grudge, `[:isolated ${grudge}]`, '').sentence).toBe('Updates succeeded during the one partition.');
    expect(judged(':majority', ':majority', '').sentence).toBe('Updates succeeded during the one fault.');
  });

  it('what the nemesis did by an unknown op cannot be told', () => {
    const finding = judged('nil', 'nil', 'frobnication');
    expect(finding).toMatchObject({ valid: 'unknown', isNoteworthy: true });
    expect(finding.sentence).toBe(
      'It cannot be told whether there was a fault: ' +
        'what the nemesis did by :start-frobnication and :stop-frobnication is not known.',
    );
  });
});
