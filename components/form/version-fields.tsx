'use client';
/** Where the system under test comes from: what its versions offer, one click each; or a choice and what it needs to be told. */
import { useWatch } from 'react-hook-form';
import type { VersionOffer } from '@/lib/catalog/systems/source';
import { type Draft, type DraftField, sourceDraft } from '@/lib/plan/draft';
import { ChoiceField } from '../ui/choice-field';
import { InputField } from '../ui/field';
import type { DraftForm } from './draft-form';

const sources = [
  { value: 'found', title: 'What is there', sentence: 'On each node’s PATH, else Debian’s package, sent from here.' },
  { value: 'debian', title: 'Debian package', sentence: 'Of this machine’s release or another, from its own mirror.' },
  {
    value: 'download',
    title: 'Address',
    sentence: 'Downloaded here once, checked against its sha256, sent to the nodes.',
  },
  { value: 'file', title: 'File here', sentence: 'On the machine that runs this server; sent to the nodes.' },
  { value: 'node', title: 'Path on the nodes', sentence: 'Where it already lies, on every node.' },
] as const;

const kinds = 'A .deb, .tar.gz, .tar.xz, .tar.bz2 or .zip with the program anywhere in it, or the program itself.';

interface VersionFieldsProps {
  readonly form: DraftForm;
  readonly offers: readonly VersionOffer[];
}

export function VersionFields({ form, offers }: VersionFieldsProps) {
  const { register, control, formState } = form;
  const from = useWatch({ control, name: 'sourceFrom' });
  const errors = formState.errors;
  return (
    <>
      <ChoiceField label="Version" choices={sources} error={errors.sourceFrom?.message} {...register('sourceFrom')} />
      {offers.length > 1 && <Offers form={form} offers={offers} />}
      {from === 'debian' && (
        <InputField
          label="Debian release"
          hint="Its name; empty for the release of this machine."
          placeholder="trixie"
          error={errors.sourceRelease?.message}
          {...register('sourceRelease')}
        />
      )}
      {from === 'download' && (
        <>
          <InputField
            label="Address"
            hint={kinds}
            placeholder="https://"
            inputMode="url"
            error={errors.sourceUrl?.message}
            {...register('sourceUrl')}
          />
          <InputField
            label="sha256"
            hint="Of that file, as its publisher names it; a file with another sum is not used."
            error={errors.sourceSha256?.message}
            {...register('sourceSha256')}
          />
        </>
      )}
      {from === 'file' && (
        <InputField
          label="Path on this machine"
          hint={kinds}
          placeholder="/"
          error={errors.sourceFile?.message}
          {...register('sourceFile')}
        />
      )}
      {from === 'node' && (
        <InputField
          label="Path on the nodes"
          hint="Of the program itself."
          placeholder="/"
          error={errors.sourceNode?.message}
          {...register('sourceNode')}
        />
      )}
    </>
  );
}

const sourceFields = ['sourceFrom', 'sourceRelease', 'sourceUrl', 'sourceSha256', 'sourceFile', 'sourceNode'] as const;

/** Sets the fields below, so that nothing is chosen that cannot be seen. */
function Offers({ form: { control, setValue }, offers }: VersionFieldsProps) {
  const values = useWatch({ control, name: sourceFields });
  const current = Object.fromEntries(sourceFields.map((field, i) => [field, values[i]]));
  const take = (draft: Partial<Draft>) => {
    for (const [field, value] of Object.entries(draft)) {
      setValue(field as DraftField, value, { shouldDirty: true, shouldValidate: true });
    }
  };
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="sr-only">Known versions</legend>
      {offers.map(({ title, source }) => {
        const draft = sourceDraft(source);
        return (
          <button
            key={title}
            type="button"
            aria-pressed={Object.entries(draft).every(([field, value]) => current[field] === value)}
            onClick={() => take(draft)}
            className="h-8 rounded-6 border border-edge px-2 text-13 text-muted hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent/12 aria-pressed:font-medium aria-pressed:text-ink"
          >
            {title}
          </button>
        );
      })}
    </fieldset>
  );
}
