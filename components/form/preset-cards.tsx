'use client';
/**
 * Tests to start from: what each shows, how often it was found, and beside it the control, which asks the same of something
 * that should keep its promise. One group of radio buttons: one Tab stop, arrows lead from card to card.
 */
import { useId, useState } from 'react';
import { systemOf } from '@/lib/catalog/systems/registry';
import { firstPresets, measuredWords, type Preset, presetNamed, presets } from '@/lib/plan/presets';
import { Segmented } from '../ui/segmented';

interface PresetCardsProps {
  /** Undefined where the form holds none of them as it is. */
  readonly chosen: string | undefined;
  readonly choose: (name: string) => void;
}

const first = 'To begin with';
/** Titles of the systems that have presets, in the order of their first. */
const tabs = [first, ...new Set(presets.map(titleOf))];

export function PresetCards({ chosen, choose }: PresetCardsProps) {
  const [tab, setTab] = useState(() => tabOf(chosen));
  const group = useId();
  const shown = presetsIn(tab);
  const controls = new Set(shown.map(({ control }) => control));
  const option = (preset: Preset) => (
    <PresetOption preset={preset} group={group} isChosen={preset.name === chosen} choose={choose} />
  );
  return (
    <section aria-label="Presets" className="space-y-2">
      {/* More systems than a narrow page is wide. */}
      <div className="overflow-x-auto whitespace-nowrap py-0.5">
        <Segmented label="Presets" choices={tabs} value={tab} onChoose={setTab} />
      </div>
      <ul className="grid gap-px overflow-hidden rounded-6 border border-line bg-line">
        {shown
          .filter(({ name }) => !controls.has(name))
          .map((preset) => {
            const control = presetNamed(preset.control ?? '');
            return (
              <li key={preset.name} className="grid gap-px sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
                <div className={control ? '' : 'sm:col-span-2'}>{option(preset)}</div>
                {control && option(control)}
              </li>
            );
          })}
      </ul>
    </section>
  );
}

interface PresetOptionProps {
  readonly preset: Preset;
  readonly group: string;
  readonly isChosen: boolean;
  readonly choose: (name: string) => void;
}

function PresetOption({ preset, group, isChosen, choose }: PresetOptionProps) {
  const id = useId();
  const { name, title, summary, measured } = preset;
  const isControl = presets.some(({ control }) => control === name);
  return (
    <label className="flex h-full cursor-pointer items-start gap-2 bg-raised px-3 py-2 hover:bg-surface has-checked:shadow-[inset_3px_0_0_var(--color-accent)] has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent has-[:focus-visible]:-outline-offset-2">
      <input
        type="radio"
        name={group}
        value={name}
        checked={isChosen}
        onChange={() => choose(name)}
        aria-label={title}
        aria-describedby={id}
        className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
      />
      <span className="min-w-0">
        <span className="font-medium">{title}</span>
        <span id={id}>
          <span className="ml-2 whitespace-nowrap text-12 text-muted">
            {isControl ? `Control: ${titleOf(preset)}` : titleOf(preset)}
          </span>
          <span className="block text-12 text-muted">{summary}</span>
          <span className={`block text-12 ${measured ? 'font-medium' : 'text-muted italic'}`}>
            {measuredWords(measured)}
          </span>
        </span>
      </span>
    </label>
  );
}

/** Where the preset that is chosen is in sight, also as the control of another. */
function tabOf(chosen: string | undefined): string {
  const preset = presetNamed(chosen ?? '');
  const isFirst = presetsIn(first).some(({ name, control }) => name === chosen || control === chosen);
  return preset === undefined || isFirst ? first : titleOf(preset);
}

function presetsIn(tab: string): readonly Preset[] {
  if (tab === first) return firstPresets.flatMap((name) => presetNamed(name) ?? []);
  return presets.filter((preset) => titleOf(preset) === tab);
}

function titleOf({ system }: Preset): string {
  return systemOf(system).title;
}
