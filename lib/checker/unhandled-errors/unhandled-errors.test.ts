import { describe, expect, it } from 'vitest';
import type { History } from '../../history/op';
import { checked } from '../core/checked.fixture';
import { drawn } from '../core/drawn-history.fixture';
import { unhandledErrors } from './unhandled-errors';

const check = (history: History) => checked(unhandledErrors, history);
const classes = (history: History) =>
  check(history).details.classes.shown.map(({ name, isHandled, fail, info }) => ({ name, isHandled, fail, info }));

describe('errors', () => {
  it('are counted by class, those that nobody foresaw first, each with its first example', () => {
    const history = drawn(`
      0 0 invoke write 1
      1 0 info write 1 ! "timed-out"
      2 1 invoke write 1
      3 1 info write 1 ! "timed-out"
      4 2 invoke write 1
      5 2 fail write 1 ! "no client: connect refused"
      6 2 invoke write 1
      7 2 fail write 1 ! "no client: no route"
      8 2 invoke write 2
      9 2 info write 2 ! {"error":"unclassified","message":"teapot"}`);
    expect(classes(history)).toEqual([
      { name: 'no client', isHandled: false, fail: 2, info: 0 },
      { name: 'unclassified', isHandled: false, fail: 0, info: 1 },
      { name: 'timed-out', isHandled: true, fail: 0, info: 2 },
    ]);
    expect(check(history).details.classes.shown[0]?.example).toEqual({
      index: 5,
      time: 5e6,
      process: 2,
      f: 'write',
      error: 'no client: connect refused',
    });
    expect(check(history)).toMatchObject({ valid: true, isNoteworthy: true, details: { unhandled: 3 } });
    expect(check(history).sentence).toBe(
      '3 operations met an error that the client does not know: no client (2) and unclassified (1).',
    );
  });

  it('what the client has a name for was foreseen', () => {
    const history = drawn(`
      0 0 invoke cas [1,2]
      1 0 fail cas [1,2] ! {"status":412,"errorCode":101,"message":"Compare failed"}
      2 0 invoke write 1
      3 0 info write 1 ! [":unknown","text of the server"]
      4 1 invoke read
      5 1 fail read ! {"status":500,"message":"x"}`);
    expect(classes(history).map(({ name, isHandled }) => [name, isHandled])).toEqual([
      ['101 Compare failed', true],
      ['unknown', true],
      ['status 500', true],
    ]);
    expect(check(history).isNoteworthy).toBe(false);
  });

  it('an exception in a history of Jepsen is one nobody foresaw', () => {
    const [invoke, info] = drawn('0 0 invoke write 1\n1 0 info write 1');
    const exception = { via: [{ type: 'java.net.SocketException', message: 'reset' }], trace: [] };
    const history = [invoke, { ...info, extra: { exception } }] as History;
    expect(classes(history)).toEqual([{ name: 'java.net.SocketException', isHandled: false, fail: 0, info: 1 }]);
  });

  it('an ok has no error, and neither has what the nemesis met', () => {
    const history = drawn('0 0 invoke read\n1 0 ok read 1\n2 nemesis info start ! "no iptables"');
    expect(check(history)).toMatchObject({ valid: true, sentence: 'No operation met an error.' });
  });

  it('keep a bounded number of classes and of letters', () => {
    const ops = Array.from({ length: 400 }, (_, i) => {
      return `0 ${i} invoke write 1\n0 ${i} info write 1 ! "${'x'.repeat(50)}${i} ${'y'.repeat(5000)}"`;
    });
    const { details } = check(drawn(ops.join('\n')));
    expect([details.classes.shown.length, details.classes.total, details.unhandled]).toEqual([100, 400, 400]);
    expect(JSON.stringify(details).length).toBeLessThan(100_000);
  });
});
