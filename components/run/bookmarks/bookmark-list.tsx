/** Every bookmark of the run, in the order of time; each leads to its place on the timeline. */
import { formatTime } from '@/lib/base/words';
import { Button } from '../../ui/button';
import { wallTime } from '../../ui/wall-clock';
import type { Bookmarking } from './use-bookmarking';

interface BookmarkListProps {
  readonly bookmarking: Bookmarking;
  /** What is said of the run as a whole. */
  readonly note: string | undefined;
  readonly startedAt: number | undefined;
}

export function BookmarkList({ bookmarking, note, startedAt }: BookmarkListProps) {
  const { bookmarks, add, show, nameOf } = bookmarking;
  const { all, canChange, edit, remove } = bookmarks;
  return (
    <div className="flex max-w-[110ch] flex-col gap-3 text-14">
      {note !== undefined && <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{note}</p>}
      {all.length === 0 ? (
        <p className="text-muted">
          {canChange
            ? 'Nothing is marked. A bookmark stands at a moment or at the selected operation, with a note, for everyone who sees the run.'
            : 'Nothing is marked.'}
        </p>
      ) : (
        <ul aria-label="Bookmarks" className="flex flex-col">
          {all.map((bookmark) => {
            const { id, at, operation, text } = bookmark;
            const named = operation === undefined ? undefined : nameOf(operation);
            return (
              <li key={id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-line border-b py-1.5">
                <button
                  type="button"
                  className="font-mono text-13 text-accent hover:underline"
                  title={wallTime(startedAt, at)}
                  onClick={() => show(bookmark)}
                >
                  {formatTime(at, 1e9)}
                </button>
                {named !== undefined && <span className="font-mono text-13 text-muted">{named}</span>}
                <span className="min-w-40 flex-1 whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</span>
                {canChange && (
                  <span className="flex print:hidden">
                    <Button
                      kind="quiet"
                      className="text-13!"
                      aria-label={`Edit the bookmark at ${formatTime(at, 1e9)}`}
                      onClick={() => edit(bookmark)}
                    >
                      Edit
                    </Button>
                    <Button
                      kind="quiet"
                      className="text-13!"
                      aria-label={`Remove the bookmark at ${formatTime(at, 1e9)}`}
                      onClick={() => remove(bookmark)}
                    >
                      Remove
                    </Button>
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {canChange && (
        <Button className="self-start print:hidden" onClick={add}>
          Add a bookmark
        </Button>
      )}
    </div>
  );
}
