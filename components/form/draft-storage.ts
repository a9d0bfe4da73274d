/** What was typed outlives a failed launch, a closed page and a reload: the draft is kept for the session of the tab. */

import { present } from '@/lib/base/assert';
import { type Draft, draftOf } from '@/lib/plan/draft';
import { demoPreset, presets } from '@/lib/plan/presets';
import { resolvePlan } from '@/lib/plan/resolve';
import { drawSeed } from '../ui/seed';

const storageKey = 'clew.draft';

/** The draft of the last visit, completed where a newer version has more fields; undefined when there is none. */
export function keptDraft(): Draft | undefined {
  try {
    const kept = sessionStorage.getItem(storageKey);
    return kept === null ? undefined : { ...firstDraft(), ...(JSON.parse(kept) as Partial<Draft>) };
  } catch (error) {
    console.warn('the draft could not be read', error);
    return undefined;
  }
}

export function keepDraft(draft: Draft): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(draft));
  } catch (error) {
    console.warn('the draft could not be kept', error);
  }
}

export function firstDraft(): Draft {
  return presetDraft(demoPreset);
}

/** The preset as a draft with a new seed; what it does not speak of stays as typed in `before`. */
export function presetDraft(name: string, before: Draft | undefined = undefined): Draft {
  const preset = present(
    presets.find((candidate) => candidate.name === name),
    `the preset ${name}`,
  );
  const resolved = resolvePlan(preset.plan, drawSeed());
  if (!resolved.ok) throw new Error(`the preset ${name} is no plan: ${JSON.stringify(resolved.error)}`);
  return draftOf(resolved.value, before);
}
