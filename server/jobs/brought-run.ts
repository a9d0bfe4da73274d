/** What is done with a history that was brought, once all of it is in the store: it is judged, as a run is at its end. */
import { openly, worded } from '@/lib/base/wording';
import type { ImportedPlan } from '@/lib/plan/imported-plan';
import type { Outcome, TestEnd } from '@/lib/protocol/entry';
import type { JudgeListeners, RunJudge } from '../judge/run-judge';
import { JournalReporter } from '../runner/reporter';
import type { LiveRun } from './live-run';

const source = 'clew.import';

/** @throws what keeps the judge from judging */
export async function judgeBrought(
  run: LiveRun,
  { origin }: ImportedPlan,
  judge: Pick<RunJudge, 'judge'>,
): Promise<Outcome> {
  const report = new JournalReporter((entry) => run.append(entry), Date.now);
  report.phase('checking');
  report.log(source, worded`${openly(origin.ops.toLocaleString('en-GB'))} ops of ${origin.file}`);
  for (const { line, message } of origin.notes) {
    report.log(source, line === undefined ? worded`${message}` : worded`line ${openly(line)}: ${message}`, 'warn');
  }
  const { testedNanos = 0 } = run.summary;
  const ended: { readonly ended?: TestEnd } =
    origin.damagedAt === undefined ? {} : { ended: { how: 'damaged', testedNanos, plannedNanos: testedNanos } };
  const listeners: JudgeListeners = {
    onProgress: (checker, progress) => report.append({ type: 'check-progress', at: Date.now(), checker, progress }),
    onDecided: (judgement) => report.append({ type: 'decided', at: Date.now(), judgement: { ...judgement, ...ended } }),
    onUnexplained: (problem) =>
      report.log(
        source,
        worded`The verdict stands and cannot be explained, which is a bug of Clew: ${problem}`,
        'error',
      ),
  };
  const judgement = await report.step(worded`Check the history`, undefined, () =>
    judge.judge({}, listeners, run.stopSignal),
  );
  report.assertWritten();
  return { kind: 'verdict', ...judgement, ...ended };
}
