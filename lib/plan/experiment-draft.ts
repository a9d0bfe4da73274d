/**
 * An experiment while it is being put together from the test in the form: which reads, which faults, one more field, how
 * often. As in draft.ts everything is text until it is read, so half a number is no error of the form.
 */

import { systems } from '../catalog/systems/registry';
import type { SystemDescription } from '../catalog/systems/system';
import { type TargetsName, targetChoices } from '../nemesis/targets';
import type { ExperimentInput } from './experiment-document';
import { hasTargets, type NemesisName, nemeses } from './nemeses';
import { settingValue, type Tree } from './settings';

export interface ExperimentDraft {
  readonly name: string;
  /** `etcd/quorum`; see `readChoices`. */
  readonly reads: readonly string[];
  /** `pause/leader`; see `faultChoices`. */
  readonly faults: readonly string[];
  /** A field of the plan, and what it is set to, one after the other with commas between; or nothing. */
  readonly field: string;
  readonly fieldValues: string;
  readonly repeats: string;
  readonly seed: string;
}

/** What the form offers for the reads: every read level of every system. */
export const readChoices = systems.flatMap((system) =>
  system.readLevels.map((level) => ({ value: `${system.name}/${level.name}`, system, level })),
);

interface FaultChoice {
  readonly value: string;
  readonly name: NemesisName;
  readonly targets?: TargetsName;
  readonly title: string;
  readonly summary: string;
}

/** What the form offers for the faults: one that hits some of the nodes stands there once for each choice of which. */
export const faultChoices: readonly FaultChoice[] = nemeses.flatMap((nemesis): readonly FaultChoice[] => {
  const { name, title, summary } = nemesis;
  if (!hasTargets(name)) return [{ value: name, name, title, summary }];
  return targetChoices.map((targets) => ({
    value: `${name}/${targets.name}`,
    name,
    targets: targets.name,
    title: `${title}: ${targets.title.toLowerCase()}`,
    summary: targets.summary,
  }));
});

/** All reads of the system in the plan, and its fault: what most people want to see side by side. */
export function firstExperimentDraft(plan: Tree, seed: number): ExperimentDraft {
  const own = readChoices.filter(({ system }) => system.name === nameIn(plan.system));
  return {
    name: String(plan.name ?? ''),
    reads: own.map(({ value }) => value),
    faults: [faultIn(plan) ?? 'none'],
    field: '',
    fieldValues: '',
    repeats: '1',
    seed: String(seed),
  };
}

/** @param plan the test in the form, as `planOfDraft` makes it */
export function experimentOfDraft({ seed: _, ...plan }: Tree, draft: ExperimentDraft): ExperimentInput {
  const reads = readChoices.filter(({ value }) => draft.reads.includes(value));
  const isOneSystem = new Set(reads.map(({ system }) => system.name)).size <= 1;
  const faults = faultChoices.filter(({ value }) => draft.faults.includes(value));
  const axes = [
    {
      name: 'reads',
      values: reads.map(({ system, level }) => ({
        title: isOneSystem ? level.title : `${system.title}, ${level.title}`,
        set: { ...systemSet(plan, system), 'client.readLevel': level.name },
      })),
    },
    {
      name: 'faults',
      values: faults.map((choice) => ({ title: choice.title, set: { nemesis: nemesisOf(plan, choice) } })),
    },
    { name: draft.field, values: fieldValues(draft) },
  ];
  return {
    name: draft.name,
    plan,
    axes: axes.filter(({ values }) => values.length > 0),
    repeats: number(draft.repeats),
    seed: number(draft.seed),
  };
}

/** Of the system that the plan has already, everything stays as it was typed. */
function systemSet(plan: Tree, system: SystemDescription): Tree {
  const [firstCluster] = system.clusters;
  const fits = system.clusters.some((type) => type === typeIn(plan.cluster));
  return {
    ...(nameIn(plan.system) === system.name ? {} : { system: { name: system.name } }),
    ...(fits || firstCluster === undefined ? {} : { cluster: { type: firstCluster } }),
  };
}

/** The fault of the plan as it was typed; another one with its times. */
function nemesisOf(plan: Tree, { value, name, targets }: FaultChoice): Tree {
  const nemesis = plan.nemesis as Tree;
  if (faultIn(plan) === value) return nemesis;
  if (name === 'none') return { name };
  const { restSeconds, faultSeconds } = nemesis;
  const times = restSeconds === undefined || faultSeconds === undefined ? {} : { restSeconds, faultSeconds };
  return { name, ...(targets && { targets }), ...times };
}

/** Which of the choices the plan has. */
function faultIn({ nemesis }: Tree): string | undefined {
  const name = nameIn(nemesis);
  const [usual] = targetChoices;
  const { targets = usual?.name } = (nemesis ?? {}) as { readonly targets?: TargetsName };
  return faultChoices.find((choice) => choice.name === name && (choice.targets ?? targets) === targets)?.value;
}

function fieldValues({ field, fieldValues: text }: ExperimentDraft) {
  const path = field.trim();
  if (path === '') return [];
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => ({ title: part, set: { [path]: settingValue(path, part) } }));
}

function nameIn(group: unknown): string | undefined {
  return (group as { readonly name?: string } | undefined)?.name;
}

function typeIn(group: unknown): string | undefined {
  return (group as { readonly type?: string } | undefined)?.type;
}

/** What is no number is handed on as it is, for the schema to refuse in words. */
function number(text: string): number {
  const value = Number(text.trim());
  return text.trim() === '' || Number.isNaN(value) ? (text as unknown as number) : value;
}
