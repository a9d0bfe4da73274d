/** How all the worlds end, in words: one line for each state in which one of them does. */
import type { Json } from '@/lib/base/json';
import type { Counterexample } from '@/lib/checker/linearizable/verdict';
import type { Model } from '@/lib/model/model';
import { refusalWords, stateWords } from '@/lib/model/state-words';
import { endWords as wordsOfEnd } from '@/lib/report/end-words';
import { Explained } from '../ui/explained';

export function FinalStates({
  counterexample,
  model,
}: {
  readonly counterexample: Counterexample;
  readonly model: Model;
}) {
  const { finalStates, worlds, transitions } = counterexample;
  const hasAll = counterexample.hasAllFinalStates !== false;
  const reasons = new Map(transitions.map(({ state, message }) => [JSON.stringify(state), refusalWords(message)]));
  return (
    <ul className="flex flex-col gap-1 text-14">
      {finalStates.map(({ state, worlds: count }, place) => {
        const key = JSON.stringify(state);
        return (
          <li key={key}>
            <Explained terms={place === 0 ? ['world'] : []}>
              {worldWords(count, worlds.total, worlds.isExact, finalStates.length === 1 && hasAll)}
            </Explained>{' '}
            with <b>{endWords(model, state)}</b>
            {reasons.has(key) && <span className="block font-mono text-13 text-invalid">{reasons.get(key)}</span>}
          </li>
        );
      })}
      {!hasAll && <li className="text-muted">At least these: there was no time to rule out every other state.</li>}
    </ul>
  );
}

/** "the register at 4", or the state by itself. */
export function endWords(model: Model, state: Json): string {
  const isInWords = model.name.endsWith('register') || model.name === 'mutex';
  return isInWords ? wordsOfEnd(model.name, [state]) : stateWords(model.name, state);
}

/** "All 12,929 worlds end", "At least 1,000,000 worlds, and all end", "31 of 40 worlds end" */
export function worldWords(count: number, total: number, isExact: boolean, isOnly: boolean): string {
  const format = (value: number) => value.toLocaleString('en-GB');
  const noun = count === 1 ? 'world' : 'worlds';
  const verb = count === 1 ? 'ends' : 'end';
  if (isOnly && total === 1 && isExact) return 'The only world ends';
  if (isOnly) return isExact ? `All ${format(total)} worlds end` : `At least ${format(total)} worlds, and all end`;
  return isExact ? `${format(count)} of ${format(total)} worlds ${verb}` : `At least ${format(count)} ${noun} ${verb}`;
}
