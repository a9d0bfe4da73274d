/** An experiment as a table for a spreadsheet, a line a run: where it stands, what became of it, and its numbers. */
import type { ExperimentSummary } from '../protocol/experiment';
import { valueTitles } from './experiment-text';

const measured = [
  'repeat',
  'seed',
  'run',
  'outcome',
  'headline',
  'sentence',
  'violation_s',
  'version',
  'started_at',
  'ended_at',
  'ok',
  'fail',
  'info',
  'p50_ms',
  'p95_ms',
  'p99_ms',
] as const;

type Cell = string | number | undefined;

/** RFC 4180, with a name for each column in the first line. A run that has not begun has empty cells. */
export function experimentCsv(experiment: ExperimentSummary): string {
  const lines = experiment.combinations.flatMap((combination) =>
    combination.slots.map(({ seed, run }, repeat): readonly Cell[] => [
      ...valueTitles(experiment, combination).map(({ title }) => title),
      ...[repeat + 1, seed, run?.id, run?.outcome, run?.headline, run?.sentence, seconds(run?.violationTime)],
      ...[run?.systemVersion, moment(run?.startedAt), moment(run?.endedAt)],
      ...[run?.measures?.ok, run?.measures?.fail, run?.measures?.info],
      ...(['p50', 'p95', 'p99'] as const).map((quantile) => millis(run?.measures?.latency?.[quantile])),
    ]),
  );
  const names = [...experiment.axes.map(({ name }) => name), ...measured];
  return [names, ...lines].map((line) => `${line.map(cellText).join(',')}\r\n`).join('');
}

function seconds(nanos: number | undefined): number | undefined {
  return nanos === undefined ? undefined : nanos / 1e9;
}

function millis(nanos: number | undefined): number | undefined {
  return nanos === undefined ? undefined : nanos / 1e6;
}

function moment(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** Of a text that a spreadsheet would take for a formula, an apostrophe in front says that it is none. */
function cellText(value: Cell): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
