'use client';
/** The few words of a bookmark, and a toast with the way back. */
import { type FormEvent, useState } from 'react';
import { formatTime } from '@/lib/base/words';
import { bookmarkSchema, maxBookmarkLetters } from '@/lib/protocol/bookmark';
import { Field, inputClass } from '../../ui/field';
import { FormDialog, FormEnd } from '../../ui/form-dialog';
import { messageOf } from '../../ui/request';
import { ToldToast } from '../../ui/told-toast';
import type { Bookmarking } from './use-bookmarking';
import type { Bookmarks } from './use-bookmarks';

export function BookmarkDialog({ bookmarks, nameOf }: Pick<Bookmarking, 'bookmarks' | 'nameOf'>) {
  const { draft, isNew, told } = bookmarks;
  const named = draft?.operation === undefined ? undefined : nameOf(draft.operation);
  return (
    <>
      <FormDialog
        isOpen={draft !== undefined}
        close={bookmarks.close}
        title={`${isNew ? 'Bookmark' : 'Change the bookmark'} at ${formatTime(draft?.at ?? 0, 1e9)}`}
      >
        {named !== undefined && <p className="font-mono text-13 text-muted">{named}</p>}
        {draft && <BookmarkForm key={draft.id} bookmarks={bookmarks} first={draft.text} />}
      </FormDialog>
      <ToldToast told={told} onClose={bookmarks.dismiss} />
    </>
  );
}

function BookmarkForm({ bookmarks, first }: { readonly bookmarks: Bookmarks; readonly first: string }) {
  const [text, setText] = useState(first);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = bookmarkSchema.safeParse({ ...bookmarks.draft, text });
    if (!parsed.success) return setProblem(`The text ${parsed.error.issues[0]?.message ?? 'cannot be kept'}.`);
    setBusy(true);
    try {
      await bookmarks.save(text);
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-3 space-y-3">
      <Field label="Note" hint="Everyone who sees the run sees it, also under its link." error={problem}>
        {(attributes) => (
          <textarea
            {...attributes}
            // The dialog is about nothing else.
            // biome-ignore lint/a11y/noAutofocus: a person asked for it
            autoFocus
            rows={3}
            maxLength={maxBookmarkLetters}
            value={text}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
            }}
            className={`${inputClass} h-auto py-1`}
          />
        )}
      </Field>
      <FormEnd act="Save" isBusy={isBusy} close={bookmarks.close} />
    </form>
  );
}
