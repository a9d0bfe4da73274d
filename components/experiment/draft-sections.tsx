'use client';
/** What varies, by sections; drawn from what the schemas of a draft and of an experiment say of the fields. */
import Link from 'next/link';
import type { ReactNode } from 'react';
import { counted } from '@/lib/base/words';
import type { ResolvedExperiment } from '@/lib/plan/experiment';
import { draftShape, type ExperimentDraft } from '@/lib/plan/experiment-draft';
import { planWords } from '@/lib/plan/plan-words';
import { resolvePlan } from '@/lib/plan/resolve';
import type { Tree } from '@/lib/plan/tree';
import { ShapeField } from '../form/shape-field';
import type { Sections } from '../form/use-sections';
import { FieldRow } from '../ui/field-row';
import { Section } from '../ui/section';

export type DraftSection = 'test' | 'axes' | 'runs';

export const draftSections: readonly DraftSection[] = ['test', 'axes', 'runs'];

/** What is wrong with the test is said where the test is made. */
const sectionOfField: Readonly<Record<keyof ExperimentDraft, DraftSection>> = {
  reads: 'axes',
  faults: 'axes',
  field: 'axes',
  fieldValues: 'axes',
  name: 'runs',
  repeats: 'runs',
  seed: 'runs',
  isHunt: 'runs',
};

export function draftSectionAt(field: string): DraftSection | undefined {
  return (sectionOfField as Readonly<Record<string, DraftSection | undefined>>)[field];
}

interface DraftSectionsProps {
  readonly plan: Tree;
  /** Undefined while the draft is none. */
  readonly resolved: ResolvedExperiment | undefined;
  readonly sections: Sections<DraftSection>;
}

export function DraftSections({ plan, resolved, sections }: DraftSectionsProps) {
  const parts: Record<DraftSection, { title: string; summary: string; fields: ReactNode }> = {
    test: {
      title: 'Test',
      summary: testWords(plan),
      fields: (
        <p>
          The test in the form.{' '}
          <Link href="/new" className="text-accent underline">
            Change the test
          </Link>
        </p>
      ),
    },
    axes: {
      title: 'Axes',
      summary: resolved ? axesWords(resolved) : '',
      fields: (
        <>
          <DraftField name="reads" />
          <DraftField name="faults" />
          <div className="grid gap-4 sm:grid-cols-2">
            <DraftField name="field" />
            <DraftField name="fieldValues" />
          </div>
        </>
      ),
    },
    runs: {
      title: 'Runs',
      summary: resolved ? runsWords(resolved) : '',
      fields: (
        <>
          <DraftField name="name" />
          <FieldRow>
            <DraftField name="repeats" />
            <DraftField name="seed" />
          </FieldRow>
          <DraftField name="isHunt" />
        </>
      ),
    },
  };
  return draftSections.map((name) => {
    const { title, summary, fields } = parts[name];
    return (
      <Section
        key={name}
        title={title}
        summary={summary}
        wrong={sections.wrongIn(name)}
        isOpen={sections.isOpen(name)}
        onToggle={(isOpen) => sections.toggle(name, isOpen)}
      >
        {fields}
      </Section>
    );
  });
}

function DraftField({ name }: { readonly name: keyof ExperimentDraft }) {
  return <ShapeField path={name} shape={draftShape[name]} />;
}

/** The test that is varied. */
function testWords(plan: Tree): string {
  const resolved = resolvePlan(plan);
  if (resolved.ok) return planWords(resolved.value);
  return 'Some fields of the test in the form cannot be read; what is wrong stands beside them there.';
}

/** `reads: local, quorum; faults: No faults` */
function axesWords({ experiment: { axes } }: ResolvedExperiment): string {
  const words = axes.map(({ name, values }) => `${name}: ${values.map(({ title }) => title).join(', ')}`);
  return words.length === 0 ? 'nothing varies' : words.join('; ');
}

/** `etcd-register; each combination 5 times; seed 71` */
function runsWords({ experiment: { name, repeats, until, seed } }: ResolvedExperiment): string {
  const times = counted(repeats, 'time');
  const how = until
    ? `until the first violation, ${times} at most`
    : `each combination ${repeats === 1 ? 'once' : times}`;
  return [name, how, `seed ${seed}`].join('; ');
}
