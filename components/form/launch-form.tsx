'use client';
/** The form over the plan. It validates as one types, keeps what was typed, and puts what the server refuses at its field. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useWatch } from 'react-hook-form';
import { withItem, withoutItem } from '@/lib/plan/choose';
import { planOfForm } from '@/lib/plan/form-plan';
import type { Plan } from '@/lib/plan/plan';
import { presetOf } from '@/lib/plan/presets';
import { resolvePlan } from '@/lib/plan/resolve';
import { planSections, sectionAt } from '@/lib/plan/sections';
import type { Tree } from '@/lib/plan/tree';
import { isSameCluster } from '@/lib/protocol/healing';
import type { Schedule } from '@/lib/protocol/schedule';
import { NeedsHealing } from '../cluster/needs-healing';
import { ScheduleIt } from '../schedule/schedule-it';
import { Button } from '../ui/button';
import { formIssues } from './form-issues';
import { IssueSummary } from './issue-summary';
import { brokenJson } from './json-editor';
import { type KeptForm, keepForm, presetForm } from './kept-form';
import { fieldElement, type PlanForm, PlanFormContext, type PlanFormParts, usePlanForm } from './plan-form';
import { PlanSections } from './plan-sections';
import { PresetCards } from './preset-cards';
import { Preview } from './preview';
import { useChoose } from './use-choose';
import { useLaunch } from './use-launch';
import { useSections } from './use-sections';

const sectionNames = planSections.map(({ name }) => name);

interface LaunchFormProps {
  readonly initial: KeptForm;
  /** Whose plan is edited. */
  readonly schedule?: Schedule | undefined;
}

export function LaunchForm({ initial, schedule }: LaunchFormProps) {
  const form = usePlanForm(initial.values);
  const [spare, setSpare] = useState(initial.spare);
  // A copy: the form changes its own values in place, in which no change would be seen.
  const values = useWatch({ control: form.control, compute: (all) => structuredClone(all) }) as Tree;
  const element = useRef<HTMLFormElement>(null);
  const issues = formIssues(form.formState.errors);
  const sections = useSections({
    names: sectionNames,
    sectionAt: (path) => sectionAt(path)?.name,
    wrong: issues.map(({ path }) => path),
  });
  const show = (paths: readonly string[]) => {
    // What is to be focused has to be there first.
    flushSync(() => sections.openFor(paths));
    focusFirstOf(element.current, paths);
  };
  const { launch, hunt, complete, failure, isLaunching } = useLaunch(form, show);
  const [scheduled, setScheduled] = useState<Plan>();
  useEffect(() => keepForm({ values, spare }), [values, spare]);
  const { trigger } = form;
  // Mistakes that were left standing are said again.
  useEffect(() => {
    if (planNow(initial.values) === undefined) void trigger();
  }, [trigger, initial]);
  const choose = useChoose(form, spare, setSpare);
  const itemMoved: PlanFormParts['itemMoved'] = (list, place, how) =>
    setSpare((before) => (how === 'went' ? withoutItem : withItem)(before, list, place));

  /** Unless what was typed as JSON is no test. */
  const send = (how: () => Promise<void>) => {
    const broken = brokenJson(element.current);
    if (broken) broken.focus();
    else void how();
  };
  const launchByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send(launch);
  };
  const { type } = values.cluster as Tree;
  const plan = planNow(values);
  return (
    <PlanFormContext value={{ form, values, choose, itemMoved }}>
      {/* Presets and Launch come first in the order of Tab, also where Launch stands beside the sections. */}
      <form
        ref={element}
        noValidate
        onKeyDown={launchByKey}
        onSubmit={(event) => {
          event.preventDefault();
          send(launch);
        }}
        className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_26rem] lg:grid-rows-[auto_1fr] xl:grid-cols-[minmax(0,48rem)_minmax(26rem,1fr)]"
      >
        <Presets form={form} plan={plan} />
        <div className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <Preview
            plan={plan}
            isLaunching={isLaunching}
            failure={failure}
            hunt={() => send(hunt)}
            schedule={() => send(() => complete(setScheduled))}
            byClock={schedule ? 'Save to the schedule' : 'By the clock'}
          >
            <IssueSummary issues={issues} show={(path) => show([path])} />
          </Preview>
        </div>
        <div className="min-w-0 space-y-4">
          {type === 'ssh' && (
            <NeedsHealing of={(unhealed) => plan !== undefined && isSameCluster(unhealed, plan.cluster)} />
          )}
          <PlanSections plan={plan} sections={sections} />
          <Button type="submit" kind="primary" disabled={isLaunching} className="w-full lg:hidden">
            Launch this test
          </Button>
        </div>
      </form>
      {scheduled && <ScheduleIt plan={scheduled} schedule={schedule} close={() => setScheduled(undefined)} />}
    </PlanFormContext>
  );
}

/** The plan that the form describes, when it describes one. */
function planNow(values: Tree): Plan | undefined {
  const resolved = resolvePlan(planOfForm(values));
  return resolved.ok ? resolved.value : undefined;
}

/** The first on the page, which need not be the first of the plan: fields come and go with the choices. */
function focusFirstOf(form: HTMLFormElement | null, paths: readonly string[]): void {
  const order = [...(form?.elements ?? [])];
  const found = paths.flatMap((path) => fieldElement(form, path) ?? []);
  found.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))[0]?.focus();
}

/** A preset replaces what was typed, so it can be taken back. */
function Presets({ form, plan }: { readonly form: PlanForm; readonly plan: Plan | undefined }) {
  const [before, setBefore] = useState<Tree>();
  const chosen = plan && presetOf(plan)?.name;
  const choose = (preset: string) => {
    if (chosen === undefined) setBefore(form.getValues());
    form.reset(presetForm(preset));
  };
  const undo = () => {
    if (before) form.reset(before);
    setBefore(undefined);
  };
  return (
    <div className="min-w-0">
      <PresetCards chosen={chosen} choose={choose} />
      {before && (
        <p role="status" className="mt-2 flex items-center gap-2 text-13 text-muted">
          The preset replaced what you had typed.
          <Button kind="quiet" onClick={undo}>
            Put it back
          </Button>
        </p>
      )}
    </div>
  );
}
