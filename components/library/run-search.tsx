'use client';
/** What narrows the list: words, the verdict, and a choice of whatever occurs, each with how many runs it would show. */
import { useEffect, useRef, useState } from 'react';
import { systemNames, systemOf } from '@/lib/catalog/systems/registry';
import {
  type RunFacets,
  type RunFilter,
  type RunOrder,
  type RunState,
  runOrderSchema,
  runStateSchema,
} from '@/lib/protocol/library';
import { Button } from '../ui/button';
import { Check } from '../ui/check';
import { inputClass, selectClass } from '../ui/field';
import { type Choice, isNarrow, orderTitles, stateTitles, withChoice } from './run-filter';
import { WhenSelect } from './when-select';

interface RunSearchProps {
  readonly choice: Choice;
  readonly counts: RunFacets | undefined;
  readonly choose: (choice: Choice) => void;
}

/** Typing is one change where it pauses. */
const typingMs = 250;

export function RunSearch({ choice, counts, choose }: RunSearchProps) {
  const { filter, order } = choice;
  const [isOpen, setOpen] = useState(false);
  const narrow = (change: Parameters<typeof withChoice>[1]) => choose({ filter: withChoice(filter, change), order });
  return (
    <search aria-label="Runs" className="mb-3 flex flex-col flex-wrap gap-2 lg:flex-row">
      <div className="flex items-center gap-2">
        <Words text={filter.text ?? ''} onChange={(text) => narrow({ text })} />
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} className="lg:hidden">
          Filters
        </Button>
      </div>
      <div className={`${isOpen ? 'flex' : 'hidden'} flex-wrap items-center gap-2 lg:flex`}>
        <Choices
          label="System"
          all="Any system"
          value={filter.system}
          counts={counts?.system}
          titleOf={systemTitle}
          // A version belongs to its system.
          onChoose={(system) => narrow({ system, version: undefined })}
        />
        <Choices
          label="Version"
          all="Any version"
          value={filter.version}
          counts={counts?.version}
          onChoose={(version) => narrow({ version })}
        />
        <Choices
          label="Workload"
          all="Any workload"
          value={filter.workload}
          counts={counts?.workload}
          onChoose={(workload) => narrow({ workload })}
        />
        <Choices
          label="Fault"
          all="Any fault"
          value={filter.fault}
          counts={counts?.fault}
          least={1}
          onChoose={(fault) => narrow({ fault })}
        />
        <Choices
          label="Tag"
          all="Any tag"
          value={filter.tag}
          counts={counts?.tag}
          least={1}
          onChoose={(tag) => narrow({ tag })}
        />
        <WhenSelect from={filter.from} to={filter.to} onChoose={narrow} />
        <select
          aria-label="Order"
          value={order}
          onChange={({ target }) => choose({ filter, order: orderNamed(target.value) })}
          className={selectClass}
        >
          {runOrderSchema.options.map((name) => (
            <option key={name} value={name}>
              {orderTitles[name]}
            </option>
          ))}
        </select>
      </div>
      <div className="flex w-full flex-wrap items-center gap-x-4 gap-y-1">
        <Verdicts filter={filter} counts={counts?.verdict} onChoose={(verdict) => narrow({ verdict })} />
        {counts?.among !== undefined && (
          <span className="text-12 text-muted">
            Counted: the newest {counts.among.toLocaleString('en-GB')} that fit
          </span>
        )}
        {isNarrow(filter) && (
          <Button kind="quiet" onClick={() => choose({ filter: {}, order })}>
            Clear the filters
          </Button>
        )}
        <Check
          isChosen={filter.pinned !== undefined}
          onChoose={(isOn) => narrow({ pinned: isOn ? 'only' : undefined })}
        >
          Pinned
        </Check>
        <Check
          isChosen={filter.experiments !== undefined}
          onChoose={(isOn) => narrow({ experiments: isOn ? 'with' : undefined })}
        >
          With runs of experiments
        </Check>
        <Check
          isChosen={filter.deleted !== undefined}
          onChoose={(isOn) => narrow({ deleted: isOn ? 'only' : undefined })}
        >
          Deleted
        </Check>
      </div>
    </search>
  );
}

function systemTitle(name: string): string {
  const known = systemNames.find((each) => each === name);
  return known === undefined ? name : systemOf(known).title;
}

function orderNamed(name: string): RunOrder {
  return runOrderSchema.safeParse(name).data ?? 'newest';
}

function Words({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const box = useRef<HTMLInputElement>(null);
  const told = useRef(text);
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    // The address changed by other hands: back, or a filter that was cleared.
    if (text !== told.current) setTyped(text);
    told.current = text;
  }, [text]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed.trim() === told.current) return;
      told.current = typed.trim();
      change.current(told.current);
    }, typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      box.current?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);
  return (
    <input
      ref={box}
      type="search"
      aria-label="Search the runs"
      aria-keyshortcuts="/"
      placeholder="Search names, notes, sentences"
      maxLength={200}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      className={`${inputClass} min-w-56 max-w-80 flex-1 lg:min-w-72`}
    />
  );
}

interface VerdictsProps {
  readonly filter: RunFilter;
  readonly counts: Readonly<Record<string, number>> | undefined;
  readonly onChoose: (verdict: RunState | undefined) => void;
}

function Verdicts({ filter: { verdict }, counts = {}, onChoose }: VerdictsProps) {
  const names = runStateSchema.options.filter((name) => (counts[name] ?? 0) > 0 || name === verdict);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">Verdict</legend>
      <VerdictButton title="All" count={all} isChosen={verdict === undefined} onChoose={() => onChoose(undefined)} />
      {names.map((name) => (
        <VerdictButton
          key={name}
          title={stateTitles[name]}
          count={counts[name] ?? 0}
          isChosen={name === verdict}
          onChoose={() => onChoose(name === verdict ? undefined : name)}
        />
      ))}
    </fieldset>
  );
}

interface VerdictButtonProps {
  readonly title: string;
  readonly count: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function VerdictButton({ title, count, isChosen, onChoose }: VerdictButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      className="h-8 rounded-6 px-2 text-13 text-muted hover:text-ink aria-pressed:bg-accent/12 aria-pressed:font-semibold aria-pressed:text-ink"
    >
      {title} <span className="ml-0.5">{count.toLocaleString('en-GB')}</span>
    </button>
  );
}

interface ChoicesProps {
  readonly label: string;
  /** The choice that filters nothing. */
  readonly all: string;
  readonly value: string | undefined;
  readonly counts: Readonly<Record<string, number>> | undefined;
  /** With fewer values than this there is nothing to choose; two, where every run has one. */
  readonly least?: number;
  readonly titleOf?: (name: string) => string;
  readonly onChoose: (name: string | undefined) => void;
}

function Choices({ label, all, value, counts = {}, least = 2, titleOf = (name) => name, onChoose }: ChoicesProps) {
  const names = Object.keys(counts).sort();
  if (names.length < least && value === undefined) return null;
  const listed = value === undefined || names.includes(value) ? names : [...names, value];
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={({ target }) => onChoose(target.value || undefined)}
      className={selectClass}
    >
      <option value="">{all}</option>
      {listed.map((name) => (
        <option key={name} value={name}>
          {titleOf(name)} ({(counts[name] ?? 0).toLocaleString('en-GB')})
        </option>
      ))}
    </select>
  );
}
