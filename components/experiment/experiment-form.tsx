'use client';
/** Chooses what varies. The test itself is typed in its own form; how many runs come of it stands beside. */
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { resolveExperiment } from '@/lib/plan/experiment';
import type { Experiment } from '@/lib/plan/experiment-document';
import { experimentOfDraft, fieldOfDraft } from '@/lib/plan/experiment-draft';
import { experimentPresetNamed } from '@/lib/plan/experiment-presets';
import { printDocument, readExperimentText } from '@/lib/plan/plan-text';
import type { Tree } from '@/lib/plan/tree';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { formIssues } from '../form/form-issues';
import { brokenJson, JsonEditor } from '../form/json-editor';
import { fieldElement } from '../form/plan-form';
import { FormPartsContext } from '../form/shape-field';
import { useSections } from '../form/use-sections';
import { messageOf, request } from '../ui/request';
import { Section } from '../ui/section';
import { useLast } from '../ui/use-last';
import { DraftSections, draftSectionAt, draftSections } from './draft-sections';
import { ExperimentPreview } from './experiment-preview';
import { ExperimentPresetRow, ownTest } from './preset-row';
import { useDraft } from './use-draft';

interface ExperimentFormProps {
  readonly plan: Tree;
  readonly seed: number;
}

/** What is launched: a preset, the draft, or a document that was typed or pasted. */
type Source =
  | { readonly from: 'draft' }
  | { readonly from: 'preset'; readonly name: string }
  | { readonly from: 'text'; readonly input: Experiment };

export function ExperimentForm({ plan, seed }: ExperimentFormProps) {
  const { draft, parts } = useDraft(plan, seed);
  const [source, setSource] = useState<Source>({ from: 'draft' });
  const preset = source.from === 'preset' ? experimentPresetNamed(source.name) : undefined;
  const written = source.from === 'text' ? source.input : experimentOfDraft(plan, draft);
  const input = preset ? { ...preset.experiment, seed } : written;
  const resolved = resolveExperiment(input);
  const text = resolved.ok ? printDocument(resolved.value.experiment) : undefined;
  const last = useLast(text);
  const element = useRef<HTMLFormElement>(null);
  const sections = useSections({
    names: draftSections,
    open: ['axes', 'runs'],
    sectionAt: draftSectionAt,
    wrong: formIssues(parts.form.formState.errors).map(({ path }) => path),
  });
  const fieldAt = (path: string) => (source.from === 'draft' ? fieldOfDraft(draft, path) : undefined);
  const show = (path: string) => {
    const field = fieldAt(path);
    if (field === undefined) return;
    flushSync(() => sections.openFor([field]));
    fieldElement(element.current, field)?.focus();
  };
  const { launch, failure, isLaunching } = useLaunch(input);
  const [isJsonOpen, setJsonOpen] = useState(false);
  const launchOrShow = () => {
    const broken = brokenJson(element.current);
    if (broken) broken.focus();
    else if (resolved.ok) void launch();
    else show(resolved.error.find(({ path }) => fieldAt(path) !== undefined)?.path ?? '');
  };
  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        launchOrShow();
      }}
      className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_26rem] lg:grid-rows-[auto_1fr] xl:grid-cols-[minmax(0,48rem)_minmax(26rem,1fr)]"
    >
      <ExperimentPresetRow
        chosen={source.from === 'text' ? undefined : (preset?.name ?? ownTest)}
        choose={(name) => setSource(name === ownTest ? { from: 'draft' } : { from: 'preset', name })}
      />
      <div className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1">
        <ExperimentPreview
          input={input}
          resolved={resolved}
          preset={preset?.name}
          isLaunching={isLaunching}
          failure={failure}
          canShow={(path) => fieldAt(path) !== undefined}
          show={show}
        />
      </div>
      <div className="min-w-0">
        <h2 className="mb-2 font-semibold text-16">The experiment</h2>
        {source.from === 'draft' ? (
          <FormPartsContext value={parts}>
            <DraftSections plan={plan} resolved={resolved.ok ? resolved.value : undefined} sections={sections} />
          </FormPartsContext>
        ) : (
          <p className="mb-4 max-w-[70ch] text-muted">
            {preset
              ? `${preset.summary} Launch it as it is, change it as JSON, or choose `
              : 'The experiment is what stands below as JSON. For the fields choose '}
            <i>Your test</i>
            {preset ? ' to vary the one in the form.' : '.'}
          </p>
        )}
        <Section
          title="JSON"
          summary="the whole experiment as a document: to read, edit, copy and paste over"
          wrong={0}
          isOpen={isJsonOpen}
          onToggle={setJsonOpen}
        >
          <JsonEditor
            label="The experiment as JSON"
            text={last}
            isCurrent={resolved.ok}
            read={(text) => readExperimentText(text, seed)}
            print={({ experiment }) => printDocument(experiment)}
            apply={({ experiment }) => setSource({ from: 'text', input: experiment })}
          />
        </Section>
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
