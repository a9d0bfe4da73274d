/**
 * What a checker found, behind its sentence, as names with values and as tables of text: one shape, so that whoever
 * shows a report need not know its checker.
 */
import { assertNever } from '../base/assert';
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import type { Quantile } from '../checker/core/quantiles';
import type { Sample } from '../checker/core/sample';
import type { CounterDetails } from '../checker/counter/counter';
import type { CoveredWindow, FaultCoverageDetails } from '../checker/fault-coverage/fault-coverage';
import type { LogPatternsDetails } from '../checker/log-patterns/log-patterns';
import type { TotalQueueDetails } from '../checker/queue/total-queue';
import type { CheckerReport } from '../checker/registry';
import {
  type GuaranteeCounts,
  guarantees,
  type SessionOp,
  type SessionsDetails,
} from '../checker/sessions/session-guarantees';
import type { SetDetails } from '../checker/set/set';
import type { SetFullDetails } from '../checker/set/set-full';
import type { StatsDetails } from '../checker/stats/stats';
import type { UnhandledErrorsDetails } from '../checker/unhandled-errors/unhandled-errors';
import type { UniqueIdsDetails } from '../checker/unique-ids/unique-ids';

export interface CheckFact {
  readonly name: string;
  readonly value: string;
}

/** A text, or what is said of an operation, which a page leads to; `operation` is the index of its invocation. */
export type CheckCell = string | { readonly text: string; readonly operation: number };

export interface CheckTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CheckCell[])[];
  /** What the rows leave out, in words. */
  readonly elided?: string;
}

export interface CheckAccount {
  readonly facts: readonly CheckFact[];
  readonly tables: readonly CheckTable[];
}

export function accountOf(report: CheckerReport): CheckAccount {
  if ('error' in report) return { facts: [{ name: 'Error', value: report.error }], tables: [] };
  switch (report.checker) {
    case 'stats':
      return statsAccount(report.details);
    case 'set':
      return setAccount(report.details);
    case 'set-full':
    case 'set-full-linearizable':
      return setFullAccount(report.details);
    case 'total-queue':
      return queueAccount(report.details);
    case 'counter':
      return counterAccount(report.details);
    case 'unique-ids':
      return idsAccount(report.details);
    case 'log-patterns':
      return logAccount(report.details);
    case 'unhandled-errors':
      return errorAccount(report.details);
    case 'fault-coverage':
      return coverageAccount(report.details);
    case 'sessions':
      return sessionsAccount(report.details);
    default:
      return assertNever(report);
  }
}

function statsAccount({ all, byFunction }: StatsDetails): CheckAccount {
  const rows = [...byFunction.shown, { f: 'all', ...all }].map(({ f, ok, fail, info }) => [
    f,
    ...texts(ok, fail, info),
  ]);
  return { facts: [], tables: [table('By function', ['function', 'ok', 'fail', 'info'], rows, byFunction)] };
}

function setAccount(details: SetDetails): CheckAccount {
  return {
    facts: [
      count('Tried', details.attempted),
      count('Acknowledged', details.acknowledged),
      count('Added and in the last read', details.present),
      values('Lost', details.lost),
      values('Never added', details.unexpected),
      values('Recovered', details.recovered),
    ],
    tables: [],
  };
}

function setFullAccount(details: SetFullDetails): CheckAccount {
  const worst = details.worstStale.map(({ element, knownAt, lastAbsentAt, latencyMs }) => {
    return [formatJson(element), seconds(knownAt), seconds(lastAbsentAt), milliseconds(latencyMs)];
  });
  const twice = details.duplicated.shown.map(({ element, count: times }) => [formatJson(element), String(times)]);
  return {
    facts: [
      count('Tried', details.attempted),
      count('Stable', details.stable),
      values('Lost', details.lost),
      values('Never read', details.neverRead),
      values('Stale', details.stale),
      values('Never added', details.unexpected),
      ...spread('Until stable', details.stableLatenciesMs),
      ...spread('Until lost', details.lostLatenciesMs),
    ],
    tables: [
      ...(worst.length > 0 ? [table('Longest stale', ['element', 'known', 'last missing', 'for'], worst)] : []),
      ...(twice.length > 0 ? [table('More than once in a read', ['element', 'times'], twice, details.duplicated)] : []),
    ],
  };
}

function queueAccount(details: TotalQueueDetails): CheckAccount {
  return {
    facts: [
      count('Tried', details.attempted),
      count('Acknowledged', details.acknowledged),
      count('Came out', details.delivered),
      values('Lost', details.lost),
      values('Never put in', details.unexpected),
      values('Too often', details.duplicated),
      values('Recovered', details.recovered),
    ],
    tables: [],
  };
}

function counterAccount({ reads, errors }: CounterDetails): CheckAccount {
  const rows = errors.shown.map(({ index, lower, value, upper }) => texts(index, lower, value, upper));
  const columns = ['op', 'at least', 'read', 'at most'];
  return {
    facts: [count('Reads', reads), count('Out of bounds', errors.total)],
    tables: rows.length > 0 ? [table('Out of bounds', columns, rows, errors)] : [],
  };
}

function idsAccount({ attempted, acknowledged, duplicated, range }: UniqueIdsDetails): CheckAccount {
  const rows = duplicated.shown.map(({ id, count: times }) => [formatJson(id), String(times)]);
  return {
    facts: [
      count('Asked for', attempted),
      count('Given', acknowledged),
      ...(range ? [{ name: 'Range', value: `${formatJson(range[0])} to ${formatJson(range[1])}` }] : []),
    ],
    tables: rows.length > 0 ? [table('Given more than once', ['id', 'times'], rows, duplicated)] : [],
  };
}

