'use client';
/** Where the system under test comes from, and what that choice needs to be told. */
import { useWatch } from 'react-hook-form';
import { ChoiceField } from '../ui/choice-field';
import { InputField } from '../ui/field';
import type { DraftForm } from './draft-form';
import { FieldRow } from './group';

const sources = [
  { value: 'found', title: 'What is there', sentence: 'On the node’s PATH, else Debian’s package.' },
  { value: 'debian', title: 'Debian package', sentence: 'Of this machine’s release or another.' },
  { value: 'download', title: 'Address', sentence: 'A .deb, an archive or the program, with its sha256.' },
  { value: 'file', title: 'File here', sentence: 'On the machine of this server; sent to the nodes.' },
  { value: 'node', title: 'Path on the nodes', sentence: 'Where it lies already.' },
] as const;

export function VersionFields({ form: { register, control, formState } }: { readonly form: DraftForm }) {
  const from = useWatch({ control, name: 'sourceFrom' });
  const errors = formState.errors;
  return (
    <>
      <ChoiceField label="Version" choices={sources} error={errors.sourceFrom?.message} {...register('sourceFrom')} />
      {from === 'debian' && (
        <InputField
          label="Debian release"
          hint="Empty for the release of this machine."
          placeholder="bullseye"
          error={errors.sourceRelease?.message}
          {...register('sourceRelease')}
        />
      )}
      {from === 'download' && (
        <FieldRow>
          <InputField label="Address" error={errors.sourceUrl?.message} {...register('sourceUrl')} />
          <InputField label="sha256" error={errors.sourceSha256?.message} {...register('sourceSha256')} />
        </FieldRow>
      )}
      {from === 'file' && (
        <InputField label="Path on this machine" error={errors.sourceFile?.message} {...register('sourceFile')} />
      )}
      {from === 'node' && (
        <InputField label="Path on the nodes" error={errors.sourceNode?.message} {...register('sourceNode')} />
      )}
    </>
  );
}
