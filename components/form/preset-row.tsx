'use client';
/** Tests to start from, named by what they show; those of one system at a time. */
import { useState } from 'react';
import { systemOf } from '@/lib/catalog/systems/registry';
import { demoPreset, type Preset, presetNamed, presets } from '@/lib/plan/presets';
import { Segmented } from '../ui/segmented';

interface PresetRowProps {
  readonly chosen: string | undefined;
  readonly choose: (name: string) => void;
}

/** Titles of the systems that have presets, in the order of their first. */
const titles = [...new Set(presets.map(titleOf))];

export function PresetRow({ chosen, choose }: PresetRowProps) {
  const [title, setTitle] = useState(() => {
    const preset = presetNamed(chosen ?? '') ?? presetNamed(demoPreset);
    return preset ? titleOf(preset) : '';
  });
  const shown = presets.filter((preset) => titleOf(preset) === title);
  return (
    <section aria-label="Presets" className="space-y-2">
      {/* More systems than a narrow page is wide. */}
      <div className="overflow-x-auto whitespace-nowrap py-0.5">
        <Segmented label="Start from a test of" choices={titles} value={title} onChoose={setTitle} />
      </div>
      <ul className="grid gap-px overflow-hidden rounded-6 border border-line bg-line sm:grid-cols-2 xl:grid-cols-4">
        {shown.map((preset) => (
          <li key={preset.name} className="bg-raised">
            <button
              type="button"
              aria-pressed={preset.name === chosen}
              onClick={() => choose(preset.name)}
              className="flex size-full flex-col items-start border-transparent border-l-3 px-3 py-2 text-left transition-colors -outline-offset-2 hover:bg-surface aria-pressed:border-accent"
            >
              <span className="font-medium">{preset.title}</span>
              <span className="text-12 text-muted">{preset.summary}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function titleOf({ system }: Preset): string {
  return systemOf(system).title;
}