function logAccount({ files, patterns, matches }: LogPatternsDetails): CheckAccount {
  const rows = matches.shown.map(({ node, file, line, text }) => [node, file, String(line), text]);
  return {
    facts: [
      count('Files', files),
      ...patterns.map(({ title, pattern }) => ({ name: `Looked for: ${title}`, value: pattern })),
    ],
    tables: rows.length > 0 ? [table('Lines', ['node', 'file', 'line', 'text'], rows, matches)] : [],
  };
}

function errorAccount({ classes }: UnhandledErrorsDetails): CheckAccount {
  const rows = classes.shown.map(({ name, isHandled, fail, info, example }) => {
    const { index, f, node, error } = example;
    const where = node === undefined ? '' : ` on ${node}`;
    return [name, isHandled ? 'yes' : 'no', ...texts(fail, info), `op ${index}, ${f}${where}: ${error}`];
  });
  const columns = ['error', 'foreseen', 'fail', 'info', 'first'];
  return { facts: [], tables: rows.length > 0 ? [table('By class', columns, rows, classes)] : [] };
}

function coverageAccount({ windows, notMade }: FaultCoverageDetails): CheckAccount {
  const columns = ['from', 'to', 'function', 'ok', 'fail', 'info'];
  const rows = windows.shown.flatMap(windowRows);
  return {
    facts: [count('Faults', windows.total), ...(notMade > 0 ? [count('Never whole', notMade)] : [])],
    tables: rows.length > 0 ? [table('While the fault was whole', columns, rows, windows)] : [],
  };
}

function windowRows({ start, end, byFunction }: CoveredWindow): readonly (readonly string[])[] {
  const span = [seconds(start), end === undefined ? 'the end' : seconds(end)];
  if (byFunction.length === 0) return [[...span, 'none', ...texts(0, 0, 0)]];
  return byFunction.map(({ f, ok, fail, info }) => [...span, f, ...texts(ok, fail, info)]);
}

function sessionsAccount(details: SessionsDetails): CheckAccount {
  const { operations, withoutRevision, withoutModifiedIndex, judged, broken, byProcess, violations } = details;
  const steps = violations.shown.map(({ guarantee, process, before, after, stepBack }) => {
    const least = after.modifiedIndex === undefined ? 'at least ' : '';
    return [String(process), guarantee, sessionOpCell(before), sessionOpCell(after), `${least}${stepBack}`];
  });
  const processes = byProcess.shown.map((row) => [String(row.process), ...countsOf(row.broken)]);
  const stepColumns = ['process', 'guarantee', 'had seen', 'then', 'indexes back'];
  return {
    facts: [
      count('Operations', operations),
      count('Without an index', withoutRevision),
      count("With their node's index alone", withoutModifiedIndex),
    ],
    tables: [
      ...(steps.length > 0 ? [table('Steps back, the longest first', stepColumns, steps, violations)] : []),
      table(
        'By guarantee',
        ['operations', ...guarantees],
        [
          ['held against an earlier one', ...countsOf(judged)],
          ['behind it', ...countsOf(broken)],
        ],
      ),
      ...(processes.length > 0
        ? [table('Behind an earlier one, by process', ['process', ...guarantees], processes, byProcess)]
        : []),
    ],
  };
}

function countsOf(counts: GuaranteeCounts): readonly string[] {
  return guarantees.map((guarantee) => String(counts[guarantee]));
}

/** `read 4 at index 5, n3, 12.408 s` */
function sessionOpCell({ operation, time, f, value, node, modifiedIndex, index }: SessionOp): CheckCell {
  const at = modifiedIndex === undefined ? `when the node was at ${index}` : `at index ${modifiedIndex}`;
  const where = node === undefined ? '' : `, ${node}`;
  return { text: `${f} ${formatJson(value)} ${at}${where}, ${(time / 1e9).toFixed(3)} s`, operation };
}

function table(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly CheckCell[])[],
  of: Sample<unknown> = { shown: [], total: 0 },
): CheckTable {
  if (of.total <= of.shown.length) return { title, columns, rows };
  return { title, columns, rows, elided: `The first ${of.shown.length} of ${of.total} are shown.` };
}

function texts(...numbers: readonly number[]): readonly string[] {
  return numbers.map(String);
}

function count(name: string, value: number): CheckFact {
  return { name, value: String(value) };
}

/** How many, and which. */
function values(name: string, { shown, total }: Sample<Json>): CheckFact {
  if (total === 0) return { name, value: '0' };
  const more = total - shown.length;
  return { name, value: `${total}: ${shown.map(formatJson).join(', ')}${more === 0 ? '' : ` and ${more} more`}` };
}

function spread(name: string, quantiles: readonly Quantile[]): readonly CheckFact[] {
  if (quantiles.length === 0) return [];
  const parts = quantiles.map(({ quantile, value }) => `${quantileName(quantile)} ${milliseconds(value)}`);
  return [{ name, value: parts.join(', ') }];
}

function quantileName(quantile: number): string {
  if (quantile === 0) return 'least';
  return quantile === 1 ? 'most' : `${quantile * 100} %`;
}

/** To a microsecond; the nanosecond by which a latency outlasts its read is for comparing. */
function milliseconds(value: number): string {
  return `${Number(value.toFixed(3))} ms`;
}

/** Nanoseconds since the start of the test. */
function seconds(nanos: number): string {
  return `${(nanos / 1e9).toFixed(1)} s`;
}
