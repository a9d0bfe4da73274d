/**
 * Lines in the logs of the nodes that no healthy node writes: a panic is a broken promise even when every answer was
 * right. Which lines those are is for the system under test to say.
 */

import { clipped, counted } from '../../base/words';
import { type Account, count, tableOfAny } from '../core/account';
import type { Budget } from '../core/budget';
import type { Checker, CheckerContext, LogPattern } from '../core/checker';
import { type Anomaly, maxAnomalies } from '../core/finding';
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
  check(_history, { logs, logPatterns: patterns = [] }, budget) {
    const matches = logs ? matchesIn(logs, patterns, budget) : [];
    const isMoot = logs !== undefined && (logs.length === 0 || patterns.length === 0);
    return {
      valid: logs && !isMoot ? matches.length === 0 : 'unknown',
      ...(isMoot ? { isMoot } : {}),
      sentence: logs ? sentenceOf(matches, logs.length, patterns.length) : 'No logs of the nodes were handed in.',
      isNoteworthy: !logs || matches.length > 0,
      anomalies: anomaliesOf(matches),
      details: { files: logs?.length ?? 0, patterns, matches: sample(matches) },
    };
  },
  account: logAccount,
};

function matchesIn(
  logs: NonNullable<CheckerContext['logs']>,
  patterns: readonly LogPattern[],
  budget: Budget,
): readonly LogMatch[] {
  const compiled = patterns.map(({ title, pattern }) => ({ title, expression: new RegExp(pattern) }));
  const matches: LogMatch[] = [];
  for (const { node, file, text } of logs) {
    let number = 0;
    for (const line of budget.over(text.split('\n'))) {
      number++;
      const found = compiled.find(({ expression }) => expression.test(line));
      if (found) matches.push({ node, file, line: number, title: found.title, text: clipped(line) });
    }
  }
  return matches;
}

/** One for each title, with the lines that have it. */
function anomaliesOf(matches: readonly LogMatch[]): readonly Anomaly[] {
  const titles = [...new Set(matches.map(({ title }) => title))];
  return titles.slice(0, maxAnomalies).map((title) => {
    const lines = matches.filter((match) => match.title === title);
    const shown = lines.slice(0, maxLines).map(({ node, file, line, text }) => ({ node, file, line, text }));
    const nodes = [...new Set(lines.map(({ node }) => node))];
    return { kind: 'log-line', title, operations: [], nodes, evidence: { type: 'lines', lines: shown } };
  });
}

/** The details have more of them. */
const maxLines = 10;

function logAccount({ files, patterns, matches }: LogPatternsDetails): Account {
  const rows = matches.shown.map(({ node, file, line, text }) => [node, file, String(line), text]);
  return {
    facts: [
      count('Files', files),
      ...patterns.map(({ title, pattern }) => ({ name: `Looked for: ${title}`, value: pattern })),
    ],
    tables: tableOfAny('Lines', ['node', 'file', 'line', 'text'], rows, matches),
  };
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
