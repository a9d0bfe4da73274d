/**
 * What a run came to, in one sentence for its banner. It is shorter than the run's own sentence, which stands behind *More*,
 * and never says more than was tested.
 */
import { capitalised, counted, sentenceEnd } from '../base/words';
import { countedFaults } from '../catalog/faults/words';
import { verdictIn } from '../protocol/judgement';
import type { RunSummary } from '../protocol/run';
import type { RunState } from '../protocol/run-state';
import { weakReasons } from '../protocol/strength';

/** Of a run without a violation, or whose operations are still arriving. */
export function bannerSentence(run: Pick<RunSummary, 'outcome' | 'sentence'>, state: RunState): string {
  const judgement = state.outcome?.kind === 'verdict' ? state.outcome : undefined;
  const sentence = run.sentence ?? '';
  if (!judgement) return sentence;
  if (run.outcome === 'weak') {
    const [first, ...others] = weakReasons(judgement);
    if (first === undefined) return sentence;
    const more = others.length === 0 ? '' : `; ${counted(others.length, 'more reason')} below`;
    return capitalised(sentenceEnd(`${first.replace(/\.$/, '')}${more}`));
  }
  const verdict = verdictIn(judgement);
  if (run.outcome !== 'valid' || verdict?.valid !== true) return sentence;
  const { operations, crashed, keys } = verdict;
  const open = crashed === 0 ? '' : `, ${crashed.toLocaleString('en-GB')} of which never completed,`;
  const all = operations === 1 ? 'The one operation' : `All ${counted(operations, 'operation')}`;
  const fit = operations === 1 ? 'fits an order' : 'fit one order';
  const order = keys ? `fit an order on each of ${counted(keys.total, 'key')}` : fit;
  const faults = state.faults.length === 0 ? 'without a fault' : `under ${countedFaults(state.faults)}`;
  return operations === 0 ? sentence : `${all}${open} ${order}, ${faults}.`;
}
