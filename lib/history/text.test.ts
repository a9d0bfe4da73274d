import { describe, expect, it } from 'vitest';
import { formatLogLine } from '../protocol/log-line';
import type { Op } from './op';
import { formatOp, parseOpLines } from './text';

function ops(text: string): readonly Op[] {
  const parsed = parseOpLines(text);
  if (!parsed.ok) throw new Error(`line ${parsed.error.line}: ${parsed.error.message}`);
  expect(parsed.value.cut).toBeUndefined();
  return parsed.value.ops;
}

const cutOff = '"Cut off {:n5 #{:n4 :n1}, :n1 #{:n5}}"';

describe('parseOpLines', () => {
  it('reads the log of 2014, padded with blanks or not', () => {
    const log = [
      'INFO  jepsen.system.etcd - :n4 etcd ready',
      'INFO  jepsen.core - Worker 0 starting',
      '',
      'INFO  jepsen.util - 0\t:invoke :read   nil',
      'INFO  jepsen.util - 0\t:ok     :read   nil',
      'INFO  jepsen.util - 3\t:invoke\t:cas\t[2 4]',
      'INFO  jepsen.util - :nemesis    :info   :start nil',
      `INFO  jepsen.util - :nemesis\t:info\t:start\t${cutOff}`,
      'INFO  jepsen.util - 3\t:info   :cas    :timed-out',
    ].join('\n');
    expect(ops(log)).toEqual([
      { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null },
      { index: 1, time: 1, process: 0, type: 'ok', f: 'read', value: null },
      { index: 2, time: 2, process: 3, type: 'invoke', f: 'cas', value: [2, 4] },
      { index: 3, time: 3, process: 'nemesis', type: 'info', f: 'start', value: null },
      {
        ...{ index: 4, time: 4, process: 'nemesis', type: 'info', f: 'start' },
        value: { cutOff: { n5: ['n4', 'n1'], n1: ['n5'] } },
      },
      { index: 5, time: 5, process: 3, type: 'info', f: 'cas', value: [2, 4], error: 'timed-out' },
    ]);
  });

  it('takes the argument from the invocation where an error stands in the place of the value', () => {
    const raft = '{:status 500, :errorCode 300, :message "Raft Internal Error", :index 41}';
    const log = `4 :invoke :cas [1 2]\n4 :info :cas ${raft}\n1 :invoke :read nil\n1 :fail :read :redirect-loop`;
    expect(ops(log)[1]).toMatchObject({ value: [1, 2], error: { status: 500, message: 'Raft Internal Error' } });
    expect(ops(log)[3]).toMatchObject({ value: null, error: 'redirect-loop' });
  });

  it('keeps an error that is no value as it stands', () => {
    const log = '4 :invoke :write 1\n4 :info :write clojure.lang.ExceptionInfo: throw+: {:a';
    expect(ops(log)[1]).toMatchObject({ value: 1, error: 'clojure.lang.ExceptionInfo: throw+: {:a' });
  });

  it('reads the log of now, with the error as a fifth field', () => {
    const prefix = 'INFO [2019-04-17 17:38:16,855] jepsen worker 0 - jepsen.util';
    const log = [
      `${prefix} 4\t:invoke\t:cas\t[4 4]`,
      `${prefix} 4\t:info\t:cas\t[4 4]\t:timeout`,
      `${prefix} :nemesis\t:info\t:stop\t:network-healed`,
      `${prefix} 5\t:invoke\t:read\tnil`,
      `${prefix} 5\t:fail\t:read\tnil\t[:not-found 3]`,
    ].join('\r\n');
    expect(ops(log).map(({ value, error }) => [value, error])).toEqual([
      [[4, 4], undefined],
      [[4, 4], 'timeout'],
      [':network-healed', undefined],
      [null, undefined],
      [null, [':not-found', 3]],
    ]);
  });

  it('skips a first line whose head is gone, and lines of other loggers', () => {
    const log = [
      'FO  jepsen.util - 4     :info   :cas\t{:status 500}',
      'INFO  jepsen.util - 10  :invoke :write\t0',
      'WARN  some.logger - process 4 said :ok',
    ].join('\n');
    expect(ops(log)).toMatchObject([{ index: 0, process: 10 }]);
    expect(ops('4\t:ok\t:read\t1\nINFO  jepsen.util - 1\t:invoke\t:read\tnil')).toMatchObject([{ process: 1 }]);
  });

  it('gives what stands before a last line that is cut, and names that line', () => {
    for (const end of ['0\t:ok\t:read\t[1', '0\t:ok\t:re', '0\t:o', '0\t:invoke\t:write\t"a']) {
      const parsed = parseOpLines(`0\t:invoke\t:read\tnil\n${end}`);
      expect(parsed, end).toMatchObject({ ok: true, value: { ops: [{ index: 0 }] } });
      expect(parsed, end).toMatchObject({ value: { cut: { line: 2 } } });
    }
  });

  it('refuses an op in the middle whose value cannot be read, and names its line', () => {
    expect(parseOpLines('0 :invoke :write [1\n0 :ok :write 1\n')).toMatchObject({ ok: false, error: { line: 1 } });
  });
});

describe('printing', () => {
  const read: Op = { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null };

  it('prints an op as the post does', () => {
    expect(formatOp(read)).toBe('0\t:invoke\t:read\tnil');
    expect(formatOp({ ...read, f: 'cas', value: [1, 4], type: 'info', error: 'timed-out' })).toBe(
      '0\t:info\t:cas\t[1 4]\t:timed-out',
    );
    const value = { cutOff: { n5: ['n4', 'n1'], n1: ['n5'] } };
    expect(formatOp({ ...read, process: 'nemesis', type: 'info', f: 'start', value })).toBe(
      `:nemesis\t:info\t:start\t${cutOff}`,
    );
  });

  it('reads back what it printed', () => {
    const history: readonly Op[] = [
      { ...read, process: 3, f: 'write', value: 2 },
      { ...read, index: 1, time: 1, process: 3, type: 'info', f: 'write', value: 2, error: 'connection lost' },
      { ...read, index: 2, time: 2, process: 4, f: 'write', value: 3 },
      { ...read, index: 3, time: 3, process: 4, type: 'fail', f: 'write', value: 3, error: 'no leader' },
    ];
    expect(ops(history.map(formatOp).join('\n'))).toEqual(history);
  });

  it('prints a refused cas without what the system said', () => {
    const refused = { ...read, type: 'fail', f: 'cas', value: [0, 4], error: { errorCode: 101 } } as const;
    expect(formatOp(refused)).toBe('0\t:fail\t:cas\t[0 4]');
    expect(formatOp({ ...refused, type: 'info' })).toBe('0\t:info\t:cas\t[0 4]\t{:errorCode 101}');
  });

  it('prints the lines of the log, and none for what is no line', () => {
    expect(formatLogLine(read)).toBe('INFO  clew.op - 0\t:invoke\t:read\tnil');
    const log = { type: 'log', at: 0, level: 'info', source: 'system.etcd', message: 'n4 etcd ready' } as const;
    expect(formatLogLine(log)).toBe('INFO  clew.system.etcd - n4 etcd ready');
    expect(formatLogLine({ ...log, level: 'error' })).toBe('ERROR clew.system.etcd - n4 etcd ready');
    expect(formatLogLine({ type: 'phase', at: 0, phase: 'running' })).toBeUndefined();
  });
});
