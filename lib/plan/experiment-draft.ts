/**
 * An experiment while it is being put together from the test in the form: which reads, which faults, one more field, how
 * often. As in the form of the test everything is text until it is read, so half a number is no error of the form.
 */

import * as z from 'zod/mini';
import { faults } from '../catalog/faults/registry';
import { givenChoice } from '../catalog/faults/targets';
import { systems } from '../catalog/systems/registry';
import type { SystemDescription } from '../catalog/systems/system';
import { type ExperimentInput, experimentSchema } from './experiment-document';
import { choiceOptionOf, faultTitle } from './fault-title';
import { planFields } from './fields';
import { settingValue } from './settings';
import { type FieldChoice, type Shape, shapeOf } from './shape';
import type { Tree } from './tree';

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
  readonly isHunt: boolean;
  readonly seed: string;
}

/** What the form offers for the reads: every read level of every system. */
const readChoices = systems.flatMap((system) =>
  system.readLevels.map((level) => ({ value: `${system.name}/${level.name}`, system, level })),
);

interface FaultChoice {
  readonly value: string;
  readonly title: string;
  readonly summary: string;
  /** Its name and, where it is told apart by one, an option. */
  readonly fault?: Tree & { readonly name: string };
}

/** The faults of the test in the form, whatever they are. */
const ownFaults: FaultChoice = {
  value: 'own',
  title: 'Faults of the test',
  summary: 'Those that the test in the form has, as they are there.',
};

/**
 * What the form offers for the faults: each alone, once for each choice of an option that has choices in words, as which
 * nodes it hits; and none.
 */
const faultChoices: readonly FaultChoice[] = [
  ownFaults,
  ...faults.flatMap(choicesOfFault),
  { value: 'none', title: 'No faults', summary: 'Leaves network and processes alone.' },
];

function choicesOfFault(fault: (typeof faults)[number]): readonly FaultChoice[] {
  const { name, title, summary } = fault;
  const told = choiceOptionOf(fault);
  if (told === undefined) return [{ value: name, title, summary, fault: { name } }];
  return told.choices
    .filter(({ name: choice }) => choice !== givenChoice)
    .map((choice) => {
      const chosen = { [told.option]: choice.name };
      return {
        value: `${name}/${choice.name}`,
        title: faultTitle(fault, chosen),
        summary: choice.summary ?? summary,
        fault: { name, ...chosen },
      };
    });
}

const text = z.string();
const several = z.array(text);
const { name, repeats, seed } = experimentSchema.shape;

/** The fields of a draft as the form draws them; those of the experiment itself as its schema says. */
export const draftShape: Readonly<Record<keyof ExperimentDraft, Shape>> = {
  name: shapeOf(name),
  reads: shapeOf(
    several.check(
      z.meta({
        title: 'Reads',
        choices: readChoices.map(({ value, system, level }): FieldChoice => {
          return { name: value, title: `${system.title}, ${level.title.toLowerCase()}`, summary: level.promise };
        }),
      }),
    ),
  ),
  faults: shapeOf(
    several.check(
      z.meta({
        title: 'Faults',
        choices: faultChoices.map(({ value, title, summary }): FieldChoice => ({ name: value, title, summary })),
      }),
    ),
  ),
  field: shapeOf(
    text.check(
      z.meta({
        title: 'Another field',
        hint: 'Such as load.concurrency',
        suggestions: planFields.map(({ path }) => path),
      }),
    ),
  ),
  fieldValues: shapeOf(text.check(z.meta({ title: 'Its values', hint: 'With commas between them' }))),
  repeats: shapeOf(repeats),
  isHunt: shapeOf(
    z.boolean().check(
      z.meta({
        title: 'End at the first violation',
        hint: 'Each combination is run again only while none was found, at most so many times.',
      }),
    ),
  ),
  seed: shapeOf(seed),
};

/** The field that a mistake in the experiment comes from. @param path in the experiment, or in its plans */
export function fieldOfDraft({ field }: ExperimentDraft, path: string): keyof ExperimentDraft | undefined {
  if (path === 'name' || path === 'repeats' || path === 'seed') return path;
  return path !== '' && path === field.trim() ? 'field' : undefined;
}

/** All reads of the system in the plan, and its fault: what most people want to see side by side. */
export function firstExperimentDraft(plan: Tree, seed: number): ExperimentDraft {
  const own = readChoices.filter(({ system }) => system.name === nameIn(plan.system));
  return {
    name: String(plan.name ?? ''),
    reads: own.map(({ value }) => value),
    faults: [faultIn(plan)],
    field: '',
    fieldValues: '',
    repeats: '1',
    isHunt: false,
    seed: String(seed),
  };
}

/** @param plan the test in the form, as `planOfForm` makes it */
export function experimentOfDraft({ seed: _, ...plan }: Tree, draft: ExperimentDraft): ExperimentInput {
  const reads = readChoices.filter(({ value }) => draft.reads.includes(value));
  const isOneSystem = new Set(reads.map(({ system }) => system.name)).size <= 1;
  const chosen = faultChoices.filter(({ value }) => draft.faults.includes(value));
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
      values: chosen.map((choice) => ({ title: choice.title, set: { faults: faultsOf(plan, choice) } })),
    },
    { name: draft.field, values: fieldValues(draft) },
  ];
  return {
    name: draft.name,
    plan,
    axes: axes.filter(({ values }) => values.length > 0),
    repeats: number(draft.repeats),
    ...(draft.isHunt && { until: 'invalid' }),
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

/** The faults of the plan as they were typed; another one with the rhythm of the first. */
function faultsOf(plan: Tree, choice: FaultChoice): readonly unknown[] {
  const own = Array.isArray(plan.faults) ? (plan.faults as readonly Tree[]) : [];
  if (choice === ownFaults || faultIn(plan) === choice.value) return own;
  if (choice.fault === undefined) return [];
  const { restSeconds, durationSeconds } = own[0] ?? {};
  const times = restSeconds === undefined || durationSeconds === undefined ? {} : { restSeconds, durationSeconds };
  return [{ ...choice.fault, ...times }];
}

/** Which of the choices the plan has; several faults are no single one. */
function faultIn(plan: Tree): string {
  const own = Array.isArray(plan.faults) ? (plan.faults as readonly Tree[]) : [];
  const [only] = own;
  if (only === undefined) return 'none';
  const named = faultChoices.filter(({ fault }) => fault?.name === only.name);
  const isSaid = ({ fault = { name: '' } }: FaultChoice) =>
    Object.entries(fault).every(([field, value]) => only[field] === value);
  const found = named.find(isSaid) ?? named[0];
  return own.length > 1 || found === undefined ? ownFaults.value : found.value;
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
