/**
 * A violation in one sentence of the field's words, whichever checker found it: what a node answered, and the fact that
 * stands against it. It may say less than is known, never more.
 */
import { plainText } from '../base/plain';
import { clipped, formatDuration } from '../base/words';
import { cycleStory } from '../checker/core/cycle-story';
import type { Anomaly } from '../checker/core/finding';
import { proofCaveat } from '../checker/linearizable/anomaly';
import type { Act } from './act';

/** @param others what it contradicts, in the order in which they ended. Nothing where there is nothing to name. */
export function anomalySentence(
  anomaly: Anomaly,
  checker: string,
  violating: Act | undefined,
  others: readonly Act[],
): string | undefined {
  const { kind, evidence, title } = anomaly;
  const element = evidence.type === 'elements' ? clipped(plainText(evidence.elements.shown[0] ?? null)) : '';
  if (evidence.type === 'lines') {
    const [line] = evidence.lines;
    return line && `${line.node} logged: ${clipped(line.text)}`;
  }
  if (!violating) return undefined;
  const { node, answerText } = violating;
  switch (kind) {
    case 'not-linearizable':
      return [`${claimOf(violating)}${refutation(anomaly, violating, others)}.`, ...caveatOf(anomaly)].join(' ');
    case 'lost-element':
      return `${lostSentence(element, checker, violating, others)}.`;
    case 'stale-read':
      return `${node} answered without ${element}${but(before(violating, others))}.`;
    case 'duplicate-element': {
      const times = evidence.type === 'elements' ? evidence.elements.total : 0;
      return `${node} answered with ${element} ${times === 2 ? 'twice' : `${times} times`} in one read.`;
    }
    case 'unexpected-element':
      return `${givenOut(violating, element)}, which no client ever put in.`;
    case 'duplicate-id':
      return `${node} gave out id ${answerText}${but(before(violating, others))}.`;
    case 'out-of-bounds':
      if (evidence.type !== 'bounds') return undefined;
      return `${node} answered ${answerText}, but the counter lay between ${evidence.lower} and ${evidence.upper} by then.`;
    case 'aborted-read':
      return `${node} answered ${answerText}, which only writes that are recorded as failed had written.`;
    case 'read-before-write':
      return `${node} answered ${answerText} before any write of it had begun.`;
    default:
      if (evidence.type === 'cycle') return `Answered by ${node}: ${cycleStory(evidence.edges)}.`;
      if (evidence.type === 'steps-back') return stepSentence(evidence, violating, others);
      return others.length === 0 ? undefined : `${title}: ${claimOf(violating)}${but(before(violating, others))}.`;
  }
}

function caveatOf({ evidence }: Anomaly): readonly string[] {
  return evidence.type === 'worlds' ? proofCaveat(evidence.counterexample) : [];
}

/** `n3 answered 2`, `Client 2 dequeued 5 on n4`, `n3 gave client 2 the lock`, `n4 accepted client 1's write of 4` */
function claimOf(act: Act): string {
  const { client, node, deed, hasAnswer, isReadOnly, answerText, past, granted } = act;
  if (hasAnswer && isReadOnly) return `${node} answered ${answerText}${keyOf(act)}`;
  if (hasAnswer) return `Client ${client} ${past ?? `was answered`} ${answerText} on ${node}`;
  if (granted) return `${node} ${granted[0]}`;
  return `${node} accepted client ${client}'s ${deed}`;
}

function keyOf({ call, f }: Act): string {
  const at = call.indexOf(' on key ');
  return at < f.length ? '' : call.slice(at);
}

/** What stands against it: an earlier acknowledged operation where there is one, and else that no order is left. */
function refutation({ operations, evidence }: Anomaly, violating: Act, others: readonly Act[]): string {
  const minimal = evidence.type === 'worlds' ? evidence.counterexample.minimal : undefined;
  const prior = priorOf(violating, others);
  if (prior) {
    // Whatever else happened, at any moment of its own, does not explain it: so nothing took it back in between.
    const [only] = others;
    const isHeld = minimal && others.length === 1 && only?.holds && violating.holds && only.client !== violating.client;
    const held = isHeld ? `, and client ${prior.client} had not given it back` : '';
    return `, but ${factOf(prior)} ${leadWords(violating, prior)}${held}`;
  }
  if (evidence.type === 'open')
    return ', and no order of the operations explains that, however those still open may end';
  if (minimal && operations.length === 1 && violating.hasAnswer && violating.isReadOnly) {
    return ', and no operation that had begun by then explains that';
  }
  return operations.length > 1
    ? `, and no order of these ${operations.length} operations explains that`
    : ', and no order of the operations explains that';
}

