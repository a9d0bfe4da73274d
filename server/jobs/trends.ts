/** The runs of a plan over time, for those who look. */
import type { Trend, TrendQuery } from '@/lib/protocol/trend';
import type { Store } from '../store/store';

export class Trends {
  readonly #looking: Store;

  constructor(store: Store) {
    this.#looking = store.looking;
  }

  /** @param key see `planKeyOf` @throws CursorError */
  page(key: string, query: TrendQuery): Promise<Trend> {
    return this.#looking.trends.page(key, query);
  }

  /** What the plan of a run is the same by; nothing of a history that was brought. */
  keyOf(runId: string): Promise<string | undefined> {
    return this.#looking.trends.keyOf(runId);
  }
}
