/** What people mark in the history of a run, for everyone who sees the run: a moment, or an operation, and a few words. */
import * as z from 'zod/mini';
import { strangeTexts } from '../base/plain-text';

/** More marks point at nothing; and all of them travel with the run. */
export const maxBookmarks = 100;

/** Of the words of one: a sentence or two. */
export const maxBookmarkLetters = 280;

export const bookmarkSchema = z
  .readonly(
    z.strictObject({
      /** Made by whoever makes the bookmark, so that what was removed comes back as itself. */
      id: z.string().check(z.regex(/^[a-z0-9]{8,64}$/, 'must be 8 to 64 small letters and digits')),
      /** Nanoseconds since the start of the test; of an operation, when it began. */
      at: z.int().check(z.minimum(0)),
      /** The index of its invocation. */
      operation: z.exactOptional(z.int().check(z.minimum(0))),
      text: z.string().check(
        z.trim(),
        z.maxLength(maxBookmarkLetters, `must have at most ${maxBookmarkLetters} characters`),
        z.superRefine((text, { addIssue }) => {
          for (const { message } of strangeTexts(text)) addIssue({ code: 'custom', message });
        }),
      ),
    }),
  )
  .check(z.meta({ id: 'Bookmark', title: 'bookmark' }));
export type Bookmark = z.output<typeof bookmarkSchema>;

/** With this one, in the place of the one of its id; in the order of time. */
export function withBookmark(bookmarks: readonly Bookmark[], bookmark: Bookmark): readonly Bookmark[] {
  return [...withoutBookmark(bookmarks, bookmark.id), bookmark].toSorted(
    (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1),
  );
}

export function withoutBookmark(bookmarks: readonly Bookmark[], id: string): readonly Bookmark[] {
  return bookmarks.filter((each) => each.id !== id);
}
