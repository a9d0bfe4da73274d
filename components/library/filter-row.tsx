'use client';
/** The choices above the list, each with how many runs it would show; only what occurs can be chosen. */
import { systemOf } from '@/lib/catalog/systems/registry';
import type { RunSummary } from '@/lib/protocol/run';
import { countsOf, type RunFilter, stateNames, stateOf, stateTitles } from './run-filter';

interface FilterRowProps {
  readonly runs: readonly RunSummary[];
  readonly filter: RunFilter;
  readonly choose: (filter: RunFilter) => void;
}

export function FilterRow({ runs, filter, choose }: FilterRowProps) {
  const { state, system, version } = filter;
  const states = countsOf(runs, { system, version }, stateOf);
  const systems = countsOf(runs, { state }, (run) => run.plan.system.name);
  const versions = countsOf(runs, { state, system }, ({ systemVersion }) => systemVersion);
  const all = [...states.values()].reduce((sum, count) => sum + count, 0);
  const isChosen = state !== undefined || system !== undefined || version !== undefined;
  if (!isChosen && states.size < 2 && systems.size < 2 && versions.size < 2) return null;
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-6 gap-y-2">
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">Verdict</legend>
        <StateButton
          title="All"
          count={all}
          isChosen={state === undefined}
          onChoose={() => choose({ system, version })}
        />
        {stateNames
          .filter((name) => states.has(name) || name === state)
          .map((name) => (
            <StateButton
              key={name}
              title={stateTitles[name]}
              count={states.get(name) ?? 0}
              isChosen={name === state}
              onChoose={() => choose({ state: name, system, version })}
            />
          ))}
      </fieldset>
      <Select
        label="System"
        all="Any system"
        value={system}
        counts={systems}
        titleOf={(name) => systemOf(name).title}
        // A version belongs to its system.
        onChoose={(name) => choose({ state, system: name })}
      />
      <Select
        label="Version"
        all="Any version"
        value={version}
        counts={versions}
        titleOf={(name) => name}
        onChoose={(name) => choose({ state, system, version: name })}
      />
    </div>
  );
}

interface StateButtonProps {
  readonly title: string;
  readonly count: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function StateButton({ title, count, isChosen, onChoose }: StateButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      className="h-8 rounded-6 px-2 text-13 text-muted hover:text-ink aria-pressed:bg-accent/12 aria-pressed:font-medium aria-pressed:text-ink"
    >
      {title} <span className="ml-0.5">{count}</span>
    </button>
  );
}

interface SelectProps<Name extends string> {
  readonly label: string;
  /** The choice that filters nothing. */
  readonly all: string;
  readonly value: string | undefined;
  readonly counts: ReadonlyMap<Name, number>;
  readonly titleOf: (name: Name) => string;
  readonly onChoose: (name: Name | undefined) => void;
}

function Select<Name extends string>({ label, all, value, counts, titleOf, onChoose }: SelectProps<Name>) {
  if (counts.size < 2 && value === undefined) return null;
  const names = [...counts.keys()].sort();
  const isListed = value === undefined || names.some((name) => name === value);
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={({ target }) => onChoose(names.find((name) => name === target.value))}
      className="h-8 max-w-56 rounded-6 border border-edge bg-raised px-2 text-13"
    >
      <option value="">{all}</option>
      {!isListed && <option value={value}>{value} (0)</option>}
      {names.map((name) => (
        <option key={name} value={name}>
          {titleOf(name)} ({counts.get(name)})
        </option>
      ))}
    </select>
  );
}
