/** An experiment as it is shown, put together from its row and its runs. */
import { present } from '@/lib/base/assert';
import { product } from '@/lib/plan/experiment';
import type { Experiment } from '@/lib/plan/experiment-document';
import { expectedSeconds } from '@/lib/plan/words';
import type { ExperimentListing, ExperimentRun, ExperimentSlot, ExperimentSummary } from '@/lib/protocol/experiment';
import type { RunSummary } from '@/lib/protocol/run';
import { isRefuted, tallyOf } from '@/lib/report/experiment-cell';
import type { ListedRun, StoredExperiment } from '../store/experiment-store';

/** @param runs oldest first: of two in one place, the later one stands there */
export function experimentSummary(stored: StoredExperiment, runs: readonly RunSummary[]): ExperimentSummary {
  const { id, document, plans, createdAt, ending } = stored;
  const { name, seed, repeats, until } = document;
  const latest = new Map(runs.map((run) => [placeOf(run.experiment, repeats), run]));
  const slots = plans.map((plan, place): ExperimentSlot => {
    const run = latest.get(place);
    return {
      seed: plan.seed,
      expectedSeconds: expectedSeconds(plan),
      ...(run ? { run: shownRun(run) } : {}),
    };
  });
  return {
    ...{ id, name, seed, repeats, createdAt, axes: axesOf(document), state: ending.state },
    ...(until === undefined ? {} : { until }),
    ...(ending.reason === undefined ? {} : { reason: ending.reason }),
    ...(ending.endedAt === undefined ? {} : { endedAt: ending.endedAt }),
    combinations: placesOf(document).map((places, combination) => ({
      places,
      slots: wanted(slots.slice(combination * repeats, (combination + 1) * repeats), until),
    })),
  };
}

/** A hunt that has found its violation makes no other run. */
function wanted(slots: readonly ExperimentSlot[], until: Experiment['until']): readonly ExperimentSlot[] {
  const isFound = until !== undefined && slots.some(({ run }) => run && isRefuted(run));
  return isFound ? slots.filter(({ run }) => run !== undefined) : slots;
}

export function experimentListing(
  { id, document, createdAt, ending }: Omit<StoredExperiment, 'plans'>,
  runs: readonly ListedRun[],
): ExperimentListing {
  const byAge = runs.filter((run) => run.experimentId === id).sort((a, b) => a.createdAt - b.createdAt);
  const { repeats, until } = document;
  const latest = new Map(byAge.map((run) => [placeOf(run, repeats), run.outcome ?? undefined]));
  const runsOf = (combination: number) => {
    const made = Array.from({ length: repeats }, (_, repeat) => combination * repeats + repeat).filter((place) =>
      latest.has(place),
    );
    return until && made.some((place) => latest.get(place) === 'invalid') ? made.length : repeats;
  };
  return {
    ...{ id, name: document.name, createdAt, state: ending.state, axes: axesOf(document) },
    runs: placesOf(document).reduce((sum, _, combination) => sum + runsOf(combination), 0),
    tally: tallyOf(latest.values()),
  };
}

function axesOf({ axes }: Experiment): ExperimentSummary['axes'] {
  return axes.map(({ name, values }) => ({ name, values: values.map(({ title }) => title) }));
}

/** The values of each combination by their places; the last axis turns fastest, as in the plans. */
function placesOf({ axes }: Experiment): readonly (readonly number[])[] {
  return product(axes.map(({ values }) => values.map((_, place) => place)));
}

interface Place {
  readonly combination: number | null;
  readonly repeat: number | null;
}

/** The place of its plan in the experiment. */
function placeOf(run: Place | undefined, repeats: number): number {
  const { combination, repeat } = present(run, 'the place of a run in its experiment');
  return present(combination ?? undefined, 'a combination') * repeats + present(repeat ?? undefined, 'a repeat');
}

function shownRun(run: RunSummary): ExperimentRun {
  const { id, phase, outcome, sentence, openSentence, createdAt, startedAt, endedAt } = run;
  const { systemVersion, operations, violationTime, behind, measures } = run;
  const all = { id, phase, outcome, sentence, openSentence, createdAt, startedAt, endedAt, systemVersion, operations };
  const shown = { ...all, violationTime, behind, measures };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined)) as ExperimentRun;
}
