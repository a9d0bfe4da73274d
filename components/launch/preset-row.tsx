/** Tests to start from, named by what they show. */
import { presets } from '@/lib/plan/presets';

interface PresetRowProps {
  readonly chosen: string | undefined;
  readonly choose: (name: string) => void;
}

export function PresetRow({ chosen, choose }: PresetRowProps) {
  return (
    <ul
      aria-label="Presets"
      className="grid gap-px overflow-hidden rounded-6 border border-line bg-line sm:grid-cols-2 xl:grid-cols-4"
    >
      {presets.map((preset) => (
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
  );
}
