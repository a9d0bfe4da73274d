'use client';
/** The name, the tags and the note that a person keeps with a run. */
import { type FormEvent, useState } from 'react';
import { type LabelChange, labelChangeSchema } from '@/lib/protocol/library';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { Field, InputField, inputClass } from '../ui/field';
import { FormDialog, FormEnd } from '../ui/form-dialog';
import { messageOf } from '../ui/request';

interface LabelDialogProps {
  readonly run: RunSummary;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
  /** @throws with what to tell a person */
  readonly save: (change: LabelChange) => Promise<void>;
}

export function LabelDialog({ run, isOpen, setOpen, save }: LabelDialogProps) {
  return (
    <FormDialog isOpen={isOpen} close={() => setOpen(false)} title="Name, tags and note">
      <LabelForm run={run} save={save} close={() => setOpen(false)} />
    </FormDialog>
  );
}

type Fields = 'name' | 'tags' | 'note';

function LabelForm({ run, save, close }: Pick<LabelDialogProps, 'run' | 'save'> & { readonly close: () => void }) {
  const [name, setName] = useState(nameOf(run));
  const [tags, setTags] = useState(run.label?.tags?.join(', ') ?? '');
  const [note, setNote] = useState(run.label?.note ?? '');
  const [errors, setErrors] = useState<Partial<Record<Fields, string>>>({});
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = labelChangeSchema.safeParse({
      name: name.trim() === run.plan.name ? '' : name,
      tags: tags
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
      note,
    });
    if (!parsed.success) {
      setErrors(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), message])));
      return;
    }
    setBusy(true);
    setErrors({});
    try {
      await save(parsed.data);
      close();
    } catch (error) {
      setFailure(messageOf(error));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-3">
      <InputField
        label="Name"
        hint={`Empty: that of its plan, ${run.plan.name}.`}
        error={errors.name}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <InputField
        label="Tags"
        hint="Separated by commas. Runs with a tag are not deleted by themselves."
        error={errors.tags}
        value={tags}
        onChange={({ target }) => setTags(target.value)}
      />
      <Field label="Note" error={errors.note}>
        {(attributes) => (
          <textarea
            {...attributes}
            rows={4}
            value={note}
            onChange={({ target }) => setNote(target.value)}
            className={`${inputClass} h-auto py-1`}
          />
        )}
      </Field>
      <FormEnd act="Save" {...{ isBusy, close, failure }} />
    </form>
  );
}
