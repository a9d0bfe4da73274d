/**
 * Lines in the logs of the nodes that no healthy node writes: a panic is a broken promise even when every answer was
 * right. Which lines those are is for the system under test to say.
 */

import { clipped, counted } from '../../base/words';
import type { Checker, CheckerContext, LogPattern } from '../core/checker';
import { type Sample, sample } from '../core/sample';

export interface LogPatternsDetails {
  /** Files that were looked through. */
  readonly files: number;
  readonly patterns: readonly LogPattern[];
  readonly matches: Sample<LogMatch>;
}

export interface LogMatch {
  readonly node: string;
  readonly file: string;
  /** Counted from 1, in what was kept of the file. */
  readonly line: number;
  /** Title of the pattern. */
  readonly title: string;
  readonly text: string;
}

export const logPatterns: Checker<LogPatternsDetails> = {
  title: 'Node logs',
  summary: 'No line in the logs of the nodes tells of a crash.',
  check(_history, { logs, logPatterns: patterns = [] }) {
    const matches = logs ? matchesIn(logs, patterns) : [];
    return {
      valid: logs ? matches.length === 0 : 'unknown',
      sentence: logs ? sentenceOf(matches, logs.length, patterns.length) : 'No logs of the nodes were handed in.',
      isNoteworthy: !logs || matches.length > 0,
      details: { files: logs?.length ?? 0, patterns, matches: sample(matches) },
    };
  },
};

function matchesIn(logs: NonNullable<CheckerContext['logs']>, patterns: readonly LogPattern[]): readonly LogMatch[] {
  const compiled = patterns.map(({ title, pattern }) => ({ title, expression: new RegExp(pattern) }));
  const matches: LogMatch[] = [];
  for (const { node, file, text } of logs) {
    for (const [place, line] of text.split('\n').entries()) {
      const found = compiled.find(({ expression }) => expression.test(line));
      if (found) matches.push({ node, file, line: place + 1, title: found.title, text: clipped(line) });
    }
  }
  return matches;
}

function sentenceOf(matches: readonly LogMatch[], files: number, patterns: number): string {
  const [first] = matches;
  if (first) {
    const nodes = new Set(matches.map(({ node }) => node)).size;
    const where = nodes === 1 ? first.node : counted(nodes, 'node');
    return `${counted(matches.length, 'line')} in the log of ${where} that no healthy node writes, the first: ${first.title}.`;
  }
  if (files === 0) return 'The nodes left no log.';
  if (patterns === 0) return 'It is not known what in the logs of this system would be wrong.';
  return `Nothing in ${files === 1 ? 'the log' : `${files} logs`} tells of a crash.`;
}
