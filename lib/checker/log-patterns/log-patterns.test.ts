import { describe, expect, it } from 'vitest';
import { checked } from '../core/checked.fixture';
import { logPatterns } from './log-patterns';

const patterns = [{ title: 'the process panicked', pattern: '^panic: ' }];
const log = (node: string, text: string) => ({ node, file: '/var/log/x.log', text });

describe('patterns in logs', () => {
  it('a line that matches is told of with its node and place', () => {
    const logs = [log('n1', 'started\nall is well\n'), log('n2', 'started\npanic: index out of range\ngoroutine 1\n')];
    expect(checked(logPatterns, [], { logs, logPatterns: patterns })).toMatchObject({
      valid: false,
      isNoteworthy: true,
      details: {
        files: 2,
        matches: { shown: [{ node: 'n2', line: 2, text: 'panic: index out of range' }], total: 1 },
      },
      sentence: '1 line in the log of n2 that no healthy node writes, the first: the process panicked.',
    });
  });

  it('a word in the middle of a line is not its beginning', () => {
    const logs = [log('n1', 'the word panic: is here')];
    expect(checked(logPatterns, [], { logs, logPatterns: patterns }).valid).toBe(true);
  });

  it('without logs there is no answer, and where the nodes left none nothing to ask', () => {
    expect(checked(logPatterns, [], { logPatterns: patterns })).toMatchObject({ valid: 'unknown', isNoteworthy: true });
    const without = checked(logPatterns, [], { logs: [], logPatterns: patterns });
    expect(without).toMatchObject({ valid: 'unknown', isMoot: true, isNoteworthy: false });
  });

  it('keeps a hundred of many lines, cut to a length', () => {
    const logs = [log('n1', `panic: ${'x'.repeat(9000)}\n`.repeat(500))];
    const { details } = checked(logPatterns, [], { logs, logPatterns: patterns });
    expect([details.matches.total, details.matches.shown.length]).toEqual([500, 100]);
    expect(JSON.stringify(details).length).toBeLessThan(60_000);
  });
});
