'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useId, useState } from 'react';
import {
  type ExperimentDraft,
  experimentOfDraft,
  faultChoices,
  firstExperimentDraft,
  readChoices,
} from '@/lib/plan/experiment-draft';
import { experimentPresetNamed } from '@/lib/plan/experiment-presets';
import { planFields } from '@/lib/plan/fields';
import { resolvePlan } from '@/lib/plan/resolve';
import type { Tree } from '@/lib/plan/tree';
import { planWords } from '@/lib/plan/words';
/** Chooses what varies. The test itself is typed in its own form; how many runs come of it stands beside. */
import { endpoints } from '@/lib/protocol/api/endpoints';
import { CheckField } from '../ui/check-field';
import { InputField } from '../ui/field';
import { FieldRow, Group } from '../ui/group';
import { messageOf, request } from '../ui/request';
import { SwitchField } from '../ui/switch-field';
import { ExperimentPreview } from './experiment-preview';
import { ExperimentPresetRow } from './preset-row';

interface ExperimentFormProps {
  readonly plan: Tree;
  readonly seed: number;
}

export function ExperimentForm({ plan, seed }: ExperimentFormProps) {
  const [draft, setDraft] = useState(() => firstExperimentDraft(plan, seed));
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
          <DraftFields plan={plan} draft={draft} change={(part) => setDraft({ ...draft, ...part })} />
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

interface DraftFieldsProps {
  readonly plan: Tree;
  readonly draft: ExperimentDraft;
  readonly change: (part: Partial<ExperimentDraft>) => void;
}

function DraftFields({ plan, draft, change }: DraftFieldsProps) {
  const fieldsId = useId();
  const text = (name: 'name' | 'field' | 'fieldValues' | 'repeats' | 'seed') => ({
    value: draft[name],
    onChange: (event: { readonly target: { readonly value: string } }) => change({ [name]: event.target.value }),
  });
  return (
    <div className="space-y-6">
      <InputField label="Name" {...text('name')} />
      <Group title="Test">
        <BaseTest plan={plan} />
      </Group>
      <Group title="Axes">
        <CheckField
          label="Reads"
          choices={readChoices.map(({ value, system, level }) => ({
            value,
            title: `${system.title}, ${level.title.toLowerCase()}`,
            sentence: level.promise,
          }))}
          chosen={draft.reads}
          onChoose={(reads) => change({ reads })}
        />
        <CheckField
          label="Faults"
          choices={faultChoices.map(({ value, title, summary }) => ({ value, title, sentence: summary }))}
          chosen={draft.faults}
          onChoose={(faults) => change({ faults })}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <InputField label="Another field" hint="Such as load.concurrency" list={fieldsId} {...text('field')} />
          <InputField label="Its values" hint="With commas between them" {...text('fieldValues')} />
        </div>
        <datalist id={fieldsId}>
          {planFields.map(({ path }) => (
            <option key={path} value={path} />
          ))}
        </datalist>
      </Group>
      <Group title="Runs">
        <FieldRow>
          <InputField
            label="Repeats"
            hint="Of each combination, each with a seed of its own"
            inputMode="numeric"
            {...text('repeats')}
          />
          <InputField label="Seed" hint="The same seed draws the same runs" inputMode="numeric" {...text('seed')} />
        </FieldRow>
        <SwitchField
          label="End at the first violation"
          hint="Each combination is run again only while none was found, at most so many times."
          error={undefined}
          checked={draft.isHunt}
          onChange={(event) => change({ isHunt: event.target.checked })}
        />
      </Group>
    </div>
  );
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
