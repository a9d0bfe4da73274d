'use client';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useWatch } from 'react-hook-form';
import { type Draft, draftIssues, planOfDraft } from '@/lib/plan/draft';
/** The form over the plan. It validates as one types, keeps the draft, and maps what the server refuses to its field. */
import { endpoints } from '@/lib/protocol/api/endpoints';
import { Button } from '../ui/button';
import { InputField } from '../ui/field';
import { messageOf, RequestError, request } from '../ui/request';
import { drawSeed } from '../ui/seed';
import { type DraftForm, planNow, sentenceOf, useDraftForm } from './draft-form';
import { keepDraft, presetDraft } from './draft-storage';
import { FaultsGroup, LoadGroup, WhatGroup } from './groups';
import { PresetRow } from './preset-row';
import { Preview } from './preview';
import { WhereGroup } from './where-group';

export function LaunchForm({ initial }: { readonly initial: Draft }) {
  const form = useDraftForm(initial);
  const draft = useWatch({ control: form.control, compute: (values) => values });
  const element = useRef<HTMLFormElement>(null);
  const { launch, failure, isLaunching } = useLaunch(form, (names) => focusFirst(element.current, names));
  useEffect(() => keepDraft(draft), [draft]);

  const launchByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void launch();
  };
  return (
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
        <div className="space-y-6">
          <InputField label="Name" error={form.formState.errors.name?.message} {...form.register('name')} />
          <WhatGroup form={form} />
          <WhereGroup form={form} />
          <LoadGroup form={form} />
          <FaultsGroup form={form} />
          <SeedField form={form} />
        </div>
        <div className="mt-6 lg:mt-0">
          <Preview plan={planNow(draft)} isLaunching={isLaunching} failure={failure} />
        </div>
      </div>
    </form>
  );
}

/** Sends the plan off and goes to its page; whatever goes wrong leaves the form as it was typed. */
function useLaunch(form: DraftForm, focus: (names: readonly string[]) => void) {
  const router = useRouter();
  const [failure, setFailure] = useState<string>();
  const [isLaunching, setLaunching] = useState(false);

  const send = async (draft: Draft) => {
    setLaunching(true);
    try {
      const run = await request(endpoints.launchRun, { body: planOfDraft(draft) });
      router.push(`/runs/${run.id}`);
    } catch (error) {
      setLaunching(false);
      setFailure(refuse(form, draft, error, focus));
    }
  };
  const launch = async () => {
    if (isLaunching) return;
    setFailure(undefined);
    await form.handleSubmit(send, (errors) => focus(Object.keys(errors)))();
  };
  return { launch, failure, isLaunching };
}

/** Puts the server's issues beside their fields. @returns what is left to say under the button */
function refuse(form: DraftForm, draft: Draft, error: unknown, focus: (names: readonly string[]) => void): string {
  if (!(error instanceof RequestError) || error.issues.length === 0) return messageOf(error);
  const issues = draftIssues(draft, error.issues);
  for (const { field, message } of issues) {
    if (field) form.setError(field, { type: 'server', message: sentenceOf(message) });
  }
  focus(issues.flatMap(({ field }) => (field === undefined ? [] : [field])));
  const unplaced = issues.filter((issue) => issue.field === undefined).map((issue) => issue.message);
  return [messageOf(error), ...unplaced].join(' ');
}

/** The first on the page, which need not be the first that was registered: fields come and go with the choices. */
function focusFirst(form: HTMLFormElement | null, names: readonly string[]): void {
  for (const element of form?.elements ?? []) {
    if (element instanceof HTMLElement && names.includes(element.getAttribute('name') ?? '')) {
      element.focus();
      return;
    }
  }
}

/** A preset replaces what was typed, so it can be taken back. */
function Presets({ form }: { readonly form: DraftForm }) {
  const [before, setBefore] = useState<Draft>();
  const name = useWatch({ control: form.control, name: 'name' });
  // Read while rendering: the form keeps track only of what was asked for then.
  const { isDirty } = form.formState;
  const choose = (preset: string) => {
    const current = form.getValues();
    if (isDirty) setBefore(current);
    form.reset(presetDraft(preset, current));
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

function SeedField({ form }: { readonly form: DraftForm }) {
  return (
    <div className="flex items-start gap-3 border-line border-t pt-4 md:pl-30">
      <div className="w-48">
        <InputField
          label="Seed"
          hint="The same seed draws the same operations and faults."
          inputMode="numeric"
          error={form.formState.errors.seed?.message}
          {...form.register('seed')}
        />
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
