'use client';
/** The plan by sections: a line each, and the fields of those that are open. */
import { type ReactNode, useState } from 'react';
import { formOfPlan } from '@/lib/plan/form-plan';
import type { Plan } from '@/lib/plan/plan';
import { printDocument, readPlanText } from '@/lib/plan/plan-text';
import { planSections, type SectionName } from '@/lib/plan/sections';
import type { Tree } from '@/lib/plan/tree';
import { Button } from '../ui/button';
import { FieldRow } from '../ui/field-row';
import { Section } from '../ui/section';
import { drawSeed } from '../ui/seed';
import { useLast } from '../ui/use-last';
import { ClusterCheck } from './cluster-check';
import { JsonEditor } from './json-editor';
import { PlanField } from './plan-field';
import { type PlanForm, usePlanFormParts } from './plan-form';
import { SavedClusters } from './saved-clusters';
import type { Sections } from './use-sections';

const jsonSummary = 'the whole test as a document: to read, edit, copy and paste over';

interface PlanSectionsProps {
  /** Undefined while the form is no plan. */
  readonly plan: Plan | undefined;
  readonly sections: Sections<SectionName>;
}

export function PlanSections({ plan, sections }: PlanSectionsProps) {
  const { form, values } = usePlanFormParts();
  const shown = useLast(plan);
  const [isJsonOpen, setJsonOpen] = useState(false);
  const fields: Record<SectionName, ReactNode> = {
    what: (
      <>
        <PlanField path="system" />
        <PlanField path="client.readLevel" />
        <PlanField path="client.tracksIndex" />
      </>
    ),
    where: (
      <>
        <SavedClusters />
        <PlanField path="cluster" />
        {(values.cluster as Tree).type !== 'memory' && <ClusterCheck form={form} />}
      </>
    ),
    workload: <PlanField path="workload" />,
    load: (
      <>
        <PlanField path="load.kind" />
        <FieldRow>
          {['concurrency', 'delaySeconds', 'ratePerSecond', 'timeLimitSeconds'].map((field) => (
            <PlanField key={field} path={`load.${field}`} />
          ))}
          <PlanField path="recoverySeconds" />
          <PlanField path="client.timeoutMs" />
        </FieldRow>
      </>
    ),
    faults: <PlanField path="faults" />,
    checks: <PlanField path="checker" />,
    run: (
      <>
        <PlanField path="name" />
        <SeedField form={form} />
      </>
    ),
  };
  return (
    <div>
      <div className="mb-2 flex items-center justify-between gap-4">
        <h2 className="font-semibold text-16">The test</h2>
        <Button kind="quiet" onClick={sections.toggleAll}>
          {sections.hasAll ? 'Close all' : 'Open all'}
        </Button>
      </div>
      {planSections.map(({ name, title, summary }) => (
        <Section
          key={name}
          title={title}
          summary={shown ? summary(shown) : ''}
          wrong={sections.wrongIn(name)}
          isOpen={sections.isOpen(name)}
          onToggle={(isOpen) => sections.toggle(name, isOpen)}
        >
          {fields[name]}
        </Section>
      ))}
      <Section title="JSON" summary={jsonSummary} wrong={0} isOpen={isJsonOpen} onToggle={setJsonOpen}>
        <JsonEditor
          label="The test as JSON"
          text={shown && printDocument(shown)}
          isCurrent={plan !== undefined}
          read={(text) => readPlanText(text, shown?.seed)}
          print={printDocument}
          apply={(document) => form.reset(formOfPlan(document))}
        />
      </Section>
    </div>
  );
}

function SeedField({ form }: { readonly form: PlanForm }) {
  return (
    <div className="flex items-start gap-3">
      <div className="w-48">
        <PlanField path="seed" />
      </div>
      <Button
        className="mt-5.5"
        onClick={() => form.setValue('seed', String(drawSeed()), { shouldDirty: true, shouldValidate: true })}
      >
        New seed
      </Button>
    </div>
  );
}
