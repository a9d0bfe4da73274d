'use client';
/** The form over the plan. It validates as one types, keeps what was typed, and puts what the server refuses at its field. */
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useWatch } from 'react-hook-form';
import { choose as chosenOption, type Spare } from '@/lib/plan/choose';
import { huntOf } from '@/lib/plan/experiment-document';
import { planOfForm } from '@/lib/plan/form-plan';
import type { Plan } from '@/lib/plan/plan';
import { possibleAt } from '@/lib/plan/possible';
import { resolvePlan } from '@/lib/plan/resolve';
import { shapeAt } from '@/lib/plan/shape';
import type { Tree } from '@/lib/plan/tree';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { isSameCluster } from '@/lib/protocol/healing';
import { NeedsHealing } from '../cluster/needs-healing';
import { Button } from '../ui/button';
import { FieldRow, Group } from '../ui/group';
import { messageOf, RequestError, request } from '../ui/request';
import { drawSeed } from '../ui/seed';
import { ClusterCheck } from './cluster-check';
import { formIssues, sentenceOf } from './form-issues';
import { IssueSummary } from './issue-summary';
import { type KeptForm, keepForm, presetForm } from './kept-form';
import { PlanField } from './plan-field';
import { fieldElement, type PlanForm, PlanFormContext, usePlanForm } from './plan-form';
import { PresetRow } from './preset-row';
import { Preview } from './preview';

export function LaunchForm({ initial }: { readonly initial: KeptForm }) {
  const form = usePlanForm(initial.values);
  const [spare, setSpare] = useState(initial.spare);
  // A copy: the form changes its own values in place, in which no change would be seen.
  const values = useWatch({ control: form.control, compute: (all) => structuredClone(all) }) as Tree;
  const element = useRef<HTMLFormElement>(null);
  const focusFirst = (paths: readonly string[]) => focusFirstOf(element.current, paths);
  const { launch, hunt, failure, isLaunching } = useLaunch(form, focusFirst);
  useEffect(() => keepForm({ values, spare }), [values, spare]);
  const choose = useChoose(form, spare, setSpare);

  const launchByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void launch();
  };
  const { type } = values.cluster as Tree;
  const plan = planNow(values);
  return (
    <PlanFormContext value={{ form, values, choose }}>
      <form
        ref={element}
        noValidate
        onKeyDown={launchByKey}
        onSubmit={(event) => {
          event.preventDefault();
          void launch();
        }}
      >
        <Presets form={form} />
        <div className="mt-6 gap-8 lg:grid lg:grid-cols-[minmax(0,1fr)_26rem] xl:grid-cols-[minmax(0,44rem)_minmax(26rem,1fr)]">
          <div className="min-w-0 space-y-6">
            <IssueSummary issues={formIssues(form.formState.errors)} form={() => element.current} />
            <PlanField path="name" />
            <Group title="What">
              <PlanField path="system" />
              <PlanField path="client.readLevel" />
              <PlanField path="client.tracksIndex" />
            </Group>
            <Group title="Where">
              <PlanField path="cluster" />
              {type !== 'memory' && <ClusterCheck form={form} />}
              {type === 'ssh' && (
                <NeedsHealing of={(unhealed) => plan !== undefined && isSameCluster(unhealed, plan.cluster)} />
              )}
            </Group>
            <Group title="Load">
              <PlanField path="workload" />
              <PlanField path="load.kind" />
              <FieldRow>
                {['concurrency', 'delaySeconds', 'ratePerSecond', 'timeLimitSeconds'].map((field) => (
                  <PlanField key={field} path={`load.${field}`} />
                ))}
                <PlanField path="recoverySeconds" />
                <PlanField path="client.timeoutMs" />
              </FieldRow>
            </Group>
            <Group title="Faults">
              <PlanField path="faults" />
            </Group>
            <Group title="Checks">
              <PlanField path="checker" />
            </Group>
            <SeedField form={form} />
          </div>
          <div className="mt-6 min-w-0 lg:mt-0">
            <Preview plan={plan} isLaunching={isLaunching} failure={failure} hunt={() => void hunt()} />
          </div>
        </div>
      </form>
    </PlanFormContext>
  );
}

/** The plan that the form describes, when it describes one. */
function planNow(values: Tree): Plan | undefined {
  const resolved = resolvePlan(planOfForm(values));
  return resolved.ok ? resolved.value : undefined;
}

