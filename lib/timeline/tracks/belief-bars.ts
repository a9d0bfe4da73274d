/**
 * What one node believed, as bars. Bars thinner than can be seen are merged with their neighbours of the same kind, so
 * that a lane draws no more of them than it has pixels, and a leader of a moment is never hidden.
 */
import { countBelow } from '../../base/column';
import type { Belief, NodeBeliefs } from '../../protocol/node-beliefs';
import { type TimeScale, toX } from '../view/viewport';

/** `leaderless`: it knows of no leader, whether it asks for votes or waits; a member of equals needs none. */
export type BeliefKind = 'leads' | 'follows' | 'leaderless' | 'unreachable';

export interface BeliefBar {
  readonly kind: BeliefKind;
  readonly x: number;
  readonly width: number;
  readonly term: number | undefined;
  /** The bar before it was of another term, or is out of view. */
  readonly isNewTerm: boolean;
}

export interface Stretch {
  readonly x: number;
  readonly width: number;
}

/** Thinner ones cannot be seen. */
const minPx = 2;

export function beliefBars(known: NodeBeliefs, scale: TimeScale, lastNanos: number): readonly BeliefBar[] {
  const bars: BeliefBar[] = [];
  const growing = new Map<BeliefKind, number>();
  let shownTerm: number | undefined;
  for (let at = Math.max(0, known.placeAt(scale.span.start)); at < known.beliefs.length; at++) {
    const start = known.starts.at(at);
    if (start > scale.span.end) break;
    const end = at + 1 < known.beliefs.length ? known.starts.at(at + 1) : Math.max(start, lastNanos);
    const stretch = within(scale, start, end);
    const belief = known.beliefs[at];
    if (!belief || !stretch) continue;
    const { term = shownTerm } = belief;
    const bar: BeliefBar = { kind: kindOf(belief), ...stretch, term, isNewTerm: term !== shownTerm };
    shownTerm = term;
    const last = growing.get(bar.kind);
    const merged = last === undefined ? undefined : mergeStretches(bars[last] as BeliefBar, bar);
    if (last !== undefined && merged) bars[last] = { ...(bars[last] as BeliefBar), ...merged };
    else {
      growing.set(bar.kind, bars.length);
      bars.push(bar);
    }
  }
  return bars;
}

/** Where the node's index was behind. */
export function behindStretches(known: NodeBeliefs, scale: TimeScale, lastNanos: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const add = (start: number, end: number) => {
    const stretch = within(scale, start, end);
    if (stretch) addStretch(stretches, stretch);
  };
  const { behindStarts, behindEnds } = known;
  const first = countBelow(behindEnds.values, behindEnds.length, scale.span.start);
  for (let at = first; at < behindStarts.length && behindStarts.at(at) <= scale.span.end; at++) {
    add(behindStarts.at(at), behindEnds.at(at));
  }
  const since = known.behindSince();
  if (since < lastNanos) add(since, lastNanos);
  return stretches;
}

/** What of the time is in view, on pixels. */
export function within(scale: TimeScale, start: number, end: number): Stretch | undefined {
  if (end < scale.span.start || start > scale.span.end) return undefined;
  const x = Math.max(scale.left, toX(scale, start));
  const right = Math.min(scale.right, toX(scale, end));
  return { x: Math.min(x, scale.right - minPx), width: Math.max(minPx, right - x) };
}

/** Appends it, or lets the last one grow where the two cannot be told apart. */
export function addStretch(stretches: Stretch[], next: Stretch): void {
  const last = stretches.at(-1);
  const merged = last && mergeStretches(last, next);
  if (merged) stretches[stretches.length - 1] = merged;
  else stretches.push(next);
}

function mergeStretches(last: Stretch, next: Stretch): Stretch | undefined {
  if (next.width > minPx || next.x > last.x + last.width) return undefined;
  return { x: last.x, width: Math.max(last.width, next.x + next.width - last.x) };
}

function kindOf({ role, leader }: Belief): BeliefKind {
  if (role === 'leader') return 'leads';
  if (role === 'unreachable') return 'unreachable';
  if (role === 'member') return 'follows';
  return role === 'candidate' || leader === undefined ? 'leaderless' : 'follows';
}
