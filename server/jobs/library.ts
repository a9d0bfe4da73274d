/**
 * What people do with runs that are history: find them, name them, pin them, delete them and bring them back. What was
 * deleted is gone for good a day later; until then it opens by its address, and its links do not.
 */
import type { Logger } from 'pino';
import { type Bookmark, maxBookmarks } from '@/lib/protocol/bookmark';
import type { LabelChange, RunFacets, RunFilter } from '@/lib/protocol/library';
import type { Author } from '@/lib/protocol/principal';
import { ClewError } from '../base/failure';
import type { Events } from '../events/events';
import type { Store } from '../store/store';

const dayMs = 24 * 3600 * 1000;

/** How long a person can change their mind. */
const undoMs = dayMs;

/** Which runs go by themselves. Both absent: none. */
export interface Retention {
  readonly days?: number | undefined;
  /** The newest so many stay. */
  readonly runs?: number | undefined;
}

export interface LibraryOptions {
  readonly store: Store;
  readonly events: Events;
  readonly log: Logger;
  readonly retention?: Retention | undefined;
  /** For tests. */
  readonly now?: (() => number) | undefined;
}

/** A run that cannot be deleted, or take more, as it is. */
export class KeptRunError extends ClewError {
  override readonly name = 'KeptRunError';
}

export class Library {
  readonly #store: Store;
  readonly #events: Events;
  readonly #log: Logger;
  readonly #retention: Retention;
  readonly #now: () => number;

  constructor({ store, events, log, retention = {}, now = Date.now }: LibraryOptions) {
    this.#store = store;
    this.#events = events;
    this.#log = log;
    this.#retention = retention;
    this.#now = now;
  }

  facets(filter: RunFilter): Promise<RunFacets> {
    return this.#store.looking.library.facets(filter);
  }

  async label(id: string, change: LabelChange): Promise<void> {
    await this.#store.library.change(id, change);
    this.#events.publish({ type: 'run-changed', runId: id });
  }

  /** Makes a bookmark, or changes the one of its id. @throws KeptRunError where the run has too many */
  async putBookmark(runId: string, bookmark: Bookmark): Promise<void> {
    if (!(await this.#store.library.putBookmark(runId, bookmark, maxBookmarks))) {
      throw new KeptRunError({
        message: `run ${runId} has ${maxBookmarks} bookmarks already`,
        cure: 'remove one of them first',
      });
    }
    this.#events.publish({ type: 'run-changed', runId });
  }

  async removeBookmark(runId: string, id: string): Promise<void> {
    await this.#store.library.removeBookmark(runId, id);
    this.#events.publish({ type: 'run-changed', runId });
  }

  /** @throws KeptRunError for a run that goes on, and for one that an experiment's table would miss */
  async remove(id: string, by: Author): Promise<void> {
    const run = await this.#store.findRun(id);
    if (!run) return;
    if (run.phase !== 'done') throw new KeptRunError({ message: `run ${id} goes on`, cure: 'stop it first' });
    if (run.experiment) {
      const cure = `its table would miss it; it stays as long as experiment ${run.experiment.id}`;
      throw new KeptRunError({ message: `run ${id} belongs to an experiment`, cure });
    }
    this.#log.info({ run: id, by }, 'a run is deleted, and gone for good in a day');
    await this.#store.library.setDeleted(id, this.#now());
    this.#events.publish({ type: 'run-changed', runId: id });
    this.#events.publish({ type: 'run-unshared', runId: id });
  }

  async restore(id: string, by: Author): Promise<void> {
    this.#log.info({ run: id, by }, 'a deleted run is brought back');
    await this.#store.library.setDeleted(id, undefined);
    this.#events.publish({ type: 'run-changed', runId: id });
  }

  /** Deletes what nobody keeps and is past its time, and removes what was deleted a day ago. */
  async sweep(): Promise<void> {
    const now = this.#now();
    const { days, runs } = this.#retention;
    const before = days === undefined ? undefined : now - days * dayMs;
    const retired = await this.#store.library.retire(now, { before, newest: runs });
    if (retired > 0)
      this.#log.info({ runs: retired }, 'runs that nobody keeps are deleted, and gone for good in a day');
    const purged = await this.#store.library.purge(now - undoMs);
    if (purged.length > 0) this.#log.info({ runs: purged }, 'deleted runs are gone for good');
  }
}
