'use client';
/**
 * Tests to start from: what each shows, how often it was found, and beside it the control, which asks the same of something
 * that should keep its promise. One group of radio buttons: one Tab stop, arrows lead from card to card.
 */
import { useId, useState } from 'react';
import { systemOf } from '@/lib/catalog/systems/registry';
import { firstPresets, measuredWords, type Preset, presetNamed, presets } from '@/lib/plan/presets';
import { CardChoice } from '../ui/card-choice';
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
    <CardChoice
      group={group}
      value={preset.name}
      title={preset.title}
      aside={controlNames.has(preset.name) ? `Control: ${titleOf(preset)}` : titleOf(preset)}
      summary={preset.summary}
      note={measuredWords(preset.measured)}
      isUnknown={preset.measured === undefined}
      isChosen={preset.name === chosen}
      onChoose={() => choose(preset.name)}
    />
  );
  return (
    <section aria-label="Presets" className="space-y-2">
      <Segmented label="Presets" choices={tabs} value={tab} onChoose={setTab} />
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

/** Those that stand beside another. */
const controlNames = new Set(presets.map(({ control }) => control));

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