/** The last one that was over when the violating one began; rather what changed something than what was read. */
function priorOf({ beganAt }: Act, others: readonly Act[]): Act | undefined {
  const over = others.filter(({ endedAt }) => endedAt !== undefined && endedAt < beganAt);
  return over.findLast(({ isReadOnly }) => !isReadOnly) ?? over.at(-1);
}

function before(violating: Act, others: readonly Act[]): string | undefined {
  const prior = priorOf(violating, others);
  return prior && `${factOf(prior)} ${leadWords(violating, prior)}`;
}

function but(fact: string | undefined): string {
  return fact === undefined ? '' : `, but ${fact}`;
}

/** `client 0's write of 4 had been acknowledged`, `n2 had answered 4`, `client 3 had dequeued 5 on n1` */
function factOf(act: Act): string {
  const { client, node, deed, hasAnswer, isReadOnly, answerText, past, granted } = act;
  if (hasAnswer && isReadOnly) return `${node} had answered ${answerText}`;
  if (hasAnswer)
    return past
      ? `client ${client} had ${past.replace(/^was /, 'been ')} ${answerText} on ${node}`
      : `${node} had answered client ${client}'s ${deed} with ${answerText}`;
  if (granted) return `${node} had ${granted[1]}`;
  return `client ${client}'s ${deed} had been acknowledged`;
}

function lostSentence(element: string, checker: string, violating: Act, others: readonly Act[]): string {
  if (violating.hasAnswer && violating.isReadOnly) {
    // Followed through its life, an element is lost when every read that begins later lacks it too.
    const isForGood = checker.startsWith('set-full');
    return `${violating.node} answered without ${element}${but(before(violating, others))}${isForGood ? ', and no later read has it' : ''}`;
  }
  const put = [violating, ...others].find(({ hasAnswer, isReadOnly }) => !hasAnswer && !isReadOnly);
  if (!put) return `${element} never came out again`;
  return `Client ${put.client}'s ${put.deed} was acknowledged by ${put.node}, but ${element} never came out again`;
}

function givenOut(act: Act, element: string): string {
  if (act.isReadOnly) return `${act.node} answered with ${element}`;
  return `Client ${act.client} ${act.past ?? 'was given'} ${element} on ${act.node}`;
}

/** The session's two operations, and the indexes that the system said with its answers. */
function stepSentence(
  { from, to, isAtLeast }: Extract<Anomaly['evidence'], { readonly type: 'steps-back' }>,
  violating: Act,
  others: readonly Act[],
): string | undefined {
  const [prior] = others;
  if (!prior) return undefined;
  const { node, client, answerText, deed } = violating;
  const now = violating.isReadOnly
    ? `${node} answered client ${client} with ${answerText}`
    : `${node} took client ${client}'s ${deed}`;
  const had = prior.isReadOnly
    ? `${prior.node} had answered it with ${prior.answerText} as of index ${from}`
    : `its ${prior.deed} had been acknowledged at index ${from}`;
  return `${now} as of index ${to}${isAtLeast ? ' at most' : ''}, but ${had}, ${leadWords(violating, prior)}.`;
}

/** How long before the violating operation began, as a person would say it. */
function leadWords(violating: Act, prior: Act): string {
  return `${aboutWords(violating.beganAt - (prior.endedAt ?? prior.beganAt))} before`;
}

/** `half a second`, `a second`, `306 ms`, `2.1 s` */
export function aboutWords(nanos: number): string {
  const seconds = nanos / 1e9;
  if (seconds >= 0.45 && seconds < 0.55) return 'half a second';
  if (seconds >= 0.95 && seconds < 1.05) return 'a second';
  if (seconds >= 1) return `${seconds.toFixed(1)} s`;
  return seconds >= 0.001 ? `${Math.round(seconds * 1000)} ms` : formatDuration(nanos);
}
