/**
 * A run or an experiment as a JUnit report, the XML that CI systems show. There is no standard of it; this keeps to what
 * Jenkins, GitLab and GitHub's reporters all read: suites of cases, each with at most one failure, error or skip.
 *
 * A broken promise is a failure. What could not be judged, as a test whose own automation failed, is an error: the build
 * does not pass, and nobody reads an accusation of the database in it.
 */
import { escapeMarkup } from '../base/markup';
import type { Finding } from '../checker/core/finding';
import { checkerTitle, isAdvisory } from '../checker/names';
import type { Outcome } from '../protocol/entry';
import type { ExperimentRun, ExperimentSummary } from '../protocol/experiment';
import { overallValidity } from '../protocol/judgement';
import { weakReasons } from '../protocol/strength';
import { slotName } from './experiment-text';

interface Case {
  readonly group: string;
  readonly name: string;
  readonly seconds: number;
  /** Absent where it passed. */
  readonly problem?: {
    readonly kind: 'failure' | 'error' | 'skipped';
    readonly type: string;
    readonly message: string;
  };
  /** What a person should read although it passed. */
  readonly note?: string;
}

interface Suite {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

export interface JudgedRun {
  readonly id: string;
  readonly name: string;
  readonly seed: number;
  /** Nothing where the run ended without one. */
  readonly outcome: Outcome | undefined;
}

/** A case a checker. @param isStrict a valid verdict that proves little does not pass */
export function runJunit(run: JudgedRun, isStrict: boolean): string {
  return junitText({
    name: run.name,
    properties: { run: run.id, seed: String(run.seed) },
    cases: runCases(run, isStrict),
  });
}

/** A case a run, those that were not begun too. */
export function experimentJunit(summary: ExperimentSummary, isStrict: boolean): string {
  const cases = summary.combinations.flatMap((combination) =>
    combination.slots.map(({ run }, repeat) => ({
      group: summary.name,
      name: slotName(summary, combination, repeat),
      ...runOfMany(run, isStrict),
    })),
  );
  return junitText({ name: summary.name, properties: { experiment: summary.id }, cases });
}

function runOfMany(run: ExperimentRun | undefined, isStrict: boolean): Omit<Case, 'group' | 'name'> {
  if (run?.outcome === undefined) {
    return { seconds: 0, problem: { kind: 'skipped', type: 'not-run', message: 'It was not run.' } };
  }
  const seconds = Math.max(0, (run.endedAt ?? run.createdAt) - (run.startedAt ?? run.createdAt)) / 1000;
  const said = `${run.sentence ?? ''} (${run.id})`.trim();
  switch (run.outcome) {
    case 'valid':
      return { seconds, note: said };
    case 'weak':
      return isStrict ? { seconds, problem: { kind: 'error', type: 'weak', message: said } } : { seconds, note: said };
    case 'invalid':
      return { seconds, problem: { kind: 'failure', type: 'invalid', message: said } };
    default:
      return { seconds, problem: { kind: 'error', type: run.outcome, message: said } };
  }
}

function runCases({ name, outcome }: JudgedRun, isStrict: boolean): readonly Case[] {
  const whole = (type: string, message: string): readonly Case[] => [
    { group: name, name: 'The test', seconds: 0, problem: { kind: 'error', type, message } },
  ];
  if (outcome === undefined) return whole('error', 'The run ended without an outcome.');
  if (outcome.kind === 'error') return whole('error', outcome.failure.message);
  if (outcome.kind === 'aborted') return whole('aborted', outcome.reason);
  const cases = outcome.findings.map((finding) => ({
    group: name,
    name: checkerTitle(finding.checker),
    seconds: ((finding.durationMs ?? 0) + (finding.explainMs ?? 0)) / 1000,
    ...judged(finding),
  }));
  const weak = weakReasons(outcome);
  if (isStrict && weak.length > 0) return [...cases, ...whole('weak', weak.join(' '))];
  // What nothing was asked of has passed no test.
  const isSaid = cases.some(({ problem }) => problem !== undefined && problem.kind !== 'skipped');
  return overallValidity(outcome) === true || isSaid ? cases : [...cases, ...whole('unknown', 'Nothing was judged.')];
}

function judged({ checker, valid, sentence, isMoot, isNoteworthy }: Finding): Pick<Case, 'problem' | 'note'> {
  if (isMoot) return { problem: { kind: 'skipped', type: 'moot', message: sentence } };
  if (valid === true || isAdvisory(checker)) return isNoteworthy ? { note: sentence } : {};
  if (valid === false) return { problem: { kind: 'failure', type: 'invalid', message: sentence } };
  return { problem: { kind: 'error', type: 'unknown', message: sentence } };
}

function junitText({ name, properties, cases }: Suite): string {
  const countOf = (kind: string) => cases.filter(({ problem }) => problem?.kind === kind).length;
  const counts = {
    tests: cases.length,
    failures: countOf('failure'),
    errors: countOf('error'),
    skipped: countOf('skipped'),
    time: secondsText(cases.reduce((sum, { seconds }) => sum + seconds, 0)),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...counts })}>`,
    `  <testsuite${attributes({ name, ...counts })}>`,
    '    <properties>',
    ...Object.entries(properties).map(([key, value]) => `      <property${attributes({ name: key, value })}/>`),
    '    </properties>',
    ...cases.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines({ group, name, seconds, problem, note }: Case): readonly string[] {
  const head = `    <testcase${attributes({ classname: group, name, time: secondsText(seconds) })}`;
  if (problem) {
    const { kind, type, message } = problem;
    const told = attributes(kind === 'skipped' ? { message } : { type, message });
    return [`${head}>`, `      <${kind}${told}/>`, '    </testcase>'];
  }
  if (note === undefined) return [`${head}/>`];
  return [`${head}>`, `      <system-out>${escapeMarkup(note)}</system-out>`, '    </testcase>'];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${attributeText(String(value))}"`)
    .join('');
}

/** A reader of XML would make a space of each line end. */
function attributeText(text: string): string {
  return escapeMarkup(text).replace(/[\n\r\t]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function secondsText(seconds: number): string {
  return seconds.toFixed(3);
}
