/** A cycle in words. */
import { counted } from '../../base/words';
import type { CycleEdge } from './finding';

/** A longer cycle is shown whole beside its sentence. */
const maxToldEdges = 4;

/** Why each transaction comes before the next, of a long cycle the first few. */
export function cycleStory(edges: readonly CycleEdge[]): string {
  const told = edges.slice(0, maxToldEdges).map(({ reason }) => reason);
  const more = edges.length - told.length;
  return more === 0
    ? told.join('; ')
    : `${told.join('; ')}; and so on over ${counted(more, 'more step')} back to op ${edges[0]?.from}`;
}