/** Another option at a path; with another system also what else it needs, because the person did not make that mistake. */
function useChoose(form: PlanForm, spare: Spare, setSpare: (spare: Spare) => void) {
  const choose = (path: string, name: string, before: Spare): Spare => {
    const shape = shapeAt(path, form.getValues());
    if (!shape) return before;
    const next = chosenOption({ path, shape, value: form.getValues(path), name }, before);
    form.clearErrors(path);
    form.setValue(path, next.value, { shouldDirty: true });
    return next.spare;
  };
  const adapt = (before: Spare): Spare => {
    const unfit = (path: string, value: unknown) => {
      const possible = possibleAt(path, form.getValues());
      return possible?.some((one) => one === value) ? undefined : possible?.[0];
    };
    const level = unfit('client.readLevel', form.getValues('client.readLevel'));
    if (level !== undefined) form.setValue('client.readLevel', level, { shouldValidate: true });
    return (['cluster.type', 'workload.name'] as const).reduce((kept, field) => {
      const [path = ''] = field.split('.');
      const first = unfit(path, form.getValues(field));
      return first === undefined ? kept : choose(path, first, kept);
    }, before);
  };
  return (path: string, name: string) => {
    const kept = choose(path, name, spare);
    setSpare(path === 'system' ? adapt(kept) : kept);
    const wrong = formIssues(form.formState.errors).map((issue) => issue.path);
    if (wrong.length > 0) void form.trigger(wrong.filter((other) => !other.startsWith(`${path}.`)));
  };
}

/** Sends the plan off and goes to its page; whatever goes wrong leaves the form as it was typed. */
function useLaunch(form: PlanForm, focus: (paths: readonly string[]) => void) {
  const router = useRouter();
  const [failure, setFailure] = useState<string>();
  const [isLaunching, setLaunching] = useState(false);

  /** @param send gives the address of the page */
  const launch = async (send: (plan: Plan) => Promise<string>) => {
    if (isLaunching) return;
    setFailure(undefined);
    const leave = async (plan: Plan) => {
      setLaunching(true);
      try {
        router.push(await send(plan));
      } catch (error) {
        setLaunching(false);
        setFailure(refuse(form, error, focus));
      }
    };
    await form.handleSubmit(leave, (errors) => focus(formIssues(errors).map(({ path }) => path)))();
  };
  return {
    launch: () => launch(async (plan) => `/runs/${(await request(endpoints.launchRun, { body: plan })).id}`),
    hunt: () =>
      launch(async (plan) => `/experiments/${(await request(endpoints.launchExperiment, { body: huntOf(plan) })).id}`),
    failure,
    isLaunching,
  };
}

/** Puts the server's issues at their fields. @returns what is left to say under the button */
function refuse(form: PlanForm, error: unknown, focus: (paths: readonly string[]) => void): string {
  if (!(error instanceof RequestError) || error.issues.length === 0) return messageOf(error);
  for (const { path, message } of error.issues) {
    form.setError(path === '' ? 'root' : path, { type: 'server', message: sentenceOf(message) });
  }
  focus(error.issues.map(({ path }) => path));
  return messageOf(error);
}

/** The first on the page, which need not be the first of the plan: fields come and go with the choices. */
function focusFirstOf(form: HTMLFormElement | null, paths: readonly string[]): void {
  const order = [...(form?.elements ?? [])];
  const found = paths.flatMap((path) => fieldElement(form, path) ?? []);
  found.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))[0]?.focus();
}

/** A preset replaces what was typed, so it can be taken back. */
function Presets({ form }: { readonly form: PlanForm }) {
  const [before, setBefore] = useState<Tree>();
  const name = useWatch({ control: form.control, name: 'name' }) as string;
  // Read while rendering: the form keeps track only of what was asked for then.
  const { isDirty } = form.formState;
  const choose = (preset: string) => {
    if (isDirty) setBefore(form.getValues());
    form.reset(presetForm(preset));
  };
  const undo = () => {
    if (before) form.reset(before);
    setBefore(undefined);
  };
  return (
    <>
      <PresetRow chosen={name} choose={choose} />
      {before && (
        <p role="status" className="mt-2 flex items-center gap-2 text-13 text-muted">
          The preset replaced what you had typed.
          <Button kind="quiet" onClick={undo}>
            Put it back
          </Button>
        </p>
      )}
    </>
  );
}

function SeedField({ form }: { readonly form: PlanForm }) {
  return (
    <div className="flex items-start gap-3 border-line border-t pt-4 md:pl-30">
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
