'use client';
/** Chooses what varies. The test itself is typed in its own form; how many runs come of it stands beside. */
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { draftShape, type ExperimentDraft, experimentOfDraft } from '@/lib/plan/experiment-draft';
import { experimentPresetNamed } from '@/lib/plan/experiment-presets';
import { resolvePlan } from '@/lib/plan/resolve';
import type { Tree } from '@/lib/plan/tree';
import { planWords } from '@/lib/plan/words';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { FormPartsContext, ShapeField } from '../form/shape-field';
import { FieldRow, Group } from '../ui/group';
import { messageOf, request } from '../ui/request';
import { ExperimentPreview } from './experiment-preview';
import { ExperimentPresetRow } from './preset-row';
import { useDraft } from './use-draft';

interface ExperimentFormProps {
  readonly plan: Tree;
  readonly seed: number;
}

export function ExperimentForm({ plan, seed }: ExperimentFormProps) {
  const { draft, parts } = useDraft(plan, seed);
  const [preset, setPreset] = useState<string>();
  const chosen = preset === undefined ? undefined : experimentPresetNamed(preset);
  const input = chosen ? { ...chosen.experiment, seed } : experimentOfDraft(plan, draft);
  const { launch, failure, isLaunching } = useLaunch(input);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void launch();
      }}
    >
      <ExperimentPresetRow chosen={preset} choose={setPreset} />
      <div className="mt-6 gap-8 lg:grid lg:grid-cols-[minmax(0,1fr)_26rem]">
        {chosen ? (
          <p className="max-w-[70ch] text-muted">
            {chosen.summary} Launch it as it is, or choose <i>Your test</i> to vary the one in the form.
          </p>
        ) : (
          <FormPartsContext value={parts}>
            <DraftFields plan={plan} />
          </FormPartsContext>
        )}
        <div className="mt-6 lg:mt-0">
          <ExperimentPreview input={input} isLaunching={isLaunching} failure={failure} />
        </div>
      </div>
    </form>
  );
}

function useLaunch(input: unknown) {
  const router = useRouter();
  const [failure, setFailure] = useState<string>();
  const [isLaunching, setLaunching] = useState(false);
  const launch = async () => {
    if (isLaunching) return;
    setFailure(undefined);
    setLaunching(true);
    try {
      const { id } = await request(endpoints.launchExperiment, { body: input });
      router.push(`/experiments/${id}`);
    } catch (error) {
      setLaunching(false);
      setFailure(messageOf(error));
    }
  };
  return { launch, failure, isLaunching };
}

/** Drawn from what the schemas of a draft and of an experiment say of them. */
function DraftFields({ plan }: { readonly plan: Tree }) {
  return (
    <div className="space-y-6">
      <DraftField name="name" />
      <Group title="Test">
        <BaseTest plan={plan} />
      </Group>
      <Group title="Axes">
        <DraftField name="reads" />
        <DraftField name="faults" />
        <div className="grid gap-4 sm:grid-cols-2">
          <DraftField name="field" />
          <DraftField name="fieldValues" />
        </div>
      </Group>
      <Group title="Runs">
        <FieldRow>
          <DraftField name="repeats" />
          <DraftField name="seed" />
        </FieldRow>
        <DraftField name="isHunt" />
      </Group>
    </div>
  );
}

function DraftField({ name }: { readonly name: keyof ExperimentDraft }) {
  return <ShapeField path={name} shape={draftShape[name]} />;
}

/** The test that is varied, in words. */
function BaseTest({ plan }: { readonly plan: Tree }) {
  const resolved = resolvePlan(plan);
  const words: ReactNode = resolved.ok
    ? `${planWords(resolved.value)}.`
    : 'Some fields of the test in the form cannot be read; what is wrong stands beside them there.';
  return (
    <p>
      {words}{' '}
      <Link href="/new" className="text-accent underline">
        Change the test
      </Link>
    </p>
  );
}
