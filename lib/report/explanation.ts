/**
 * Why a history is not linearizable, as a paragraph for a colleague who was not there: who was answered what, where and
 * when, what had been acknowledged before, and what the nemesis had done. Like the sentence above it, it may say less than
 * is known and never more: each sentence is a fact of the history or of the verdict.
 */
import { isJsonEqual } from '../base/json';
import { plainText } from '../base/plain';
import { counted, formatDuration, formatTime } from '../base/words';
import type { Counterexample, InvalidVerdict } from '../checker/linearizable/verdict';
import type { RunState } from '../protocol/run-state';
import { type Act, actIn } from './act';
import { endWords } from './end-words';
import { contradictionIn } from './minimal-text';
import { nemesisSentences } from './nemesis-sentences';

/** A paragraph that names more is a list. */
const maxNamed = 3;

export function explanationText(verdict: InvalidVerdict, state: RunState, nodes: readonly string[]): string {
  const { counterexample, key } = verdict;
  const act = (index: number) => actIn(state, nodes, index);
  const refused = act(counterexample.operation);
  if (!refused) return '';
  const contradiction = contradictionIn(counterexample);
  const others = (contradiction?.operations ?? []).filter((index) => index !== counterexample.operation);
  const earlier = others.flatMap((index) => act(index) ?? []);
  const context = (contradiction?.context ?? []).flatMap((index) => act(index) ?? []);
  const time = refused.endedAt ?? refused.beganAt;
  const update = earlier.findLast((act) => !act.isReadOnly && act.endedAt !== undefined);
  return [
    ...(key === undefined ? [] : [`Of key ${plainText(key)}, judged by itself:`]),
    refusedSentence(refused),
    ...earlier.slice(-maxNamed).map((act) => earlierSentence(act, refused)),
    ...(counterexample.minimal && earlier.length > maxNamed
      ? [`The contradiction needs ${counted(earlier.length - maxNamed, 'more operation')} before these.`]
      : []),
    ...context
      .filter((act) => isJsonEqual(act.leaves, refused.answer))
      .slice(-1)
      .map(fittingSentence),
    ...orderSentences(counterexample, verdict.model),
    ...nemesisSentences(state.faults, nodes, { node: refused.node, time }, update),
  ].join(' ');
}

/** Client 0 on n1 began a read at 12.390 s and was answered 1 at 12.412 s. */
function refusedSentence({ client, node, f, call, hasAnswer, answerText, beganAt, endedAt }: Act): string {
  const end = moment(endedAt ?? beganAt);
  if (hasAnswer)
    return `Client ${client} on ${node} began a ${f} at ${moment(beganAt)} and was answered ${answerText} at ${end}.`;
  return `Client ${client} on ${node} began ${call} at ${moment(beganAt)} and was told at ${end} that it had succeeded.`;
}

/** Client 2's cas 1→4 on n3 had been acknowledged at 11.930 s, 460 ms before that began. */
function earlierSentence(act: Act, refused: Act): string {
  const { client, node, f, call, hasAnswer, answerText, beganAt, endedAt } = act;
  if (endedAt === undefined)
    return `Client ${client}'s ${call} on ${node}, begun at ${moment(beganAt)}, never completed.`;
  const lead = refused.beganAt - endedAt;
  const when = lead > 0 ? `${formatDuration(lead)} before that began` : 'while that was under way';
  if (hasAnswer)
    return `Client ${client}'s ${f} on ${node} had been answered ${answerText} at ${moment(endedAt)}, ${when}.`;
  return `Client ${client}'s ${call} on ${node} had been acknowledged at ${moment(endedAt)}, ${when}.`;
}

/** What left the value that came back; that it came from there nobody can know. */
function fittingSentence({ client, node, call, beganAt, endedAt }: Act): string {
  const end = endedAt === undefined ? `begun at ${moment(beganAt)}` : `acknowledged at ${moment(endedAt)}`;
  return `The answer would have fitted client ${client}'s ${call} on ${node}, ${end}.`;
}

function orderSentences(counterexample: Counterexample, model: string): readonly string[] {
  const { finalStates, worlds, hasAllFinalStates } = counterexample;
  if (hasAllFinalStates === false || finalStates.length === 0) return [];
  const end = endWords(
    model,
    finalStates.map(({ state }) => state),
  );
  if (worlds.total === 1 && worlds.isExact) {
    return [`The only order that explains everything before the answer ends with ${end}.`];
  }
  const count = `${worlds.isExact ? 'All' : 'All of at least'} ${counted(worlds.total, 'order')}`;
  return [`${count} that explain everything before the answer end with ${end}.`];
}

function moment(nanos: number): string {
  return formatTime(nanos, 1e9);
}
