/** Which world is stepped through: those that are shown, grouped by the state they end in; and whether it is drawn. */
import type { Counterexample, World } from '@/lib/checker/linearizable/verdict';
import { endWords } from './final-states';
import type { WorldWalk } from './use-world-walk';

interface WorldChoiceProps {
  readonly counterexample: Counterexample;
  readonly walk: WorldWalk;
}

export function WorldChoice({ counterexample, walk }: WorldChoiceProps) {
  const { shown, total, isExact } = counterexample.worlds;
  const groups = groupByState(shown);
  return (
    <>
      <label className="flex items-center gap-2 text-13">
        World
        <select
          className="h-8 max-w-60 rounded-6 border border-edge bg-raised px-2 text-13"
          value={walk.world}
          onChange={(event) => walk.chooseWorld(Number(event.target.value))}
        >
          {groups.map(({ state, places }) => (
            <optgroup key={JSON.stringify(state)} label={`ending with ${endWords(walk.model, state)}`}>
              {places.map((place) => (
                <option key={place} value={place}>
                  {place + 1}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <span className="text-muted">
          of {shown.length} shown
          {total > shown.length &&
            `, ${isExact ? '' : 'at least '}${(total - shown.length).toLocaleString('en-GB')} more`}
        </span>
      </label>
      <label className="flex items-center gap-2 text-13">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={walk.isDrawn}
          onChange={(event) => walk.setDrawn(event.target.checked)}
        />
        Whole world on the timeline
      </label>
    </>
  );
}

interface StateGroup {
  readonly state: World['state'];
  /** Among the worlds that are shown. */
  readonly places: readonly number[];
}

/** In the order in which the states first occur. */
function groupByState(worlds: readonly World[]): readonly StateGroup[] {
  const groups = new Map<string, { state: World['state']; places: number[] }>();
  for (const [place, { state }] of worlds.entries()) {
    const key = JSON.stringify(state);
    const group = groups.get(key) ?? { state, places: [] };
    group.places.push(place);
    groups.set(key, group);
  }
  return [...groups.values()];
}
